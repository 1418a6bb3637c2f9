using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Operations.Starter;

/// <summary>A plausible course of one service in one unit since 2020: invented, the same at every start.</summary>
/// <remarks>
/// Large cities begin earlier and go further, some services were pushed by the Länder in 2022, a few claims lack evidence, a few are withdrawn, and
/// some units are not competent. Nothing of it is a statement about the real unit: every event carries the source <c>demo</c>.
/// </remarks>
static class StarterHistory
{
    static readonly DateOnly Begin = new(2020, 1, 1);
    static readonly DateOnly End = new(2025, 9, 30);

    public static List<IRolloutCommand> Of(UnitId unit, UnitFacts facts, OzgId service, Classification place)
    {
        var commands = new List<IRolloutCommand>();
        if (place.MunicipalExecution == MunicipalExecution.No) return commands;

        var chance = new Random(Seed(unit, service));
        if (chance.NextDouble() < 0.12) return commands;
        if (chance.NextDouble() < (facts.Kind == UnitKind.Kreis ? 0.20 : 0.04))
        {
            commands.Add(new DeclareNotCompetent("Die Leistung erbringt eine andere Stelle.", Begin.AddDays(chance.Next(700))));
            return commands;
        }

        var vigour = Vigour(facts, chance);
        var day = Begin.AddDays(chance.Next(400));
        var level = chance.NextDouble() < 0.5 ? 0 : 1;
        while (day <= End)
        {
            commands.Add(new ReportMaturity(new ClaimedMaturity(level, null, day, Evidence(unit, service, level, chance), ReportedAt: Reported(day, chance))));
            if (level == 4) break;
            level++;
            day = day.AddDays((int)((300 + chance.Next(900)) / vigour));
        }

        // A stream has one event for each command, so the last report has the version of its place.
        if (commands.Count > 2 && chance.NextDouble() < 0.03) commands.Add(new WithdrawMaturity(commands.Count, "Der Onlinedienst wurde wieder abgeschaltet."));
        else if (chance.NextDouble() < 0.25) commands.Add(new ConfirmMaturity(End, null));
        return commands;
    }

    /// <summary>Not <see cref="HashCode"/>, which differs from process to process.</summary>
    static int Seed(UnitId unit, OzgId service)
    {
        var seed = 17u;
        foreach (var letter in unit.Value + service.Value) seed = (seed * 31) + letter;
        return (int)(seed & 0x7FFF_FFFF);
    }

    static double Vigour(UnitFacts facts, Random chance) => facts.Population switch
    {
        >= 500_000 => 1.6,
        >= 200_000 => 1.2,
        _ => 0.9,
    } * (0.6 + chance.NextDouble());

    static string? Evidence(UnitId unit, OzgId service, int level, Random chance) =>
        level >= 2 && chance.NextDouble() < 0.85 ? $"https://demo.invalid/{unit}/{service}" : null;

    static DateTimeOffset Reported(DateOnly day, Random chance) =>
        new DateTimeOffset(day.ToDateTime(new TimeOnly(8, 0)), TimeSpan.Zero).AddDays(chance.Next(30)).AddMinutes(chance.Next(600));

    /// <summary>What the rules need to know; the clock stands at the end of the invented history.</summary>
    public static RolloutFacts Facts(UnitFacts unit) => new(
        unit.Kind, OfficialModels.Ozg11, new HashSet<LeikaId>(), new DateTimeOffset(End.AddDays(60).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
}
