using OzgTracker.EventStore.Daemon;

namespace OzgTracker.EventStore.Tests.Daemon;

public sealed class ProjectionDaemonTests
{
    DiaryProjection one = null!;
    DiaryProjection two = null!;
    PlaceProjection places = null!;
    TestLog log = null!;

    [SetUp]
    public async Task Clone()
    {
        (one, two, places) = (new DiaryProjection("one"), new DiaryProjection("two"), new PlaceProjection());
        log = await TestLog.CloneAsync(options =>
        {
            options.PageSize = 10;
            options.PollInterval = options.StandbyInterval = TimeSpan.FromMilliseconds(20);
            foreach (var projection in (EventStore.Daemon.Projection[])[one, two, places]) options.Projections.Add(projection);
        });
        await log.Store.Projections.CreateMissingAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Drop() => await log.DisposeAsync();

    [Test]
    public async Task Tables_are_created_once()
    {
        Assert.That(await log.Store.Projections.CreateMissingAsync(CancellationToken.None), Is.Empty);
        Assert.That(
            await log.Lines("select name || '|' || last_seq_id from log.mt_event_progression order by name collate \"C\""),
            Is.EqualTo((string[])["ozgtracker:one_v1|0", "ozgtracker:place_v1|0", "ozgtracker:two_v1|0"]));
    }

    [Test]
    public async Task Every_event_is_applied_once_in_the_order_of_the_log_page_by_page()
    {
        await Append(35);

        await using var daemon = new RunningDaemon(log.Store);
        await daemon.CatchUp();
        await Append(3);
        await daemon.CatchUp();

        foreach (var diary in (DiaryProjection[])[one, two])
        {
            Assert.That(await Diary(diary), Is.EqualTo(await Positions()));
            Assert.That(await log.Ask<long>($"select count(distinct page_end) from {diary.Table}"), Is.GreaterThanOrEqualTo(4));
        }
    }

    [Test]
    public async Task Progress_and_rows_of_a_page_are_in_one_transaction()
    {
        await Append(5);

        await using var daemon = new RunningDaemon(log.Store);
        await daemon.CatchUp();

        Assert.That(
            await log.Ask<string>("select xmin::text from log.mt_event_progression where name = 'ozgtracker:one_v1'"),
            Is.EqualTo(await log.Ask<string>($"select max(xmin::text) from {one.Table}")));
    }

    [Test]
    public async Task A_crash_in_the_middle_of_a_page_repeats_nothing()
    {
        await Append(25);
        var crashed = new TaskCompletionSource();
        one.AfterRows = async page =>
        {
            if (page.Position <= 10 || !crashed.TrySetResult()) return;
            await using var kill = new Npgsql.NpgsqlCommand("select pg_terminate_backend(pg_backend_pid())", page.Connection);
            await kill.ExecuteNonQueryAsync();
        };

        await using var daemon = new RunningDaemon(log.Store);
        await daemon.CatchUp();

        Assert.That(crashed.Task.IsCompleted, Is.True);
        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
        Assert.That((await log.Store.Projections.StatusAsync(CancellationToken.None)).Select(status => status.Failure), Is.All.Null);
    }

    [Test]
    public async Task A_page_of_a_read_model_that_somebody_else_has_moved_is_given_up()
    {
        await using var daemon = new RunningDaemon(log.Store);
        await Append(1);
        await daemon.CatchUp();

        // As a rebuild does; the daemon still believes it at 1 and learns it where it wants to move on.
        await log.Run("update log.mt_event_progression set last_seq_id = 11 where name = 'ozgtracker:two_v1'");
        await Append(15);
        await daemon.CatchUp();

        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
        Assert.That(await Diary(two), Is.EqualTo((await Positions()).Where(position => position is 1 or > 11)), "What lies between was taken in by somebody else.");
    }

    [Test]
    public async Task While_a_page_is_being_applied_nobody_else_can_move_the_read_model()
    {
        await Append(10);
        string? refused = null;
        one.AfterRows = async page => refused ??= await Refusal("set lock_timeout = '1ms'; update log.mt_event_progression set last_seq_id = 10 where name = 'ozgtracker:two_v1'");

        await using var daemon = new RunningDaemon(log.Store);
        await daemon.CatchUp();

        Assert.That(refused, Is.EqualTo("55P03"));
        Assert.That(await Diary(two), Is.EqualTo(await Positions()));
    }

    [Test]
    public async Task A_frozen_leader_is_replaced_and_nothing_that_it_had_begun_comes_back()
    {
        await Append(10);
        var frozen = new TaskCompletionSource();
        var thaw = new TaskCompletionSource();
        one.AfterRows = async _ =>
        {
            if (frozen.TrySetResult()) await thaw.Task;   // says nothing more, in the middle of a page
        };
        await using var first = new RunningDaemon(log.Store);
        await frozen.Task;

        await using var second = new RunningDaemon(log.OpenAnother(options => options.LeaderSilence = TimeSpan.FromMilliseconds(100)));
        await second.CatchUp();
        thaw.SetResult();
        await Append(5);
        await second.CatchUp();

        Assert.That(second.IsLeader, Is.True);
        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
    }

    [Test]
    public async Task One_of_two_daemons_leads_and_the_other_takes_over_when_it_stops()
    {
        var other = log.OpenAnother();
        var first = new RunningDaemon(log.Store);
        await Append(5);
        await first.CatchUp();
        await using var second = new RunningDaemon(other);
        await Append(5);
        await first.CatchUp();
        Assert.That((first.IsLeader, second.IsLeader), Is.EqualTo((true, false)));

        await first.DisposeAsync();
        await Append(5);
        await second.CatchUp();

        Assert.That((first.IsLeader, second.IsLeader), Is.EqualTo((false, true)));
        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
    }

    [Test]
    public async Task A_leader_whose_session_is_cut_off_or_another_daemon_goes_on()
    {
        await using var daemon = new RunningDaemon(log.Store);
        await Append(5);
        await daemon.CatchUp();

        await log.Run("select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = current_database() and application_name = 'ozgtracker daemon'");
        await Append(5);
        await daemon.CatchUp();

        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
    }

    [Test]
    public async Task A_projection_that_fails_stops_at_the_event_and_the_others_go_on()
    {
        await Append(4);
        var poison = await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        await Append(20);
        one.StumblesOver = happened => happened.Data is ParcelPosted;

        await using var daemon = new RunningDaemon(log.Store);
        var last = await log.Store.Feed.LastGivenAsync(CancellationToken.None);
        await daemon.Until(all => Of(all, one).Failure is not null && Of(all, two).Position == last && Of(all, places).Position == last);

        var stopped = Of(await log.Store.Projections.StatusAsync(CancellationToken.None), one);
        Assert.That(stopped.Position, Is.EqualTo(poison - 1));
        Assert.That(stopped.Failure, Is.EqualTo(new ProjectionFailure(poison, "parcel_posted", $"FormatException: one does not like {new ParcelPosted("nobody")}.")));
        Assert.That(await Diary(one), Is.EqualTo((await Positions()).Where(position => position < poison)));
        Assert.That(await Diary(two), Is.EqualTo(await Positions()));
    }

    [Test]
    public async Task A_projection_that_stopped_goes_on_with_a_program_that_can()
    {
        var poison = await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        await Append(5);
        one.StumblesOver = happened => happened.Data is ParcelPosted;
        await using (var broken = new RunningDaemon(log.Store)) await broken.Until(all => Of(all, one).Failure?.Position == poison);

        one.StumblesOver = null;
        await using var mended = new RunningDaemon(log.Store);
        await mended.CatchUp();

        Assert.That((await log.Store.Projections.StatusAsync(CancellationToken.None)).Select(status => status.Failure), Is.All.Null);
        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
    }

    [Test]
    public async Task A_projection_that_stopped_goes_on_after_a_retry_without_a_new_leader()
    {
        await Append(4);
        var poison = await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        await Append(5);
        one.StumblesOver = happened => happened.Data is ParcelPosted;
        await using var daemon = new RunningDaemon(log.Store);
        await daemon.Until(all => Of(all, one).Failure?.Position == poison);

        one.StumblesOver = null;
        var takenBack = await log.Store.Projections.RetryAsync("one", CancellationToken.None);
        await daemon.CatchUp();

        Assert.That((takenBack!.Position, takenBack.EventType), Is.EqualTo((poison, "parcel_posted")));
        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
        Assert.That((await log.Store.Projections.StatusAsync(CancellationToken.None)).Select(status => (status.Failure, status.Lag)), Is.All.EqualTo(((ProjectionFailure?)null, 0L)));
    }

    [Test]
    public async Task A_retry_before_the_cause_is_gone_stops_at_the_same_event()
    {
        var poison = await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        one.StumblesOver = happened => happened.Data is ParcelPosted;
        await using var daemon = new RunningDaemon(log.Store);
        await daemon.Until(all => Of(all, one).Failure?.Position == poison);

        await log.Store.Projections.RetryAsync("one", CancellationToken.None);
        await daemon.Until(all => Of(all, one).Failure?.Position == poison);

        Assert.That(await Diary(one), Is.Empty);
    }

    [Test]
    public async Task A_retry_of_one_that_runs_changes_nothing() => Assert.That(
        await log.Store.Projections.RetryAsync("one", CancellationToken.None), Is.Null);

    [Test]
    public async Task A_failure_whose_cause_went_away_by_itself_is_no_longer_shown()
    {
        var poison = await log.Append(TestLog.NewKey(), new ParcelPosted("nobody"));
        one.StumblesOver = happened => happened.Data is ParcelPosted;
        await using var daemon = new RunningDaemon(log.Store);
        await daemon.Until(all => Of(all, one).Failure?.Position == poison);

        one.StumblesOver = null;
        await log.Run("select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = current_database() and application_name = 'ozgtracker daemon'");
        await Append(1);
        await daemon.CatchUp();

        Assert.That((await log.Store.Projections.StatusAsync(CancellationToken.None)).Select(status => status.Failure), Is.All.Null);
    }

    [TestCase("update log.mt_events set type = 'parcel_lost' where seq_id = $1", "parcel_lost")]
    [TestCase("update log.mt_events set data = '{\"receiver\": [1]}' where seq_id = $1", "parcel_posted")]
    public async Task An_event_that_this_program_cannot_read_stops_all_before_it_and_is_shown(string damage, string shownType)
    {
        await Append(4);
        var unreadable = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await log.Run(damage, unreadable);
        await Append(4);

        await using var daemon = new RunningDaemon(log.Store);
        await daemon.Until(all => all.All(status => status.Failure is not null));

        var statuses = await log.Store.Projections.StatusAsync(CancellationToken.None);
        Assert.That(statuses.Select(status => (status.Failure!.Position, status.Failure.EventType)), Is.All.EqualTo((unreadable, shownType)));
        Assert.That(statuses.Select(status => status.Position), Is.All.EqualTo(unreadable - 1));
        Assert.That(await Diary(one), Is.EqualTo((await Positions()).Where(position => position < unreadable)));
    }

    [Test]
    public async Task Projections_that_are_not_equally_far_catch_up_and_go_on_together()
    {
        await Append(25);
        await using (var daemon = new RunningDaemon(log.Store)) await daemon.CatchUp();
        await log.Run($"truncate {two.Table}");
        await log.Run("update log.mt_event_progression set last_seq_id = 0 where name = 'ozgtracker:two_v1'");
        await Append(10);

        await using (var daemon = new RunningDaemon(log.Store)) await daemon.CatchUp();
        await Append(5);
        await using (var daemon = new RunningDaemon(log.Store)) await daemon.CatchUp();

        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
        Assert.That(await Diary(two), Is.EqualTo(await Positions()));
        Assert.That(
            await log.Lines($"select distinct page_end::text from {two.Table} where position > 25 order by 1"),
            Is.EqualTo(await log.Lines($"select distinct page_end::text from {one.Table} where position > 25 order by 1")),
            "From where they meet they are given the same pages.");
    }

    [Test]
    public async Task A_page_that_comes_again_changes_nothing()
    {
        await Append(35);
        await using (var daemon = new RunningDaemon(log.Store)) await daemon.CatchUp();
        var rows = await Places();

        await log.Run("update log.mt_event_progression set last_seq_id = 0 where name = 'ozgtracker:place_v1'");
        await using (var daemon = new RunningDaemon(log.Store)) await daemon.CatchUp();

        Assert.That(await Places(), Is.EqualTo(rows));
    }

    [Test]
    public async Task A_daemon_waits_for_tables_that_are_not_there_yet()
    {
        await log.Run("delete from log.mt_event_progression where name = 'ozgtracker:one_v1'");
        await log.Run($"drop table {one.Table}");
        await Append(3);

        await using var daemon = new RunningDaemon(log.Store);
        await log.Store.Projections.CreateMissingAsync(CancellationToken.None);
        await daemon.CatchUp();

        Assert.That(await Diary(one), Is.EqualTo(await Positions()));
    }

    [Test]
    public async Task Waiting_for_a_position_that_does_not_come_ends_with_false() => Assert.That(
        await log.Store.Projections.WaitForAsync(1, TimeSpan.Zero, CancellationToken.None), Is.False);

    /// <summary>SQLSTATE of what another session may not do now.</summary>
    async Task<string?> Refusal(string sql)
    {
        try
        {
            await log.Run(sql);
            return null;
        }
        catch (Npgsql.PostgresException error)
        {
            return error.SqlState;
        }
    }

    static ProjectionStatus Of(IReadOnlyList<ProjectionStatus> all, EventStore.Daemon.Projection projection) => all.Single(status => status.Name == projection.Name);

    /// <summary>Half of them on a stream of their own, half on a shared one.</summary>
    async Task Append(int events)
    {
        for (var i = 0; i < events; i++) await log.Append(i % 2 == 0 ? TestLog.NewKey() : "shared", new ParcelMoved($"place {i}"));
    }

    async Task<long[]> Diary(DiaryProjection diary) => [.. (await log.Lines($"select position::text from {diary.Table} order by line")).Select(long.Parse)];

    Task<long[]> Positions() => log.Positions();

    Task<IReadOnlyList<string>> Places() => log.Lines($"select concat_ws('|', stream, place, position) from {PlaceProjection.Table} order by stream collate \"C\"");
}
