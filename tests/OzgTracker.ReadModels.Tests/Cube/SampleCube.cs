using System.Globalization;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

/// <summary>
/// A country of chance in memory: units that begin, end, grow and move, services with programmes, cells with a history in two models; and a plain list of what
/// was said.
/// </summary>
sealed class SampleCube
{
    const string SeedVariable = "OZG_SEED";

    const byte NoLevel = 29, NotCompetent = 30, Unreported = 31, SaidElsewhere = 28;

    public static readonly DateOnly First = new(2024, 1, 1), Today = new(2026, 5, 20);

    static readonly string[] Tags = ["fokus", "ezot"];

    static readonly byte[] Codes = [0, 1, 2, 2, 3, 3, 4, NoLevel, NotCompetent, Unreported];

    readonly Dictionary<(int Model, int Service, int Unit), List<Said>> said = [];

    /// <param name="said">How often something is said of some cell.</param>
    public SampleCube(int units, int services, int said)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Progress.WriteLine($"{SeedVariable}={seed}");
        Chance = new Random(seed);
        var dimensions = new Dimensions(
            [.. Enumerable.Range(0, units).Select(Unit)], [.. Enumerable.Range(0, services).Select(Service)], [OfficialModels.Ozg11, OfficialModels.Ozg11 with { Id = "muster-1" }], 1);
        var buffers = new Dictionary<(int Model, int Service), StepBuffer>();
        for (var position = 1; position <= said; position++) Say(buffers, units, services, position);
        Snapshot = CubeSnapshot.Empty.With(dimensions).With(said, buffers, RecordedTimes.None);
    }

    /// <summary>What a cell says from a day on, by each policy.</summary>
    sealed record Said(int Day, long Position, byte Any, byte All, byte Share);

    public Random Chance { get; }

    public CubeSnapshot Snapshot { get; }

    /// <summary>A question of chance: any filters, policy, model, day and knowledge.</summary>
    public CubeQuestion Question()
    {
        var units = Chance.Next(6) switch
        {
            0 => new UnitFilter(State: "05"),
            1 => new UnitFilter(Kind: UnitKind.Gemeinde),
            2 => new UnitFilter(District: "01002"),
            3 => new UnitFilter(Size: SizeClass.All[4]),
            _ => new UnitFilter(),
        };
        var services = Chance.Next(4) switch
        {
            0 => new CubeServices([Snapshot.Dimensions.Services[Chance.Next(Snapshot.Dimensions.Services.Count)].OzgId]),
            1 => new CubeServices(Tag: Tags[0]),
            _ => new CubeServices(),
        };
        return new CubeQuestion(
            units, services, Snapshot.Dimensions.Models[Chance.Next(3) == 0 ? 1 : 0], (LeikaPolicy)Chance.Next(3), Today.AddDays(-Chance.Next(500)),
            Chance.Next(3) == 0 ? Chance.NextInt64(Snapshot.Position) : long.MaxValue);
    }

    /// <summary>The level code of a cell on a day: the last that was said for the latest day not after it; what other models say of competence counts.</summary>
    public byte CodeOf(CubeQuestion question, int service, int unit, DateOnly day)
    {
        var model = Snapshot.Dimensions.FindModel(question.Model.Id);
        var own = Last(model, service, unit, day, question.Known) is { } found
            ? question.Policy switch { LeikaPolicy.All => found.All, LeikaPolicy.ShareConform => found.Share, _ => found.Any }
            : Unreported;
        if (own != Unreported) return own;
        return (Last(1 - model, service, unit, day, question.Known)?.Any ?? Unreported) switch
        {
            NotCompetent => NotCompetent,
            < NoLevel => SaidElsewhere,
            _ => Unreported,
        };
    }

    /// <summary>Whether a cell counts.</summary>
    public bool IsCounted(byte code, int service, int unit, DateOnly day)
    {
        var territory = Snapshot.Dimensions.TerritoryOn(day);
        return code != NotCompetent && (code != Unreported || territory.IsCompetent(service, territory.State[unit], territory.Class[unit]));
    }

    /// <summary>Facts of the units that are asked for on a day.</summary>
    public IEnumerable<(int Unit, UnitPeriod Facts)> UnitsOf(CubeQuestion question, DateOnly day)
    {
        for (var unit = 0; unit < Snapshot.Dimensions.Units.Count; unit++)
        {
            if (Snapshot.Dimensions.Units[unit].Periods.LastOrDefault(period => period.Holds(day)) is not { Kind: not UnitKind.Gemeindefrei } facts) continue;
            var filter = question.Units;
            if ((filter.State is null || StateOf(facts) == filter.State) && (filter.District is null || facts.District == filter.District)
                && (filter.Kind is null || facts.Kind == filter.Kind) && (filter.Size is null || SizeClass.Of(facts.Population) == filter.Size))
                yield return (unit, facts);
        }
    }

    /// <summary>Indexes of the services that are asked for on a day.</summary>
    public IEnumerable<int> ServicesOf(CubeQuestion question, DateOnly day) =>
        Enumerable.Range(0, Snapshot.Dimensions.Services.Count).Where(service => question.Services.Has(Snapshot.Dimensions.Services[service], day));

    public static string StateOf(UnitPeriod facts) => facts.State.ToString("00", CultureInfo.InvariantCulture);

    Said? Last(int model, int service, int unit, DateOnly day, long known) => said.GetValueOrDefault((model, service, unit), [])
        .Where(step => step.Day <= CubeDay.Of(day) && step.Position <= known).OrderBy(step => (step.Day, step.Position)).LastOrDefault();

    void Say(Dictionary<(int Model, int Service), StepBuffer> buffers, int units, int services, long position)
    {
        // Several models speak of the first service only.
        var service = Chance.Next(services);
        var model = service == 0 && Chance.Next(2) == 0 ? 1 : 0;
        var unit = Chance.Next(units);
        var day = CubeDay.Of(First.AddDays(Chance.Next(Today.DayNumber - First.DayNumber + 30)));
        var any = Codes[Chance.Next(Codes.Length)];
        var (all, share) = any < 5 && Chance.Next(4) == 0 ? ((byte)Chance.Next(any + 1), NoLevel) : (any, any);
        if (!buffers.TryGetValue((model, service), out var buffer)) buffers.Add((model, service), buffer = new StepBuffer());
        buffer.Add(unit, Step.Of(day, position, any, (EvidenceState)Chance.Next(3), (Verification)Chance.Next(3)), CellBlock.Pack(all, share));
        if (!said.TryGetValue((model, service, unit), out var steps)) said.Add((model, service, unit), steps = []);
        steps.Add(new Said(day, position, any, all, share));
    }

    CubeUnit Unit(int number)
    {
        var kind = Chance.Next(12) switch { 0 => UnitKind.Kreis, 1 => UnitKind.Verband, 2 => UnitKind.Gemeindefrei, _ => UnitKind.Gemeinde };
        var state = Chance.Next(2) == 0 ? 1 : 5;
        var periods = new List<UnitPeriod>();
        DateOnly? from = Chance.Next(8) == 0 ? Day() : null;
        for (var more = true; more;)
        {
            DateOnly? to = Chance.Next(3) == 0 ? (from ?? First).AddDays(Chance.Next(1, 300)) : null;
            var designation = kind == UnitKind.Gemeinde && Chance.Next(10) == 0 ? UnitDesignation.KreisfreieStadt : UnitDesignation.Gemeinde;
            var district = Chance.Next(20) == 0 ? null : $"{state:00}{Chance.Next(1, 6):000}";
            var association = Chance.Next(3) == 0 ? Id(Chance.Next(20)) : null;
            periods.Add(new UnitPeriod(from, to, kind, designation, state, district, association, Chance.Next(1, 600_000) / Chance.Next(1, 900), null));
            more = to is not null && Chance.Next(4) != 0;
            from = to?.AddDays(1);
        }

        return new CubeUnit(Id(number), $"Ort {number}", null, null, periods);
    }

    CubeService Service(int number) => new(
        $"{10_000 + number}", $"Leistung {number}", number % 2 == 0 ? "Bauen" : "Familie", "Lage", number % 3 == 0 ? ["2/3"] : ["1", "2/3"], 2, (byte)Chance.Next(1, 8),
        number % 2 == 0 ? [(Tags[0], null, Day()), (Tags[1], Day(), null)] : [(Tags[0], Day(), null)], [(5, (byte)Chance.Next(8), Day())]);

    DateOnly Day() => First.AddDays(Chance.Next(700));

    static string Id(int number) => number.ToString("00000000", CultureInfo.InvariantCulture);
}
