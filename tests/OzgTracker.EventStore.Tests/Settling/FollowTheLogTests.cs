using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Tests.Settling;

public sealed class FollowTheLogTests
{
    TestLog log = null!;

    [SetUp]
    public async Task Clone() => log = await TestLog.CloneAsync();

    [TearDown]
    public async Task Drop() => await log.DisposeAsync();

    [Test]
    public async Task A_reader_waits_for_a_writer_that_took_its_number_earlier_and_then_sees_both_in_order()
    {
        await using var slow = await RawWriter.ConnectAsync(log);
        var first = await slow.WriteAsync(TestLog.NewKey());
        var second = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));

        await using var reader = new FeedReader(log.Store);
        var page = reader.Ask();
        Assert.That(await SettledNow(), Is.Zero);
        Assert.That(page.IsCompleted, Is.False);

        await slow.CommitAsync();
        await reader.ReadTo(second);
        Assert.That(reader.Positions, Is.EqualTo((long[])[first, second]));
    }

    [Test]
    public async Task The_naive_reader_does_not_wait_and_misses_the_earlier_event()
    {
        var naive = log.OpenAnother(options => options.ReaderMode = ReaderMode.Naive);
        await using var slow = await RawWriter.ConnectAsync(log);
        await slow.WriteAsync(TestLog.NewKey());
        var second = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));

        await using var reader = new FeedReader(naive);
        await reader.ReadTo(second);
        await slow.CommitAsync();
        var third = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await reader.ReadTo(third);

        Assert.That(reader.Positions, Is.EqualTo((long[])[second, third]));
    }

    [Test]
    public async Task A_writer_that_rolled_back_leaves_a_gap_that_nobody_waits_for()
    {
        await using var slow = await RawWriter.ConnectAsync(log);
        await slow.WriteAsync(TestLog.NewKey());
        var second = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await slow.RollbackAsync();

        await using var reader = new FeedReader(log.Store);
        await reader.ReadTo(second);

        Assert.That(reader.Positions, Is.EqualTo((long[])[second]));
    }

    [Test]
    public async Task A_position_without_an_event_is_never_told_because_a_crash_may_give_it_again()
    {
        var before = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await using var writer = await RawWriter.ConnectAsync(log);
        await writer.WriteAsync(TestLog.NewKey());
        await writer.RollbackAsync();

        await using var reader = new FeedReader(log.Store);
        await reader.ReadTo(before);
        Assert.That(reader.Position, Is.EqualTo(before), "Not the number that was rolled back.");

        var after = await log.Append(TestLog.NewKey(), new ParcelPosted("Bob"));
        await reader.ReadTo(after);
        Assert.That(reader.Positions, Is.EqualTo((long[])[before, after]));
    }

    [Test]
    public async Task A_transaction_that_holds_a_snapshot_stops_nobody()
    {
        await using var idle = await RawWriter.ConnectAsync(log);
        await idle.BeginAsync();
        await idle.Execute("set transaction isolation level repeatable read");
        await idle.Execute("select count(*) from log.mt_events, log.mt_streams");

        await AssertNobodyWaits();
    }

    [Test]
    public async Task A_transaction_that_writes_elsewhere_stops_nobody()
    {
        await log.Run("create table elsewhere (id int)");
        await using var idle = await RawWriter.ConnectAsync(log);
        await idle.BeginAsync();
        await idle.Execute("insert into elsewhere values (1)");

        await AssertNobodyWaits();
    }

    [Test]
    public async Task A_transaction_that_locks_streams_for_reading_stops_nobody()
    {
        var key = TestLog.NewKey();
        await log.Append(key, new ParcelPosted("Ada"));
        await using var idle = await RawWriter.ConnectAsync(log);
        await idle.BeginAsync();
        await idle.Execute("select from log.mt_streams where id = $1 for no key update", key);

        await AssertNobodyWaits();
    }

    /// <summary>Such a transaction stops all projections of a Marten for as long as it lives.</summary>
    [Test]
    public async Task A_transaction_that_only_took_a_number_stops_nobody()
    {
        await using var idle = await RawWriter.ConnectAsync(log);
        await idle.BeginAsync();
        await idle.TakeNumberAsync();

        await AssertNobodyWaits();
    }

    /// <summary>Why the stream row comes first, and why a foreign Marten and this program do not write at the same time.</summary>
    [Test]
    public async Task A_writer_that_takes_its_number_before_its_stream_row_is_missed()
    {
        await using var late = await RawWriter.ConnectAsync(log);
        await late.BeginAsync();
        var missed = await late.TakeNumberAsync();
        var position = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await using var reader = new FeedReader(log.Store);
        await reader.ReadTo(position);

        var key = TestLog.NewKey();
        await late.InsertStreamAsync(key);
        await late.InsertEventAsync(key, missed);
        await late.CommitAsync();
        var last = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await reader.ReadTo(last);

        Assert.That(reader.Positions, Is.EqualTo((long[])[position, last]));
    }

    [Test]
    public async Task A_writer_in_another_database_stops_nobody()
    {
        await using var neighbour = await TestLog.CloneAsync();
        await using var slow = await RawWriter.ConnectAsync(neighbour);
        await slow.WriteAsync(TestLog.NewKey());

        await AssertNobodyWaits();
    }

    [Test]
    public async Task A_writer_that_has_no_number_yet_stops_nobody_who_is_before_it()
    {
        var position = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        var settled = new SettledPosition(ReaderMode.Settled);
        await Look(settled);
        await using var early = await RawWriter.ConnectAsync(log);
        await early.BeginAsync();
        await early.InsertStreamAsync(TestLog.NewKey());

        Assert.That((await Look(settled), settled.IsWaiting), Is.EqualTo((position, false)));
    }

    [Test]
    public async Task A_writer_that_is_killed_stops_nobody()
    {
        await using var slow = await RawWriter.ConnectAsync(log);
        await slow.WriteAsync(TestLog.NewKey());
        await log.Run("""
            select pg_terminate_backend(pid, 30000)
              from pg_stat_activity
             where datname = current_database()
               and state = 'idle in transaction'
            """);

        await AssertNobodyWaits();
    }

    [Test]
    public async Task Tombstones_of_a_Marten_are_passed()
    {
        await using var marten = await RawWriter.ConnectAsync(log);
        await marten.WriteAsync("mt_tombstone");
        await marten.Execute("update log.mt_events set type = 'tombstone', data = '{}'");
        await marten.CommitAsync();
        var position = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));

        await using var reader = new FeedReader(log.Store);
        await reader.ReadTo(position);

        Assert.That(reader.Positions, Is.EqualTo((long[])[position]));
    }

    [Test]
    public async Task A_reader_goes_on_after_the_position_that_it_names()
    {
        var first = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        var second = await log.Append(TestLog.NewKey(), new ParcelPosted("Grace"));

        await using var reader = new FeedReader(log.Store, after: first);
        await reader.ReadTo(second);

        Assert.That(reader.Positions, Is.EqualTo((long[])[second]));
    }

    [Test]
    public async Task A_log_longer_than_a_page_comes_in_pages()
    {
        var paged = log.OpenAnother(options => options.PageSize = 7);
        var last = await log.Append(TestLog.NewKey(), [.. Enumerable.Range(0, 50).Select(place => new ParcelMoved($"{place}"))]);

        await using var reader = new FeedReader(paged);
        await reader.ReadTo(last);

        Assert.That(reader.Seen.Select(happened => happened.Version), Is.EqualTo(Enumerable.Range(1, 50)));
    }

    [Test]
    public async Task What_stands_before_an_unknown_event_is_given_and_then_the_event_is_named()
    {
        var known = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        var unknown = await log.Append(TestLog.NewKey(), new ParcelPosted("Grace"));
        await log.Run("update log.mt_events set type = 'parcel_lost' where seq_id = $1", unknown);

        await using var reader = new FeedReader(log.Store);
        await reader.ReadTo(known);
        var error = await Assert.ThrowsAsync<UnknownEventTypeException>(() => reader.ReadTo(unknown));

        Assert.That(reader.Positions, Is.EqualTo((long[])[known]));
        Assert.That((error!.StoredName, error.Position), Is.EqualTo(("parcel_lost", unknown)));
    }

    async Task AssertNobodyWaits()
    {
        var position = await log.Append(TestLog.NewKey(), new ParcelPosted("Ada"));

        Assert.That(await SettledNow(), Is.EqualTo(position));
    }

    Task<long> SettledNow() => Look(new SettledPosition(ReaderMode.Settled));

    async Task<long> Look(SettledPosition settled)
    {
        await using var connection = await log.ConnectAsync();
        return await settled.Look(connection, CancellationToken.None);
    }
}
