using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain;
using OzgTracker.ReadModels.Cube;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Cube;

/// <summary>The cube and SQL over <c>read</c> give the same numbers to the last digit, whatever is asked.</summary>
public sealed class CubeAgainstSqlTests : CubeFixture
{
    const int Questions = 200;

    [Test]
    public async Task Two_hundred_questions_of_chance_have_the_answers_of_sql() => await AssertSame(Cube.Current);

    [Test]
    public async Task So_they_have_after_more_was_recorded_and_taken_in_page_by_page()
    {
        for (var page = 0; page < 5; page++)
        {
            await History.Record(Store, 40);
            await Daemon.CatchUp(Store);
            Assert.That(await Cube.TakeAsync(CancellationToken.None), Is.True);
            Assert.That(await Cube.TakeAsync(CancellationToken.None), Is.False);
        }

        await AssertSame(Cube.Current);
    }

    [Test]
    public async Task So_they_have_after_units_services_and_programmes_have_changed_without_a_restart()
    {
        const string newUnit = "05314999", newService = "10599";
        foreach (var (stream, happened) in ((string, IDomainEvent)[])
            [
                (Municipality.StreamKey(UnitId.Parse(newUnit)), new MunicipalityRegistered(
                    UnitKind.Gemeinde, "Neustadt", "Neustadt", UnitDesignation.Gemeinde, Ags.Parse(newUnit), Ars.Padded(newUnit), "05314", null, 700, 900, May(31), May(2))),
                (Municipality.StreamKey(UnitId.Parse("08115002")), new MunicipalityMerged(UnitId.Parse("08115003"), May(27))),
                (Service.StreamKey(OzgId.Parse(newService)), new ServiceCatalogued(
                    "Neue Leistung", new Classification("Querschnitt", "Neues", SituationKind.Lebenslage, ["5"], MunicipalExecution.Yes))),
                (Service.StreamKey(OzgId.Parse(newService)), new ServiceTagged("fokus", May(5), null, "test")),
                (new CompetenceKey(OzgId.Parse(newService), StateCode.Parse("08")).StreamKey, new CompetenceDeclared([UnitKind.Kreis], May(8))),
                (Service.StreamKey(OzgId.Parse(ReferenceData.Residence)), new LeikaServicesAssigned([.. ((string[])
                    [ReferenceData.ResidenceLeika, ReferenceData.ResidenceOtherLeika, "99115005070000", "99115005080000", "99115005090000"])
                    .Select(id => new LeikaService(LeikaId.Parse(id), id, "2/3"))])),
            ])
            await Append(stream, happened);
        foreach (var (unit, service) in ((string, string)[])[(newUnit, newService), (newUnit, ReferenceData.Residence), ("08115003", newService)])
            await Append(new RolloutKey(UnitId.Parse(unit), OzgId.Parse(service)).StreamKey, Reported(Chance.Next(5), May(12)));
        await Daemon.CatchUp(Store);
        await Cube.TakeAsync(CancellationToken.None);

        Assert.That(Cube.Current.Dimensions.FindUnit(newUnit), Is.GreaterThanOrEqualTo(0));
        Assert.That(Cube.Current.Dimensions.FindService(newService), Is.GreaterThanOrEqualTo(0));
        await AssertSame(Cube.Current);
    }

    [Test]
    public async Task A_cube_that_grew_has_the_steps_of_one_that_was_loaded()
    {
        await History.Record(Store, 40);
        await Daemon.CatchUp(Store);
        await Cube.TakeAsync(CancellationToken.None);
        using var loaded = new MaturityCube(Store.DataSource, NullLogger<MaturityCube>.Instance);
        await loaded.LoadAsync(CancellationToken.None);

        Assert.That(loaded.Current.Position, Is.EqualTo(Cube.Current.Position));
        Assert.That(Steps(loaded.Current), Is.EqualTo(Steps(Cube.Current)).And.Not.Empty);
    }

    [Test]
    public async Task A_snapshot_that_somebody_holds_does_not_change()
    {
        var held = Cube.Current;
        var before = Steps(held);
        await History.Record(Store, 60);
        await Daemon.CatchUp(Store);
        await Cube.TakeAsync(CancellationToken.None);

        Assert.That(Steps(held), Is.EqualTo(before));
        Assert.That(Steps(Cube.Current), Is.Not.EqualTo(before));
    }

    [Test]
    public async Task A_moment_is_the_last_position_that_was_recorded_by_then()
    {
        var cube = Cube.Current;
        foreach (var line in await Lines("""
            select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || ' ' || (select max(t.position) from read.status_transition as t where t.recorded_at <= s.recorded_at)
              from read.status_transition as s order by random() limit 50
            """))
        {
            var (moment, position) = (line.Split(' ')[0], line.Split(' ')[1]);
            var known = await Cube.KnownPositionAsync(cube, DateTimeOffset.Parse(moment + "Z", CultureInfo.InvariantCulture), CancellationToken.None);
            Assert.That(known, Is.EqualTo(long.Parse(position, CultureInfo.InvariantCulture)), moment);
        }

        Assert.That(await Cube.KnownPositionAsync(cube, DateTimeOffset.UnixEpoch, CancellationToken.None), Is.Null);
    }

    async Task AssertSame(CubeSnapshot cube)
    {
        var (answered, withLevels) = (0, 0);
        for (var i = 0; i < Questions; i++)
        {
            var (question, groupBy) = AnyQuestion(cube);
            var expected = await TallyInSql.Rows(Store.DataSource, question, groupBy);
            var hasServices = cube.Dimensions.Services.Any(service => question.Services.Has(service, question.Day));
            var groups = Tally.Of(cube, question, groupBy).Where(group => group.Units > 0 && hasServices).ToArray();

            Assert.That(groups.Select(group => TallyInSql.Row(group, question.Model)), Is.EquivalentTo(expected), $"{question} by {string.Join(", ", groupBy)}");
            answered += expected.Count;
            withLevels += groups.Count(group => group.Reported > 0);
        }

        Assert.That(answered, Is.GreaterThan(Questions), "the questions ask for something");
        Assert.That(withLevels, Is.GreaterThan(Questions / 2), "the answers say something");
    }

    static string[] Steps(CubeSnapshot cube) =>
    [
        .. from model in Enumerable.Range(0, cube.Dimensions.Models.Count)
           from service in Enumerable.Range(0, cube.Dimensions.Services.Count)
           from unit in Enumerable.Range(0, cube.Dimensions.Units.Count)
           let steps = StepsOf(cube, model, service, unit)
           where steps.Length > 0
           select $"{cube.Dimensions.Models[model].Id} {cube.Dimensions.Services[service].OzgId} {cube.Dimensions.Units[unit].Id} {steps}",
    ];

    static string StepsOf(CubeSnapshot cube, int model, int service, int unit)
    {
        var block = cube.PlaneOf(model, service).BlockOf(unit, out var cell);
        return string.Join(' ', block.StepsOf(cell).ToArray().Select((step, number) =>
            $"{step:x}/{block.CodeAt(block.FirstOf(cell) + number, LeikaPolicy.All)}/{block.CodeAt(block.FirstOf(cell) + number, LeikaPolicy.ShareConform)}"));
    }
}
