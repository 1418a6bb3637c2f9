using System.Globalization;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

/// <summary>A cube of chance with what it was made of, and the plainest way to read it. Few days, levels and sizes, so that ties are common.</summary>
sealed class RandomCube
{
    const string SeedVariable = "OZG_SEED";

    static readonly DateOnly First = new(2026, 1, 1);
    /// <summary>Half of all units are in one size class, so that there is something to sum up.</summary>
    static readonly int[] Populations = [700, 700, 800, 1_500, 30_000, 600_000];
    static readonly string[] Topics = ["Bauen", "Familie", "Umwelt"];

    readonly record struct Said(
        int Model, int Service, int Unit, DateOnly Day, long Position, byte Code, byte All, byte Share, EvidenceState Evidence, Verification Verification);

    readonly ILookup<(int Model, int Service, int Unit), Said> said;

    public RandomCube()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : System.Random.Shared.Next();
        TestContext.Progress.WriteLine($"{SeedVariable}={seed}");
        Random = new Random(seed);
        var models = (MaturityModel[])[OfficialModels.Ozg11, OfficialModels.Ozg11 with { Id = "other-1", ConformityThreshold = 2 }];
        Dimensions = new Dimensions(Units(), Services(), models, 1);

        var steps = Steps(12_000).ToArray();
        LastPosition = steps[^1].Position;
        said = steps.ToLookup(step => (step.Model, step.Service, step.Unit));
        var planes = new Plane[models.Length][];
        for (var model = 0; model < models.Length; model++)
        {
            planes[model] = new Plane[Dimensions.Services.Count];
            for (var service = 0; service < planes[model].Length; service++)
            {
                var buffer = new StepBuffer();
                foreach (var step in steps.Where(step => step.Model == model && step.Service == service))
                    buffer.Add(step.Unit, Step.Of(CubeDay.Of(step.Day), step.Position, step.Code, step.Evidence, step.Verification), CellBlock.Pack(step.All, step.Share));
                planes[model][service] = Plane.Empty.With(buffer);
            }
        }

        Snapshot = new CubeSnapshot(LastPosition, Dimensions, planes, RecordedTimes.None);
    }

    public Random Random { get; }

    public Dimensions Dimensions { get; }

    public CubeSnapshot Snapshot { get; }

    public long LastPosition { get; }

    /// <summary>A question with filters of chance.</summary>
    public CubeQuestion Question() => new(
        new UnitFilter(
            State: Random.Next(3) == 0 ? $"0{Random.Next(1, 4)}" : null, Kind: Random.Next(4) == 0 ? (UnitKind)Random.Next(3) : null,
            Size: Random.Next(4) == 0 ? SizeClass.Of(Populations[Random.Next(Populations.Length)]) : null),
        new CubeServices(TopicArea: Random.Next(3) == 0 ? Topics[Random.Next(Topics.Length)] : null),
        Dimensions.Models[Random.Next(Dimensions.Models.Count)], (LeikaPolicy)Random.Next(3), First.AddDays(Random.Next(5, 45)),
        Random.Next(2) == 0 ? long.MaxValue : Random.NextInt64(LastPosition + 1));

    /// <summary>A unit that is there on the day of a question.</summary>
    public int UnitOf(CubeQuestion question)
    {
        while (true)
            if (Random.Next(Dimensions.Units.Count) is var unit && FactsOf(question, unit) is not null)
                return unit;
    }

    public UnitPeriod? FactsOf(CubeQuestion question, int unit) =>
        Dimensions.Units[unit].Periods.LastOrDefault(period => period.Holds(question.Day)) is { Kind: not UnitKind.Gemeindefrei } facts ? facts : null;

    /// <summary>Units that a question is about.</summary>
    public IEnumerable<int> Asked(CubeQuestion question) => Enumerable.Range(0, Dimensions.Units.Count).Where(unit => FactsOf(question, unit) is { } facts
        && (question.Units.State is null || facts.State == int.Parse(question.Units.State, CultureInfo.InvariantCulture))
        && (question.Units.Kind is null || facts.Kind == question.Units.Kind)
        && (question.Units.Size is null || SizeClass.Of(facts.Population) == question.Units.Size));

    /// <summary>Other units of the kind and size class of a unit.</summary>
    public IEnumerable<int> PeersOf(CubeQuestion question, int unit) =>
        Asked(question).Where(peer => peer != unit && GroupOf(question, peer) == GroupOf(question, unit));

    public (UnitKind, SizeClass) GroupOf(CubeQuestion question, int unit) => (FactsOf(question, unit)!.Kind, SizeClass.Of(FactsOf(question, unit)!.Population));

    public IEnumerable<int> ServicesOf(CubeQuestion question) => Enumerable.Range(0, Dimensions.Services.Count)
        .Where(service => question.Services.TopicArea is null || Dimensions.Services[service].TopicArea == question.Services.TopicArea);

    public string IdOf(int unit) => Dimensions.Units[unit].Id;

    /// <summary>The level of a cell; null without one.</summary>
    public int? LevelOf(CubeQuestion question, int service, int unit) =>
        Code(question, ModelOf(question), service, unit, question.Day, question.Policy) is { } code && code < 20 ? code : null;

    public bool IsConform(CubeQuestion question, int service, int unit) => LevelOf(question, service, unit) >= question.Model.ConformityThreshold;

    /// <summary>Whether a cell counts, by the rules of the Domain and what was said in either model.</summary>
    public bool IsCompetent(CubeQuestion question, int service, int unit)
    {
        var own = Code(question, ModelOf(question), service, unit, question.Day, LeikaPolicy.Any);
        if (own is not null and not LevelCode.Unreported) return own != LevelCode.NotCompetent;
        var other = Code(question, 1 - ModelOf(question), service, unit, question.Day, LeikaPolicy.Any);
        if (other is not null and not LevelCode.Unreported and not LevelCode.NoLevel) return other != LevelCode.NotCompetent;
        var facts = FactsOf(question, unit)!;
        var known = Dimensions.Services[service];
        var declarations = known.Declarations.Where(declared => declared.State == facts.State && declared.From <= question.Day);
        var bits = declarations.Select(declared => (byte?)declared.Executors).LastOrDefault() ?? known.Executors;
        return new Executors((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0)
            .Of(new UnitPlace(facts.Kind, facts.Designation, facts.Association is null ? null : UnitId.Parse(facts.Association), null)).IsCompetent;
    }

    /// <summary>The levels of a cell, a run after the other, by looking at every day.</summary>
    public List<(DateOnly Day, int? Level)> RunsOf(CubeQuestion question, int service, int unit)
    {
        var runs = new List<(DateOnly Day, int? Level)>();
        byte? before = null;
        for (var day = First; day <= question.Day; day = day.AddDays(1))
        {
            var code = Code(question, ModelOf(question), service, unit, day, question.Policy);
            if (code is null || code == before) continue;
            runs.Add((day, code < 20 ? code : null));
            before = code;
        }

        return runs;
    }

    /// <summary>The evidence behind the value of a cell.</summary>
    public (EvidenceState Evidence, Verification Verification, long Position) SourceOf(CubeQuestion question, int service, int unit) =>
        Latest(question, ModelOf(question), service, unit, question.Day) is { } step ? (step.Evidence, step.Verification, step.Position) : default;

    int ModelOf(CubeQuestion question) => Dimensions.FindModel(question.Model.Id);

    byte? Code(CubeQuestion question, int model, int service, int unit, DateOnly day, LeikaPolicy policy) => Latest(question, model, service, unit, day) is not { } step ? null
        : policy switch { LeikaPolicy.Any => step.Code, LeikaPolicy.All => step.All, _ => step.Share };

    Said? Latest(CubeQuestion question, int model, int service, int unit, DateOnly day) => said[(model, service, unit)]
        .Where(step => step.Day <= day && step.Position <= question.Known).Select(step => (Said?)step).MaxBy(step => (step!.Value.Day, step.Value.Position));

    IEnumerable<Said> Steps(int count)
    {
        long position = 100;
        for (var i = 0; i < count; i++)
        {
            position += Random.Next(1, 4);
            byte Level() => Random.Next(12) switch { 0 => LevelCode.NotCompetent, 1 => LevelCode.Unreported, var chance => (byte)(chance % 5) };
            var any = Level();
            var isByPolicy = LevelCode.IsLevel(any) && Random.Next(5) == 0;
            yield return new Said(
                Random.Next(5) == 0 ? 1 : 0, Random.Next(Dimensions.Services.Count), Random.Next(Dimensions.Units.Count), First.AddDays(Random.Next(8) * 5), position, any,
                isByPolicy ? LevelCode.NoLevel : any, isByPolicy ? (byte)Random.Next(5) : any, (EvidenceState)Random.Next(3), (Verification)Random.Next(3));
        }
    }

    /// <summary>The first part in the order of ids, the rest as they were added later; some ended, some began.</summary>
    List<CubeUnit> Units()
    {
        var units = new List<CubeUnit>();
        for (var number = 0; number < 300; number++)
        {
            var state = Random.Next(1, 4);
            var id = Random.Next(10) switch { 0 => $"0{state}{100 + number}", 1 => $"0{state}{number:0000000}", _ => $"0{state}001{number:000}" };
            var kind = id.Length switch { 5 => UnitKind.Kreis, 9 => UnitKind.Verband, _ => Random.Next(40) == 0 ? UnitKind.Gemeindefrei : UnitKind.Gemeinde };
            var designation = kind switch
            {
                UnitKind.Kreis => UnitDesignation.Landkreis,
                UnitKind.Verband => UnitDesignation.Amt,
                _ => Random.Next(4) == 0 ? UnitDesignation.KreisfreieStadt : UnitDesignation.Gemeinde,
            };
            var association = designation == UnitDesignation.Gemeinde && Random.Next(2) == 0 ? "010515163" : null;
            UnitPeriod Period(DateOnly? from, DateOnly? to) => new(
                from, to, kind, designation, state, $"0{state}001", association, Populations[Random.Next(Populations.Length)], Random.Next(4) == 0 ? null : Random.Next(1, 4) * 1_000);
            var middle = First.AddDays(Random.Next(10, 35));
            UnitPeriod[] periods = Random.Next(8) switch
            {
                0 => [Period(null, middle)],
                1 => [Period(middle, null)],
                2 => [Period(null, middle), Period(middle.AddDays(1), null)],
                _ => [Period(null, null)],
            };
            units.Add(new CubeUnit(id, $"Unit {number}", null, null, periods));
        }

        return [.. units.Take(200).OrderBy(unit => unit.Id, StringComparer.Ordinal), .. units.Skip(200)];
    }

    List<CubeService> Services() =>
    [
        .. Enumerable.Range(0, 7).Select(number => new CubeService(
            $"1000{number}", $"Service {number}", Topics[number % Topics.Length], "", [], 2, (byte)Random.Next(1, 8), [],
            Random.Next(2) == 0 ? [] : [(Random.Next(1, 4), (byte)Random.Next(8), First.AddDays(Random.Next(30)))])),
    ];
}
