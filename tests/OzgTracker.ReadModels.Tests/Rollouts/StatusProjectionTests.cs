using System.Globalization;
using System.Text.Json;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Rollouts;

/// <summary>Both tables against a fold that is written only here, over a history of chance.</summary>
public sealed class StatusProjectionTests : ReferenceFixture
{
    static readonly DateOnly Last = May(31);

    readonly Dictionary<string, NaiveCell> cells = [];
    readonly List<Row> rows = [];

    protected override async Task Prepare()
    {
        var history = new RandomHistory();
        await using var live = OzgStore.Open(Database.ConnectionString, options => options.PageSize = 7);
        for (var part = 0; part < 6; part++)
        {
            await history.Record(live, 80);
            await Daemon.CatchUp(live);
        }

        await ReadLog();
    }

    [Test]
    public async Task Status_is_the_naive_fold_of_the_log()
    {
        var expected =
            from cell in cells
            from model in cell.Value.Models
            let value = cell.Value.On(Last, model)
            let last = rows.Last(row => row.Stream == cell.Key)
            select Line(
                Unit(cell.Key), Service(cell.Key), model, value.Status, value.Level, cell.Value.Since(Last, model), value.Evidence, value.Verification, value.Whole, value.Leika,
                cell.Value.EvidenceUrl(Last, model), Text(cell.Value.LastHeard), last.Version, last.Position, Text(last.RecordedAt));

        var actual = await Lines("""
            select concat_ws('|', municipality, ozg_id, model, status, coalesce(level::text, '-'), coalesce(since::text, '-'), evidence, verification,
                             coalesce(whole_level::text, '-'), coalesce(leika_levels::text, '-'), coalesce(evidence_url, '-'),
                             coalesce(extract(epoch from last_reported_at)::text, '-'), version, position, extract(epoch from changed_at)::text)
              from read.status
            """);
        Assert.That(actual.Order(StringComparer.Ordinal), Is.EqualTo(expected.Order(StringComparer.Ordinal)));
    }

    [Test]
    public async Task Transitions_are_what_each_event_changed_in_the_naive_fold()
    {
        var expected = new List<string>();
        foreach (var row in rows)
        {
            var (before, after) = (cells[row.Stream].UpTo(row.Position - 1), cells[row.Stream].UpTo(row.Position));
            foreach (var model in after.Models)
            {
                var told = before.Models.Contains(model) ? before.Days(model) : [];
                foreach (var day in after.Days(model).Where(day => !told.Contains(day) || before.On(day, model) != after.On(day, model)))
                {
                    var value = after.On(day, model);
                    expected.Add(Line(
                        Unit(row.Stream), Service(row.Stream), model, day, row.Position, Text(row.RecordedAt), value.Status, value.Level, value.Evidence,
                        value.Verification, value.Whole, value.Leika));
                }
            }
        }

        var actual = await Lines("""
            select concat_ws('|', municipality, ozg_id, model, valid_on, position, extract(epoch from recorded_at)::text, status, coalesce(level::text, '-'), evidence,
                             verification, coalesce(whole_level::text, '-'), coalesce(leika_levels::text, '-'))
              from read.status_transition
            """);
        Assert.That(actual.Order(StringComparer.Ordinal), Is.EqualTo(expected.Order(StringComparer.Ordinal)));
    }

    /// <summary>The rule of <c>Transition</c>, as a BI tool would write it.</summary>
    [Test]
    public async Task The_value_on_a_day_as_known_after_an_event_is_one_plain_query()
    {
        foreach (var asKnown in rows.Where((_, i) => i % 9 == 0).Append(rows[^1]))
        {
            var actual = await Lines(
                """
                select concat_ws('|', stream, model, day, coalesce(status, 0), coalesce(level::text, '-'), coalesce(evidence, 0), coalesce(verification, 0))
                  from (select distinct 'rollout-' || municipality || '-' || ozg_id as stream, municipality, ozg_id, model
                          from read.status_transition
                         where position <= $1) as cell
                 cross join (select generate_series('2026-04-28'::date, '2026-05-25'::date, '1 day')::date as day) as calendar
                  left join lateral (
                       select status, level, evidence, verification
                         from read.status_transition as transition
                        where (transition.municipality, transition.ozg_id, transition.model) = (cell.municipality, cell.ozg_id, cell.model)
                          and transition.position <= $1
                          and transition.valid_on <= calendar.day
                        order by transition.valid_on desc, transition.position desc
                        limit 1) as known on true
                """,
                asKnown.Position);

            var expected =
                from cell in cells
                let known = cell.Value.UpTo(asKnown.Position)
                from model in known.Models
                where known.Days(model).Count > 0
                from day in Enumerable.Range(0, 28).Select(new DateOnly(2026, 4, 28).AddDays)
                let value = known.On(day, model)
                select Line(cell.Key, model, day, value.Status, value.Level, value.Evidence, value.Verification);
            Assert.That(actual.Order(StringComparer.Ordinal), Is.EqualTo(expected.Order(StringComparer.Ordinal)), $"as known after {asKnown.Position}");
        }
    }

    [TestCase(LeikaPolicy.Any, 2)]
    [TestCase(LeikaPolicy.All, 2)]
    [TestCase(LeikaPolicy.All, 3)]
    [TestCase(LeikaPolicy.ShareConform, 2)]
    [TestCase(LeikaPolicy.ShareConform, 3)]
    [TestCase(LeikaPolicy.ShareConform, 5)]
    public async Task A_policy_gives_the_same_level_in_SQL_as_in_the_domain(LeikaPolicy policy, int leikaCount)
    {
        await using var command = Store.DataSource.CreateCommand($"""
            select cell.level, cell.whole_level, cell.leika_levels, {PolicySql.Level(policy)}
              from read.status_transition as cell
             cross join (select {leikaCount} as leika_count) as service
             where cell.status = 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var compared = 0;
        while (await reader.ReadAsync())
        {
            short? Number(int column) => reader.IsDBNull(column) ? null : reader.GetInt16(column);
            var leika = reader.IsDBNull(2) ? default : new LeikaLevels(Number(1), [.. reader.GetFieldValue<short[]>(2)]);
            var step = new TimelineStep(default, CellStatus.Reported, Number(0), default, 0) { Leika = leika };

            Assert.That((int?)Number(3), Is.EqualTo(step.LevelBy(policy, leikaCount)), $"{leika.Whole} + {string.Join(',', leika.Named)}");
            if (!leika.IsEmpty) compared++;
        }

        Assert.That(compared, Is.GreaterThan(0));
    }

    [Test]
    public async Task Pages_that_come_again_change_nothing_in_any_read_model()
    {
        var before = await AllTables();

        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:%' returning name");
        await Daemon.CatchUp(Store);

        Assert.That(await AllTables(), Is.EqualTo(before));
    }

    [TestCase(1)]
    [TestCase(1000)]
    public async Task The_log_taken_in_anew_gives_the_rows_of_the_live_read_models_whatever_the_size_of_its_pages(int pageSize)
    {
        var live = await AllTables();

        await TakeInAnew(pageSize);

        Assert.That(await AllTables(), Is.EqualTo(live));
    }

    /// <summary>The rollouts' read models are filled at once, not page by page.</summary>
    [Test]
    public async Task A_rebuild_gives_the_rows_of_the_live_read_models()
    {
        var live = await AllTables();

        foreach (var projection in Store.Projections.All) await Store.Projections.RebuildProjectionAsync(projection.Name, CancellationToken.None);

        Assert.That(await AllTables(), Is.EqualTo(live));
    }

    async Task ReadLog()
    {
        await using var command = Store.DataSource.CreateCommand("""
            select seq_id, stream_id, version, type, data::text, timestamp
              from log.mt_events
             where stream_id like 'rollout-%'
             order by seq_id
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(new Row(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), JsonDocument.Parse(reader.GetString(4)).RootElement, reader.GetDateTime(5)));
        foreach (var stream in rows.GroupBy(row => row.Stream)) cells.Add(stream.Key, new NaiveCell([.. stream]));
    }

    static string Unit(string stream) => stream.Split('-')[1];

    static string Service(string stream) => stream.Split('-')[2];

    /// <summary>Seconds since 1970 with six digits, as PostgreSQL writes them.</summary>
    static string? Text(DateTime? moment) => moment is null ? null : ((moment.Value - DateTime.UnixEpoch).Ticks / 10_000_000m).ToString("0.000000", CultureInfo.InvariantCulture);

    static string Line(params object?[] values) => string.Join('|', values.Select(value => value switch
    {
        null => "-",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    }));
}
