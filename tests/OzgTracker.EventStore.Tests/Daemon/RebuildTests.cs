using Npgsql;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.EventStore.Tests.Daemon;

public sealed class RebuildTests
{
    DiaryProjection one = null!;
    PlaceProjection places = null!;
    TestLog log = null!;

    [SetUp]
    public async Task Clone()
    {
        (one, places) = (new DiaryProjection("one"), new PlaceProjection());
        log = await TestLog.CloneAsync(options =>
        {
            options.PageSize = 10;
            options.PollInterval = options.StandbyInterval = TimeSpan.FromMilliseconds(20);
            foreach (var projection in (EventStore.Daemon.Projection[])[one, places]) options.Projections.Add(projection);
        });
        await log.Store.Projections.CreateMissingAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Drop() => await log.DisposeAsync();

    [Test]
    public async Task A_rebuild_gives_row_for_row_the_same()
    {
        await Append(35);
        await CatchUp();
        var rows = await Places();
        await log.Run("update read.place set place = 'wrong' where position % 2 = 0");
        await log.Run("delete from read.place where position % 3 = 0");

        await Rebuild("place");

        Assert.That(await Places(), Is.EqualTo(rows));
        Assert.That(await Position("place"), Is.EqualTo(await log.Store.Feed.LastGivenAsync(CancellationToken.None)));
    }

    [Test]
    public async Task Readers_see_the_old_rows_until_a_rebuild_is_done()
    {
        await Append(12);
        await CatchUp();
        var seen = new List<long>();
        one.AfterRows = async _ => seen.Add(await log.Ask<long>($"select count(*) from {one.Table}"));

        await Rebuild("one");

        Assert.That(seen, Is.EqualTo((long[])[12, 12]));
    }

    [Test]
    public async Task Under_a_running_daemon_nothing_is_lost_or_repeated()
    {
        await using var daemon = new RunningDaemon(log.Store);
        await Append(30);
        var writing = Task.Run(() => Append(60));
        await Rebuild("one");
        await writing;
        await daemon.CatchUp();

        Assert.That(await Diary(), Is.EqualTo(await log.Positions()));
        Assert.That((await log.Store.Projections.StatusAsync(CancellationToken.None)).Select(status => status.Failure), Is.All.Null);
    }

    [Test]
    public async Task What_was_recorded_while_it_ran_is_in_it()
    {
        await Append(12);
        var written = false;
        one.AfterRows = async _ =>
        {
            if (written) return;
            written = true;
            await Append(40);
        };
        await using var daemon = new RunningDaemon(log.OpenAnother());
        await Rebuild("one");
        await daemon.CatchUp();

        Assert.That(await Diary(), Is.EqualTo(await log.Positions()));
    }

    [Test]
    public async Task One_that_was_cut_off_leaves_what_is_in_service_and_the_next_one_starts_over()
    {
        await Append(25);
        await CatchUp();
        var pages = 0;
        one.AfterRows = async page =>
        {
            if (++pages == 2) await Kill(page.Connection);
        };

        Assert.That(async () => await Rebuild("one"), Throws.InstanceOf<NpgsqlException>());
        Assert.That(await Diary(), Is.EqualTo(await log.Positions()), "What is in service stays.");
        Assert.That(await log.Ask<bool>("select to_regclass('read_next.diary_one') is not null"), Is.True, "The rest of the killed one; nobody reads it.");
        one.AfterRows = null;
        await Rebuild("one");

        Assert.That(await Diary(), Is.EqualTo(await log.Positions()));
        Assert.That(await log.Ask<bool>("select to_regnamespace('read_next') is null"), Is.True);
    }

    [Test]
    public async Task One_that_fails_says_why_and_leaves_nothing()
    {
        await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        one.StumblesOver = happened => happened.Data is ParcelPosted;

        Assert.That(async () => await Rebuild("one"), Throws.InstanceOf<FormatException>());
        Assert.That(await log.Ask<bool>("select to_regnamespace('read_next') is null"), Is.True);
    }

    [Test]
    public async Task One_that_had_stopped_goes_on_after_it()
    {
        var poison = await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        one.StumblesOver = happened => happened.Data is ParcelPosted;
        await using var daemon = new RunningDaemon(log.Store);
        await daemon.Until(all => all[0].Failure?.Position == poison);

        one.StumblesOver = null;
        await Rebuild("one");
        await Append(15);
        await daemon.CatchUp();

        Assert.That(await Diary(), Is.EqualTo(await log.Positions()));
        Assert.That((await log.Store.Projections.StatusAsync(CancellationToken.None))[0].Failure, Is.Null);
    }

    [Test]
    public async Task Of_two_at_once_the_second_is_refused()
    {
        await Append(5);
        var refusals = new List<Exception>();
        one.AfterRows = async _ =>
        {
            try
            {
                await Rebuild("place");
            }
            catch (InvalidOperationException refused)
            {
                refusals.Add(refused);
            }
        };

        await Rebuild("one");

        Assert.That(refusals, Has.Count.EqualTo(1));
        Assert.That(refusals[0].Message, Does.Contain("Another rebuild"));
    }

    [Test]
    public async Task A_long_query_on_the_old_tables_is_waited_for_and_keeps_its_rows()
    {
        await Append(12);
        await CatchUp();
        await using var reader = await log.ConnectAsync();
        await using var reading = await reader.BeginTransactionAsync();
        await using (var first = new NpgsqlCommand($"select count(*) from {one.Table}", reader)) await first.ExecuteScalarAsync();

        var rebuild = Rebuild("one");
        while (await log.Ask<long>("select count(*) from pg_locks where mode = 'AccessExclusiveLock' and not granted and relation = 'read.diary_one'::regclass") == 0)
            Assert.That(rebuild.IsCompleted, Is.False);
        await using (var again = new NpgsqlCommand($"select count(*) from {one.Table}", reader)) Assert.That(await again.ExecuteScalarAsync(), Is.EqualTo(12L));
        await reading.CommitAsync();
        await rebuild;

        Assert.That(await Diary(), Is.EqualTo(await log.Positions()));
    }

    [Test]
    public async Task Whoever_could_read_or_write_the_old_tables_can_do_so_with_the_new_ones()
    {
        await log.Run("do $$ begin if to_regrole('rebuild_reader') is null then create role rebuild_reader; end if; end $$");
        await log.Run($"grant select, insert on {one.Table} to rebuild_reader; grant select on {one.Table} to public");

        await Rebuild("one");

        Assert.That(
            await log.Lines($"select distinct grantee || ' ' || privilege_type from information_schema.role_table_grants where table_name = 'diary_one' and grantee in ('rebuild_reader', 'PUBLIC') order by 1"),
            Is.EqualTo((string[])["PUBLIC SELECT", "rebuild_reader INSERT", "rebuild_reader SELECT"]));
    }

    [Test]
    public async Task A_read_model_that_is_new_to_a_log_with_events_is_filled_before_anyone_reads_it()
    {
        await Append(25);
        var late = new DiaryProjection("late");
        var store = log.OpenAnother(options => options.Projections.Add(late));

        var created = await store.Projections.CreateMissingAsync(CancellationToken.None);

        Assert.That(created, Is.EqualTo((string[])["late"]));
        Assert.That(await log.Ask<long>($"select count(*) from {late.Table}"), Is.EqualTo(25));
    }

    [Test]
    public async Task Progress_is_told_phase_by_phase()
    {
        await Append(25);
        var told = new List<RebuildProgress>();

        await log.Store.Projections.RebuildProjectionAsync("one", CancellationToken.None, new Listener(told));

        Assert.That(told.Select(step => step.Phase).Distinct(), Is.EquivalentTo(Enum.GetValues<RebuildPhase>()));
        Assert.That(told.Max(step => step.Done), Is.EqualTo(25));
    }

    [Test]
    public void Of_something_unknown_it_names_what_there_is() => Assert.That(
        async () => await Rebuild("board"),
        Throws.ArgumentException.With.Message.Contains("one, place"));

    sealed class Listener(List<RebuildProgress> told) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => told.Add(value);
    }

    static async Task Kill(NpgsqlConnection connection)
    {
        await using var kill = new NpgsqlCommand("select pg_terminate_backend(pg_backend_pid())", connection);
        await kill.ExecuteNonQueryAsync();
    }

    Task Rebuild(string name) => log.Store.Projections.RebuildProjectionAsync(name, CancellationToken.None);

    async Task CatchUp()
    {
        await using var daemon = new RunningDaemon(log.Store);
        await daemon.CatchUp();
    }

    /// <summary>Half of them on a stream of their own, half on a shared one.</summary>
    async Task Append(int events)
    {
        for (var i = 0; i < events; i++) await log.Append(i % 2 == 0 ? TestLog.NewKey() : "shared", new ParcelMoved($"place {i}"));
    }

    async Task<long> Position(string name) => (await log.Store.Projections.StatusAsync(CancellationToken.None)).Single(status => status.Name == name).Position;

    async Task<long[]> Diary() => [.. (await log.Lines($"select position::text from {one.Table} order by line")).Select(long.Parse)];

    Task<IReadOnlyList<string>> Places() => log.Lines($"select concat_ws('|', stream, place, position) from {PlaceProjection.Table} order by stream collate \"C\"");
}
