namespace OzgTracker.EventStore.Tests.Appending;

public sealed class ConflictTests : LogFixture
{
    /// <summary>Further streams in the session: none, few (a statement each) and many (set-wise).</summary>
    static readonly int[] Others = [0, 3, 40];

    [TestCaseSource(nameof(Others))]
    public async Task A_stream_that_moved_on_names_itself_and_its_version_and_nothing_is_written(int others)
    {
        var key = NewKey();
        await Log.Append(key, new ParcelPosted("Ada"));

        await using var session = Store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Parcel>(key, CancellationToken.None);
        await Log.Append(key, new ParcelMoved("Bonn"), new ParcelMoved("Köln"));
        stream.AppendMany([new ParcelMoved("Mainz")]);

        var conflict = await AssertNothingIsWritten<ConcurrencyException>(session, others);
        Assert.That((conflict.StreamKey, conflict.ActualVersion), Is.EqualTo((key, 3L)));
        Assert.That(stream.Appended, Is.Empty);
    }

    [TestCaseSource(nameof(Others))]
    public async Task A_stream_that_exists_cannot_be_started(int others)
    {
        var key = NewKey();
        await Log.Append(key, new ParcelPosted("Ada"));

        await using var session = Store.LightweightSession();
        session.Events.StartStream(key, new ParcelPosted("Grace"));

        var conflict = await AssertNothingIsWritten<ConcurrencyException>(session, others);
        Assert.That(conflict.StreamKey, Is.EqualTo(key));
    }

    [TestCaseSource(nameof(Others))]
    public async Task A_stream_that_was_not_there_when_it_was_read_may_not_be_there_when_it_is_written(int others)
    {
        var key = NewKey();

        await using var session = Store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Parcel>(key, CancellationToken.None);
        await Log.Append(key, new ParcelPosted("Grace"));
        stream.AppendMany([new ParcelPosted("Ada")]);

        var conflict = await AssertNothingIsWritten<ConcurrencyException>(session, others);
        Assert.That(conflict.StreamKey, Is.EqualTo(key));
    }

    [TestCaseSource(nameof(Others))]
    public async Task An_archived_stream_takes_no_more_events(int others)
    {
        var key = await ArchivedStream();

        await using var session = Store.LightweightSession();
        (await session.Events.FetchForWriting<Parcel>(key, CancellationToken.None)).AppendMany([new ParcelMoved("Bonn")]);

        var refused = await AssertNothingIsWritten<ArchivedStreamException>(session, others);
        Assert.That(refused.Message, Does.Contain(key));
    }

    [TestCaseSource(nameof(Others))]
    public async Task An_archived_stream_takes_no_events_at_any_version_either(int others)
    {
        var key = await ArchivedStream();

        await using var session = Store.LightweightSession();
        session.Events.Append(key, new ParcelMoved("Bonn"));

        var refused = await AssertNothingIsWritten<ArchivedStreamException>(session, others);
        Assert.That((refused.InnerException as Npgsql.PostgresException)?.SqlState, Is.EqualTo("MT001"), "as Marten raises it");
    }

    [TestCaseSource(nameof(Others))]
    public async Task A_refusal_takes_no_number(int others)
    {
        var key = await ArchivedStream();
        var before = await Store.Feed.LastGivenAsync(CancellationToken.None);

        await using var session = Store.LightweightSession();
        session.Events.Append(key, new ParcelMoved("Bonn"));
        foreach (var other in Enumerable.Range(0, others)) session.Events.Append($"zzz-{other}-{NewKey()}", new ParcelPosted("Ada"));

        Assert.That(async () => await session.SaveChangesAsync(CancellationToken.None), Throws.TypeOf<ArchivedStreamException>());
        Assert.That(await Store.Feed.LastGivenAsync(CancellationToken.None), Is.EqualTo(before), "A number that is never used costs a Marten daemon seconds.");
    }

    [TestCaseSource(nameof(Others))]
    public async Task A_queued_command_that_fails_takes_the_events_with_it(int others)
    {
        await using var session = Store.LightweightSession();
        session.Events.Append(NewKey(), new ParcelPosted("Ada"));
        session.QueueSqlCommand("select 1 / 0");

        var error = await AssertNothingIsWritten<Npgsql.PostgresException>(session, others);
        Assert.That(error.SqlState, Is.EqualTo("22012"));
    }

    [Test]
    public async Task A_queued_command_that_fails_takes_many_new_streams_with_it()
    {
        var keys = Enumerable.Range(0, 40).Select(_ => NewKey()).ToArray();
        await using var session = Store.LightweightSession();
        foreach (var key in keys) session.Events.StartStream(key, new ParcelPosted("Ada"));
        session.QueueSqlCommand("select 1 / 0");

        Assert.That(async () => await session.SaveChangesAsync(CancellationToken.None), Throws.TypeOf<Npgsql.PostgresException>());
        foreach (var key in keys) Assert.That(await session.Events.FetchStreamAsync(key, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_receipt_stays_empty_when_a_later_stream_of_the_session_is_refused()
    {
        var archived = await ArchivedStream();

        await using var session = Store.LightweightSession();
        var receipt = session.Events.Append($"aaa-{NewKey()}", new ParcelPosted("Ada"));
        session.Events.Append(archived, new ParcelMoved("Bonn"));

        Assert.That(async () => await session.SaveChangesAsync(CancellationToken.None), Throws.TypeOf<ArchivedStreamException>());
        Assert.That(receipt.Appended, Is.Empty);
    }

    [Test]
    public async Task Of_64_writers_with_the_same_expected_version_one_wins()
    {
        var key = NewKey();
        await Log.Append(key, new ParcelPosted("Ada"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Race(async session =>
        {
            var stream = await session.Events.FetchForWriting<Parcel>(key, CancellationToken.None);
            return () => stream.AppendMany([new ParcelMoved($"{writer}")]);
        })));

        Assert.That(outcomes.Count(won => won), Is.EqualTo(1));
        Assert.That(await Log.Ask<long>("select count(*) from log.mt_events where stream_id = $1", key), Is.EqualTo(2));
        Assert.That(await Log.Ask<long>("select version from log.mt_streams where id = $1", key), Is.EqualTo(2));
    }

    [Test]
    public async Task Of_64_writers_that_start_the_same_stream_one_wins()
    {
        var key = NewKey();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Race(session =>
            Task.FromResult(() => { session.Events.StartStream(key, new ParcelPosted($"{writer}")); }))));

        Assert.That(outcomes.Count(won => won), Is.EqualTo(1));
        Assert.That(await Log.Ask<long>("select count(*) from log.mt_events where stream_id = $1", key), Is.EqualTo(1));
    }

    [TestCase(4)]
    [TestCase(20)]
    public async Task Appends_at_any_version_never_conflict_also_when_several_start_the_same_streams(int streams)
    {
        var keys = Enumerable.Range(0, streams).Select(_ => NewKey()).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var round = 0; round < 5; round++)
            {
                await using var session = Store.LightweightSession();
                foreach (var key in writer % 2 == 0 ? keys : keys.Reverse()) session.Events.Append(key, new ParcelMoved($"{writer}"));
                await session.SaveChangesAsync(CancellationToken.None);
            }
        })));

        Assert.That(
            await Log.Lines("select distinct version::text from log.mt_streams where id = any($1)", (object)keys),
            Is.EqualTo((string[])["40"]));
    }

    readonly SemaphoreSlim start = new(0);
    int ready;

    /// <summary>All read before any of them writes.</summary>
    async Task<bool> Race(Func<IDocumentSession, Task<Action>> read)
    {
        await using var session = Store.LightweightSession();
        var write = await read(session);
        if (Interlocked.Increment(ref ready) % 64 == 0) start.Release(64);
        await start.WaitAsync();
        write();
        try
        {
            await session.SaveChangesAsync(CancellationToken.None);
            return true;
        }
        catch (ConcurrencyException)
        {
            return false;
        }
    }

    async Task<string> ArchivedStream()
    {
        var key = NewKey();
        await Log.Append(key, new ParcelPosted("Ada"));
        await Log.Run("update log.mt_streams set is_archived = true where id = $1", key);
        return key;
    }

    /// <summary>Saves together with further streams and a command of which nothing may be left.</summary>
    async Task<TException> AssertNothingIsWritten<TException>(IDocumentSession session, int others)
        where TException : Exception
    {
        await Log.Run("create table if not exists trace (id int)");
        var before = await Contents();
        session.QueueSqlCommand("insert into trace values (1)");
        foreach (var other in Enumerable.Range(0, others))
            session.Events.Append($"{(other % 2 == 0 ? "aaa" : "zzz")}-{NewKey()}", new ParcelPosted("Ada"));

        var error = await Assert.ThrowsAsync<TException>(() => session.SaveChangesAsync(CancellationToken.None));
        Assert.That(await Contents(), Is.EqualTo(before));
        return error!;
    }

    Task<string> Contents() => Log.Ask<string>("""
        select concat_ws('|', (select count(*) from log.mt_events), (select count(*) from log.mt_streams), (select sum(version) from log.mt_streams),
                         (select count(*) from trace))
        """);
}
