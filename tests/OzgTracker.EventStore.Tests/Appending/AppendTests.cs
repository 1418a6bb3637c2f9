namespace OzgTracker.EventStore.Tests.Appending;

public sealed class AppendTests : LogFixture
{
    /// <summary>A session with so many streams appends set-wise.</summary>
    const int Many = 40;

    [Test]
    public async Task A_new_stream_begins_with_version_1()
    {
        var key = NewKey();

        var appended = await Append(session => session.Events.StartStream(key, new ParcelPosted("Ada"), new ParcelMoved("Bonn")));

        Assert.That(appended.Select(e => e.Version), Is.EqualTo((long[])[1, 2]));
        await AssertVersions(key, 2);
    }

    [Test]
    public async Task A_stream_goes_on_from_the_version_that_was_read()
    {
        var key = NewKey();
        await Log.Append(key, new ParcelPosted("Ada"));

        await using var session = Store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Parcel>(key, CancellationToken.None);
        stream.AppendMany([new ParcelMoved("Bonn"), new ParcelMoved("Köln")]);
        await session.SaveChangesAsync(CancellationToken.None);

        Assert.That(stream.Appended.Select(e => e.Version), Is.EqualTo((long[])[2, 3]));
        await AssertVersions(key, 3);
    }

    [Test]
    public async Task An_append_at_any_version_starts_a_stream_or_goes_on_with_it()
    {
        var key = NewKey();

        await Append(session => session.Events.Append(key, new ParcelPosted("Ada")));
        await Append(session => session.Events.Append(key, new ParcelMoved("Bonn")));

        await AssertVersions(key, 2);
    }

    [Test]
    public async Task Positions_of_a_stream_grow_with_its_versions()
    {
        var key = NewKey();

        var appended = await Append(session => session.Events.Append(key, [.. Enumerable.Range(0, 50).Select(place => new ParcelMoved($"{place}"))]));

        Assert.That(appended.Select(e => e.Sequence), Is.Ordered.Ascending.And.Unique);
        Assert.That(
            await Log.Lines("select data ->> 'place' from log.mt_events where stream_id = $1 order by version", key),
            Is.EqualTo(Enumerable.Range(0, 50).Select(place => $"{place}")));
    }

    [TestCase(3)]
    [TestCase(Many)]
    public async Task Several_streams_are_appended_together_whatever_is_expected_of_each(int count)
    {
        var keys = Keys(count);
        foreach (var existing in keys.Where((_, i) => i % 3 != 0)) await Log.Append(existing, new ParcelPosted("Ada"), new ParcelMoved("Bonn"));

        await using var session = Store.LightweightSession();
        var read = await session.Events.FetchForWriting<Parcel>([.. keys.Where((_, i) => i % 3 == 1)], CancellationToken.None);
        var receipts = keys.Select((key, i) =>
        {
            IReadOnlyList<object> events = [new ParcelMoved("Köln"), new ParcelMoved("Mainz"), new ParcelDelivered(new DateOnly(2026, 5, 1))];
            if (i % 3 != 1) return i % 2 == 0 && i % 3 == 0 ? session.Events.StartStream(key, events) : session.Events.Append(key, events);
            read[key].AppendMany(events);
            return read[key];
        }).ToArray();
        await session.SaveChangesAsync(CancellationToken.None);

        Assert.That(
            receipts.Select(receipt => receipt.Appended.Select(e => e.Version)),
            Is.EqualTo(keys.Select((_, i) => i % 3 == 0 ? (long[])[1, 2, 3] : [3, 4, 5])));
        for (var i = 0; i < count; i++) await AssertVersions(keys[i], i % 3 == 0 ? 3 : 5);
        Assert.That(
            receipts.SelectMany(receipt => receipt.Appended).Select(e => e.Sequence).Order(),
            Is.EqualTo(await Positions(keys, from: 1, ofNew: 3)), "A receipt names the positions of its own events.");
    }

    [TestCase(1)]
    [TestCase(Many)]
    public async Task A_receipt_tells_position_and_time_as_the_log_has_them(int count)
    {
        var keys = Keys(count);

        await using var session = Store.LightweightSession();
        var receipts = keys.ToDictionary(key => key, key => session.Events.Append(key, new ParcelPosted(key)));
        await session.SaveChangesAsync(CancellationToken.None);

        foreach (var (key, receipt) in receipts)
        {
            var recorded = (await session.Events.FetchStreamAsync(key, CancellationToken.None)).Single();
            Assert.That(receipt.Appended.Single(), Is.EqualTo(new AppendedEvent(recorded.Sequence, recorded.Version, recorded.Timestamp)));
            Assert.That(recorded.Data, Is.EqualTo(new ParcelPosted(key)));
        }
    }

    [TestCase(1)]
    [TestCase(Many)]
    public async Task Metadata_of_the_session_stands_on_every_event(int count)
    {
        var keys = Keys(count);
        await using var session = Store.LightweightSession();
        (session.CorrelationId, session.CausationId) = ("request-1", "click-1");
        session.SetHeader("actor", "a-1");
        session.SetHeader("source", "sélf");
        foreach (var key in keys) session.Events.Append(key, new ParcelPosted("Ada"));
        await session.SaveChangesAsync(CancellationToken.None);

        foreach (var key in keys)
        {
            var recorded = (await session.Events.FetchStreamAsync(key, CancellationToken.None)).Single();
            Assert.That(
                (recorded.CorrelationId, recorded.CausationId, recorded.GetHeader("actor"), recorded.GetHeader("source"), recorded.GetHeader("other")),
                Is.EqualTo(("request-1", "click-1", "a-1", "sélf", (string?)null)));
        }
    }

    [TestCase(1)]
    [TestCase(Many)]
    public async Task A_row_looks_like_one_of_Marten(int count)
    {
        var keys = Keys(count);
        await using var session = Store.LightweightSession();
        foreach (var key in keys) session.Events.Append(key, new ParcelDelivered(new DateOnly(2026, 5, 1)));
        await session.SaveChangesAsync(CancellationToken.None);

        Assert.That(
            await Log.Lines(
                """
                select distinct concat_ws('|', event.type, event.data, event.mt_dotnet_type, event.tenant_id, event.is_archived, event.bdata is null, event.headers is null,
                                          stream.type is null, stream.tenant_id, stream.is_archived, stream.version)
                  from log.mt_events as event
                  join log.mt_streams as stream on stream.id = event.stream_id
                 where event.stream_id = any($1)
                """,
                (object)keys),
            Is.EqualTo((string[])
                [$"parcel_delivered|{{\"on\": \"2026-05-01\"}}|{typeof(ParcelDelivered).FullName}, OzgTracker.EventStore.Tests|*DEFAULT*|f|t|t|t|*DEFAULT*|f|1"]));
    }

    [TestCase(1)]
    [TestCase(Many)]
    public async Task Queued_commands_run_in_the_transaction_of_the_events(int count)
    {
        var table = $"queued_{count}";
        await Log.Run($"create table {table} (xid text)");

        await using var session = Store.LightweightSession();
        foreach (var key in Keys(count)) session.Events.Append(key, new ParcelPosted("Ada"));
        session.QueueSqlCommand($"insert into {table} select xmin::text from log.mt_events where seq_id = (select max(seq_id) from log.mt_events)");
        await session.SaveChangesAsync(CancellationToken.None);

        Assert.That(
            await Log.Ask<string>($"select xid from {table}"),
            Is.EqualTo(await Log.Ask<string>($"select xmin::text from {table}")));
    }

    [Test]
    public async Task A_session_without_events_runs_its_commands()
    {
        await Log.Run("create table only_commands (id int)");

        await using var session = Store.LightweightSession();
        session.QueueSqlCommand("insert into only_commands values ($1)", 7);
        await session.SaveChangesAsync(CancellationToken.None);

        Assert.That(await Log.Ask<int>("select id from only_commands"), Is.EqualTo(7));
    }

    [Test]
    public async Task A_saved_session_can_be_used_again()
    {
        var key = NewKey();
        await using var session = Store.LightweightSession();

        for (var i = 0; i < 3; i++)
        {
            session.Events.Append(key, new ParcelMoved($"{i}"));
            await session.SaveChangesAsync(CancellationToken.None);
            await session.SaveChangesAsync(CancellationToken.None);
        }

        await AssertVersions(key, 3);
    }

    [Test]
    public void Nothing_to_append_is_a_mistake_of_the_caller() => Assert.That(() => Store.LightweightSession().Events.Append(NewKey(), []), Throws.ArgumentException);

    [Test]
    public void A_stream_twice_in_a_session_is_a_mistake_of_the_caller()
    {
        var key = NewKey();
        var session = Store.LightweightSession();
        session.Events.Append(key, new ParcelPosted("Ada"));

        Assert.That(() => session.Events.Append(key, new ParcelMoved("Bonn")), Throws.InvalidOperationException.With.Message.Contains(key));
    }

    [Test]
    public async Task A_save_that_was_cancelled_before_it_began_writes_nothing()
    {
        var key = NewKey();
        await using var session = Store.LightweightSession();
        session.Events.Append(key, new ParcelPosted("Ada"));

        Assert.That(async () => await session.SaveChangesAsync(new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Log.Ask<bool>("select exists (select from log.mt_streams where id = $1)", key), Is.False);
    }

    static string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(_ => NewKey())];

    async Task<IReadOnlyList<AppendedEvent>> Append(Func<IDocumentSession, IStreamReceipt> append)
    {
        await using var session = Store.LightweightSession();
        var receipt = append(session);
        Assert.That(receipt.Appended, Is.Empty, "Nothing is known before the save.");
        await session.SaveChangesAsync(CancellationToken.None);
        return receipt.Appended;
    }

    async Task AssertVersions(string key, long last)
    {
        Assert.That(
            await Log.Lines("select version::text from log.mt_events where stream_id = $1 order by version", key),
            Is.EqualTo(Enumerable.Range(1, (int)last).Select(version => $"{version}")));
        Assert.That(await Log.Ask<long>("select version from log.mt_streams where id = $1", key), Is.EqualTo(last));
    }

    /// <summary>Positions of the last events of each stream.</summary>
    async Task<IEnumerable<long>> Positions(string[] keys, int from, int ofNew) => (await Log.Lines(
        """
        select seq_id::text
          from (select seq_id, row_number() over (partition by stream_id order by version desc) as age from log.mt_events where stream_id = any($1)) as event
         where age between $2 and $3
        """,
        keys, from, ofNew)).Select(long.Parse).Order();
}
