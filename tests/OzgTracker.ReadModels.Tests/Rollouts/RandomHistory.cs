using System.Globalization;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Rollouts;

/// <summary>Commands as they might arrive: few days, levels and versions, so that ties, corrections of corrections and backdated reports are common.</summary>
sealed class RandomHistory
{
    /// <summary>With this environment variable the same history comes again.</summary>
    const string SeedVariable = "OZG_SEED";

    static readonly LeikaId[] Parts = [LeikaId.Parse(ReferenceData.ResidenceLeika), LeikaId.Parse(ReferenceData.ResidenceOtherLeika)];

    static readonly MaturityModel EightLevels = OfficialModels.Ozg11 with
    {
        Id = "ozg-2.0",
        Levels = [.. Enumerable.Range(0, 8).Select(level => new MaturityLevel(level, $"Stufe {level}", $"Level {level}", ""))],
    };

    static readonly RolloutKey[] FewCells =
    [
        .. from unit in (string[])[ReferenceData.Bonn, ReferenceData.Cologne, ReferenceData.Buesum, ReferenceData.Dithmarschen]
           from service in (string[])[ReferenceData.Residence, ReferenceData.Passport]
           select new RolloutKey(UnitId.Parse(unit), OzgId.Parse(service)),
    ];

    readonly Random chance;
    readonly RolloutKey[] cells;
    readonly Dictionary<RolloutKey, Rollout> states = [];

    /// <param name="cells">What is reported on; eight cells when absent.</param>
    public RandomHistory(RolloutKey[]? cells = null)
    {
        this.cells = cells ?? FewCells;
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Progress.WriteLine($"{SeedVariable}={seed}");
        chance = new Random(seed);
    }

    /// <summary>Decides and records; each command in a transaction of its own.</summary>
    public async Task Record(DocumentStore store, int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            var cell = cells[chance.Next(cells.Length)];
            var state = states.GetValueOrDefault(cell, Rollout.Initial);
            var model = chance.Next(4) == 0 ? EightLevels : OfficialModels.Ozg11;
            var facts = new RolloutFacts(UnitKind.Gemeinde, model, Parts.ToHashSet(), new DateTimeOffset(2026, 5, 31, 12, 0, 0, TimeSpan.Zero));
            var decision = RolloutDecider.Decide(state, Command(), facts);
            if (decision.Events.Count == 0) continue;

            await using var session = store.LightweightSession();
            session.Events.Append(cell.StreamKey, decision.Events);
            await session.SaveChangesAsync(CancellationToken.None);
            states[cell] = decision.Events.Cast<IRolloutEvent>().Aggregate(state, Rollout.Evolve);
        }
    }

    IRolloutCommand Command() => chance.Next(32) switch
    {
        < 8 => new ReportMaturity(Claim()),
        < 12 => new CorrectMaturity(chance.Next(1, 9), Claim()),
        < 15 => new WithdrawMaturity(chance.Next(1, 9), "by mistake"),
        15 => new ConfirmMaturity(Day(), null),
        < 18 => new DeclareNotCompetent(chance.Next(2) == 0 ? "the Kreis" : "nobody", Day()),
        < 20 => new ReclaimCompetence(Day()),
        < 23 => new VerifyMaturity(Day(), null),
        < 25 => new DisputeMaturity(Day(), $"doubt {chance.Next(2)}"),
        < 27 => new RecordEvidence(Source(), Url(), Moment(), null),
        < 29 => new RefuteEvidence(Source(), Url(), Moment(), "404"),
        29 => new PlanRollout(chance.Next(5), new DateOnly(2026, 12, 31)),
        30 => new ReachMilestone((MilestoneKind)chance.Next(3), Day()),
        _ => new AdoptEfaService("offer", (EfaStage)chance.Next(6), Day()),
    };

    string Source() => EvidenceSources.All[chance.Next(2)];

    string Url() => $"https://example.org/{chance.Next(3)}";

    DateTimeOffset Moment() => new(Day(), new TimeOnly(chance.Next(24), 0), TimeSpan.Zero);

    ClaimedMaturity Claim() => new(
        chance.Next(5), null, Day(),
        chance.Next(2) == 0 ? Url() : null,
        chance.Next(5) switch { 0 => [Parts[0]], 1 => [Parts[1]], 2 => Parts, _ => null });

    DateOnly Day() => new DateOnly(2026, 5, 1).AddDays(chance.Next(6) * 4);
}
