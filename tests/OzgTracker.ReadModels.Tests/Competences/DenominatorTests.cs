using System.Text.Json;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels.Tests.Rollouts;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Competences;

/// <summary>The same denominators three ways: in memory, in SQL, and by a fold of the log that is written only here.</summary>
public sealed class DenominatorTests : ReferenceFixture
{
    const string Model = "ozg-1.1";
    const int Level = 2;

    static readonly DateOnly[] Days = [new(2026, 4, 30), May(1), May(5), May(9), May(10), May(13), May(31)];

    NaiveCountry naive = null!;

    protected override async Task Prepare()
    {
        await new RandomCountry().Record(Store, 400);
        await Daemon.CatchUp(Store);
        naive = new NaiveCountry(await ReadLog());
    }

    [Test]
    public async Task Sql_counts_the_cells_of_the_naive_fold_on_every_day()
    {
        foreach (var (state, ozgId) in Questions())
        {
            var points = (await ProgressQueries.Of(Store.DataSource, new(state, [ozgId], null, Model, Level), Days, CancellationToken.None)).BurnUp;

            var expected = Days.Select(day => (Day: day, Answer: naive.On(state, ozgId, day, Model, Level)));
            Assert.That(
                points.Select(point => (point.Day, point.Competent, point.Reached)),
                Is.EqualTo(expected.Select(on => (on.Day, on.Answer.Competent.Length, on.Answer.Reached.Length))), $"{ozgId} in {state}");
        }
    }

    [Test]
    public async Task Sql_counts_the_units_of_the_naive_fold()
    {
        foreach (var state in RandomCountry.States)
            foreach (var day in Days)
            {
                var units = await ProgressQueries.Of(Store.DataSource, new(state, RandomCountry.Services, null, Model, Level), [May(1).AddYears(-1), day], CancellationToken.None);

                var cells = RandomCountry.Services.Select(ozgId => naive.On(state, ozgId, day, Model, Level)).ToArray();
                var all = cells.SelectMany(cell => cell.Competent).Distinct().ToArray();
                var behind = cells.SelectMany(cell => cell.Competent.Except(cell.Reached)).Distinct().Count();
                Assert.That((units.Services, units.Units, units.UnitsReached), Is.EqualTo((RandomCountry.Services.Length, all.Length, all.Length - behind)), $"{state} on {day}");
            }
    }

    [Test]
    public async Task The_registry_and_the_folds_of_the_domain_name_the_units_of_the_naive_fold()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);
        var book = await registry.Competence(CancellationToken.None);
        var units = await Lines("select id from read.municipality order by id collate \"C\"");

        foreach (var (state, ozgId) in Questions())
        {
            var statuses = await Statuses(units.Where(unit => unit.StartsWith(state, StringComparison.Ordinal)), ozgId);
            foreach (var day in Days)
            {
                var counted = statuses
                    .Where(unit => book.StandingOf(unit.Key, ozgId, day) is { } standing && Denominator.Counts(standing.IsCompetent, StatusOn(unit.Value, day)))
                    .Select(unit => unit.Key);
                Assert.That(counted, Is.EqualTo(naive.On(state, ozgId, day, Model, Level).Competent), $"{ozgId} in {state} on {day}");
            }
        }
    }

    [Test]
    public async Task The_table_alone_is_the_same_in_memory_and_in_sql()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);
        var book = await registry.Competence(CancellationToken.None);

        foreach (var day in Days)
        {
            var rows = await Lines(
                $"with asked (day) as (values ($1::date)) select ozg_id || ' ' || unit from ({CompetenceSql.Competent}) as competent order by 1", day);

            var services = await Lines("select ozg_id from read.service");
            Assert.That(rows, Is.EquivalentTo(services.SelectMany(ozgId => book.CompetentUnits(ozgId, null, day).Select(unit => $"{ozgId} {unit}"))));
            Assert.That(rows, Is.Not.Empty);
        }
    }

    [Test]
    public async Task The_history_holds_cases_in_which_units_contradict_the_table()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);
        var book = await registry.Competence(CancellationToken.None);

        var (named, counted) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (state, ozgId) in Questions())
        {
            named.UnionWith(book.CompetentUnits(ozgId, state, May(31)).Select(unit => $"{unit} {ozgId}"));
            counted.UnionWith(naive.On(state, ozgId, May(31), Model, Level).Competent.Select(unit => $"{unit} {ozgId}"));
        }

        Assert.That(counted.Except(named), Is.Not.Empty, "reported although the table does not name it");
        Assert.That(named.Except(counted), Is.Not.Empty, "not competent although the table names it");
        Assert.That(named.Intersect(counted), Is.Not.Empty);
    }

    [Test]
    public async Task Pages_that_come_again_and_a_rebuild_change_nothing()
    {
        const string All = "select 'c ' || row::text from read.competence_v1 as row union all select 's ' || row::text from read.service_v2 as row order by 1";
        var before = await Lines(All);

        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:%' returning name");
        await Daemon.CatchUp(Store);
        var again = await Lines(All);
        await Store.Projections.RebuildProjectionAsync("competence", CancellationToken.None);

        Assert.That(before, Has.Some.StartsWith("c "));
        Assert.That(again, Is.EqualTo(before));
        Assert.That(await Lines(All), Is.EqualTo(before));
    }

    [Test]
    public async Task A_declaration_of_another_process_is_seen_at_the_next_look()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);
        var before = await registry.ExecutedByOn(ReferenceData.HousingBenefit, "01", May(1), CancellationToken.None);

        await Append("competence-10092-01", new CompetenceDeclared([Domain.Municipalities.UnitKind.Kreis], May(1)));
        await Daemon.CatchUp(Store);
        await registry.RefreshAsync(CancellationToken.None);

        Assert.That(before, Is.EqualTo(new CompetenceInForce(Executors.EveryGemeinde, CompetenceSource.Default, null)));
        Assert.That(
            await registry.ExecutedByOn(ReferenceData.HousingBenefit, "01", May(1), CancellationToken.None),
            Is.EqualTo(new CompetenceInForce(new(false, false, true), CompetenceSource.Declared, May(1))));
        Assert.That((await registry.ExecutedByOn(ReferenceData.HousingBenefit, "01", new(2026, 4, 30), CancellationToken.None))?.Source, Is.EqualTo(CompetenceSource.Default));
        Assert.That(await registry.ExecutedByOn("19999", "01", May(1), CancellationToken.None), Is.Null);
    }

    static IEnumerable<(string State, string OzgId)> Questions() => from state in RandomCountry.States from ozgId in RandomCountry.Services select (state, ozgId);

    async Task<Dictionary<string, Rollout>> Statuses(IEnumerable<string> units, string ozgId)
    {
        await using var session = Store.LightweightSession();
        var rollouts = new Dictionary<string, Rollout>();
        foreach (var unit in units) rollouts.Add(unit, await session.Events.AggregateStreamAsync<Rollout>($"rollout-{unit}-{ozgId}", CancellationToken.None));
        return rollouts;
    }

    /// <summary>In whatever model: a report in one shows that the unit executes the service.</summary>
    static CellStatus StatusOn(Rollout rollout, DateOnly day) => Timeline.ModelsOf(rollout).Max(model => new Timeline(rollout, model).On(day).Status);

    async Task<List<Row>> ReadLog()
    {
        var rows = new List<Row>();
        await using var command = Store.DataSource.CreateCommand("select seq_id, stream_id, version, type, data::text, timestamp from log.mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(new Row(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), JsonDocument.Parse(reader.GetString(4)).RootElement, reader.GetDateTime(5)));
        return rows;
    }
}
