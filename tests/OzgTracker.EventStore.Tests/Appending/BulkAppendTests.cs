namespace OzgTracker.EventStore.Tests.Appending;

public sealed class BulkAppendTests : LogFixture
{
    [Test]
    public async Task New_and_existing_streams_are_appended_together_in_the_order_in_which_they_were_queued()
    {
        var (known, other) = (TestLog.NewKey(), TestLog.NewKey());
        await Log.Append(known, new ParcelPosted("Ada"), new ParcelMoved("Ulm"));

        var bulk = Log.Store.BulkAppend();
        bulk.Append(known, new ParcelMoved("Bonn"));
        bulk.Append(other, new ParcelPosted("Bob"), expectedVersion: 0);
        bulk.Append(known, new ParcelMoved("Kiel"));
        await bulk.SaveChangesAsync(CancellationToken.None);

        Assert.That(await Told(known), Is.EqualTo((string[])["1 parcel_posted", "2 parcel_moved", "3 parcel_moved", "4 parcel_moved"]));
        Assert.That(await Told(other), Is.EqualTo((string[])["1 parcel_posted"]));
        Assert.That(
            Enumerable.Range(0, 3).Select(number => bulk.Appended(number).Version), Is.EqualTo((long[])[3, 1, 4]));
        Assert.That(Enumerable.Range(0, 3).Select(number => bulk.Appended(number).Sequence), Is.Ordered.And.Unique);
        Assert.That((bulk.EventCount, bulk.StreamCount), Is.EqualTo((3, 2)));
        Assert.That(await Log.Ask<long>("select count(*) from log.mt_streams as s where version <> (select max(version) from log.mt_events where stream_id = s.id)"), Is.Zero);
    }

    [Test]
    public async Task What_is_written_is_what_a_session_writes()
    {
        var (one, two) = (TestLog.NewKey(), TestLog.NewKey());
        await using (var session = Log.Store.LightweightSession())
        {
            session.CorrelationId = "import-7";
            session.CausationId = "file";
            session.SetHeader("actor", "ozg-cli");
            session.Events.StartStream(one, new ParcelPosted("Zoë \"Q\" 😀"));
            await session.SaveChangesAsync(CancellationToken.None);
        }

        var bulk = Log.Store.BulkAppend();
        bulk.CorrelationId = "import-7";
        bulk.CausationId = "file";
        bulk.SetHeader("actor", "ozg-cli");
        bulk.Append(two, new ParcelPosted("Zoë \"Q\" 😀"));
        await bulk.SaveChangesAsync(CancellationToken.None);

        const string row = """
            select to_jsonb(event) - '{seq_id,id,stream_id,timestamp}'::text[] || to_jsonb(stream) - '{id,timestamp,created}'::text[] || jsonb_build_object('id_version', substr(event.id::text, 15, 1))
              from log.mt_events as event
              join log.mt_streams as stream on stream.id = event.stream_id
             where stream_id = $1
            """;
        Assert.That(await Log.Ask<string>(row, two), Is.EqualTo(await Log.Ask<string>(row, one)));
        Assert.That(await Log.Ask<DateTime>("select timestamp from log.mt_events where stream_id = $1", two), Is.EqualTo(bulk.Appended(0).Timestamp.UtcDateTime));
    }

    [TestCase(0L, 2L)]
    [TestCase(1L, 2L)]
    [TestCase(3L, 2L)]
    public async Task A_stream_at_another_version_is_named_and_nothing_is_written(long expected, long actual)
    {
        var known = TestLog.NewKey();
        await Log.Append(known, new ParcelPosted("Ada"), new ParcelMoved("Ulm"));
        var before = await Positions();
        var bulk = Log.Store.BulkAppend();
        for (var i = 0; i < 100; i++) bulk.Append(TestLog.NewKey(), new ParcelPosted("Bob"));
        bulk.Append(known, new ParcelMoved("Bonn"), expected);

        var conflict = (await Assert.CatchAsync<ConcurrencyException>(() => bulk.SaveChangesAsync(CancellationToken.None)))!;

        Assert.That(conflict.StreamKey, Is.EqualTo(known));
        Assert.That(conflict.ActualVersion, Is.EqualTo(expected == 0 ? null : actual), "A stream that should not exist is found by its key, not by its version.");
        Assert.That(await Positions(), Is.EqualTo(before));
        Assert.That(() => bulk.Appended(0), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_conflict_takes_no_number()
    {
        var known = TestLog.NewKey();
        await Log.Append(known, new ParcelPosted("Ada"));
        var last = await Log.Store.Feed.LastGivenAsync(CancellationToken.None);
        var bulk = Log.Store.BulkAppend();
        bulk.Append(known, new ParcelMoved("Bonn"), expectedVersion: 5);

        await Assert.CatchAsync<ConcurrencyException>(() => bulk.SaveChangesAsync(CancellationToken.None));

        Assert.That(await Log.Store.Feed.LastGivenAsync(CancellationToken.None), Is.EqualTo(last));
    }

    [Test]
    public async Task An_archived_stream_is_refused()
    {
        var known = TestLog.NewKey();
        await Log.Append(known, new ParcelPosted("Ada"));
        await Log.Run("update log.mt_streams set is_archived = true where id = $1", known);
        var bulk = Log.Store.BulkAppend();
        bulk.Append(known, new ParcelMoved("Bonn"));

        Assert.That(async () => await bulk.SaveChangesAsync(CancellationToken.None), Throws.InstanceOf<ArchivedStreamException>().With.Message.Contains(known));
    }

    [Test]
    public async Task Queued_commands_are_in_the_same_transaction()
    {
        await Log.Run("create table if not exists public.receipt (name varchar primary key)");
        await Log.Run("insert into public.receipt values ('twice') on conflict do nothing");
        var (kept, lost) = (Log.Store.BulkAppend(), Log.Store.BulkAppend());
        kept.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        kept.QueueSqlCommand("insert into public.receipt values ($1)", TestLog.NewKey());
        lost.Append(TestLog.NewKey(), new ParcelPosted("Bob"));
        lost.QueueSqlCommand("insert into public.receipt values ($1)", "twice");

        await kept.SaveChangesAsync(CancellationToken.None);
        var after = await Positions();
        Assert.That(async () => await lost.SaveChangesAsync(CancellationToken.None), Throws.InstanceOf<Npgsql.PostgresException>());

        Assert.That(await Positions(), Is.EqualTo(after));
    }

    [Test]
    public async Task Two_of_the_same_streams_at_once_both_succeed_and_leave_no_hole()
    {
        var keys = Enumerable.Range(0, 300).Select(_ => TestLog.NewKey()).ToArray();
        var bulks = Enumerable.Range(0, 4).Select(writer =>
        {
            var bulk = Log.Store.BulkAppend();
            var order = keys.ToArray();
            new Random(writer).Shuffle(order);
            foreach (var key in order) bulk.Append(key, new ParcelMoved($"place {writer}"));
            return bulk;
        }).ToArray();

        await Task.WhenAll(bulks.Select(bulk => Task.Run(() => bulk.SaveChangesAsync(CancellationToken.None))));

        Assert.That(await Log.Ask<long>("select count(*) from log.mt_streams where id = any($1) and version = 4", (object)keys), Is.EqualTo(300));
        Assert.That(
            await Log.Ask<long>("select count(*) from (select stream_id from log.mt_events where stream_id = any($1) group by 1 having array_agg(version order by seq_id) = '{1,2,3,4}') as whole", (object)keys),
            Is.EqualTo(300),
            "Positions grow with versions.");
    }

    [Test]
    public async Task Numbers_that_others_take_in_between_are_not_given_twice()
    {
        var stop = new CancellationTokenSource();
        var others = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await Log.Append(TestLog.NewKey(), new ParcelPosted("meanwhile"));
        });

        var bulk = Log.Store.BulkAppend();
        for (var i = 0; i < 20_000; i++) bulk.Append(TestLog.NewKey(), new ParcelPosted("Bob"), expectedVersion: 0);
        await bulk.SaveChangesAsync(CancellationToken.None);
        await stop.CancelAsync();
        await others;

        Assert.That(
            Enumerable.Range(0, 20_000).Select(number => bulk.Appended(number).Sequence),
            Is.EqualTo((await Log.Lines("select event.seq_id::text from log.mt_events as event where data ->> 'receiver' = 'Bob' order by event.seq_id")).Select(long.Parse).TakeLast(20_000)));
    }

    [Test]
    public void A_stream_whose_later_event_contradicts_the_first_is_refused_at_once()
    {
        var bulk = Log.Store.BulkAppend();
        bulk.Append("parcel-x", new ParcelPosted("Ada"), expectedVersion: 0);
        bulk.Append("parcel-x", new ParcelMoved("Ulm"), expectedVersion: 1);

        Assert.That(() => bulk.Append("parcel-x", new ParcelMoved("Bonn"), expectedVersion: 1), Throws.ArgumentException);
    }

    [Test]
    public async Task It_is_used_once()
    {
        var bulk = Log.Store.BulkAppend();
        bulk.Append(TestLog.NewKey(), new ParcelPosted("Ada"));
        await bulk.SaveChangesAsync(CancellationToken.None);

        Assert.That(async () => await bulk.SaveChangesAsync(CancellationToken.None), Throws.InvalidOperationException);
    }

    async Task<IReadOnlyList<string>> Told(string key) => await Log.Lines("select version || ' ' || type from log.mt_events where stream_id = $1 order by version", key);

    Task<long[]> Positions() => Log.Positions();
}
