using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels.Cube;
using OzgTracker.ReadModels.Tests.Competences;
using OzgTracker.ReadModels.Tests.Rollouts;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Cube;

/// <summary>A small country with everything that makes numbers hard: units that merge, move and grow, programmes and declarations with days, two models, LeiKa detail, corrections.</summary>
public abstract class CubeFixture : ReferenceFixture
{
    internal static readonly string[] Services = RandomCountry.Services;

    protected static readonly DateOnly FirstDay = new(2026, 4, 28), LastDay = new(2026, 6, 3);

    internal Random Chance { get; private set; } = null!;

    internal RandomHistory History { get; private set; } = null!;

    MaturityCube? cube;

    protected MaturityCube Cube => cube!;

    protected virtual int Commands => 500;

    protected override async Task Prepare()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OZG_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Progress.WriteLine($"OZG_SEED={seed}");
        Chance = new Random(seed);
        foreach (var (stream, happened) in RandomCountry.Places()) await Append(stream, happened);
        await Append(Unit("08115001"), new MunicipalityMerged(UnitId.Parse("08115003"), May(22)));
        await Append(Unit("08115003"), new PopulationUpdated(6_500, 4_000, May(22)));
        await Append(Unit("01051050"), new PopulationUpdated(640, 1_000, May(6)));
        await Append(Unit("01001000"), new PopulationUpdated(91_000, 5_600, May(1)));
        foreach (var (service, tag, from, to) in ((string, string, DateOnly?, DateOnly?)[])
            [(Services[0], "fokus", May(3), null), (Services[1], "fokus", null, May(18)), (Services[1], "efa", null, null), (Services[0], "sdg", May(10), May(12))])
            await Append(Service.StreamKey(OzgId.Parse(service)), new ServiceTagged(tag, from, to, "test"));
        foreach (var state in RandomCountry.States)
            foreach (var service in Services.Where(_ => Chance.Next(2) == 0))
                await Append(new CompetenceKey(OzgId.Parse(service), StateCode.Parse(state)).StreamKey, Declared(), Declared());

        History = new RandomHistory([.. from unit in RandomCountry.Reporters from service in Services select new RolloutKey(UnitId.Parse(unit), OzgId.Parse(service))]);
        await History.Record(Store, Commands);
        await Daemon.CatchUp(Store);
    }

    [OneTimeSetUp]
    public async Task LoadCube()
    {
        cube = new MaturityCube(Store.DataSource, NullLogger<MaturityCube>.Instance);
        await cube.LoadAsync(CancellationToken.None);
    }

    [OneTimeTearDown]
    public void DisposeCube()
    {
        cube?.Dispose();
    }

    /// <summary>A question of chance: any filters, groupings, model, policy, day and knowledge.</summary>
    internal (CubeQuestion Question, GroupBy[] GroupBy) AnyQuestion(CubeSnapshot cube)
    {
        var units = new UnitFilter(
            Maybe(6, ["01", "05", "08", "11"]), Maybe(8, ["01051", "01054", "08115", "05314"]), Maybe(8, ["010545405", "081155001", CubeFilters.None]),
            Chance.Next(6) == 0 ? (UnitKind)Chance.Next(3) : null, Chance.Next(6) == 0 ? SizeClass.All[Chance.Next(10)] : null);
        var some = cube.Dimensions.Services[Chance.Next(cube.Dimensions.Services.Count)];
        var services = new CubeServices(
            Chance.Next(4) == 0 ? [.. Services.Where(_ => Chance.Next(2) == 0)] : null, Maybe(6, [some.TopicArea]), Maybe(8, [some.Situation]),
            Maybe(8, [some.Types is [var type, ..] ? type : CubeFilters.None, CubeFilters.None]), Maybe(6, ["fokus", "efa", "sdg", CubeFilters.None]));
        var model = cube.Dimensions.Models[Chance.Next(4) == 0 ? Chance.Next(cube.Dimensions.Models.Count) : cube.Dimensions.FindModel(MaturityModel.Default)];
        var day = FirstDay.AddDays(Chance.Next(LastDay.DayNumber - FirstDay.DayNumber + 1));
        var known = Chance.Next(2) == 0 ? long.MaxValue : Chance.NextInt64(cube.Position + 1);
        return (
            new CubeQuestion(units, services, model, (LeikaPolicy)Chance.Next(3), day, known),
            [.. Enum.GetValues<GroupBy>().OrderBy(_ => Chance.Next()).Take(Chance.Next(4))]);
    }

    static string Unit(string id) => Municipality.StreamKey(UnitId.Parse(id));

    CompetenceDeclared Declared() => new(
        new Executors(Chance.Next(3) == 0, Chance.Next(2) == 0, Chance.Next(2) == 0).Kinds, May(1).AddDays(Chance.Next(30)));

    string? Maybe(int oneIn, string[] values) => Chance.Next(oneIn) == 0 ? values[Chance.Next(values.Length)] : null;
}
