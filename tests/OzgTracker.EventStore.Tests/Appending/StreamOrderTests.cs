namespace OzgTracker.EventStore.Tests.Appending;

/// <summary>C-06: what a reader of the whole log sees of a stream comes in the order of its versions.</summary>
public sealed class StreamOrderTests : LogFixture
{
    [Test]
    public async Task After_a_storm_of_appends_positions_and_versions_have_the_same_order_in_every_stream()
    {
        var keys = Enumerable.Range(0, 24).Select(_ => NewKey()).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(() => Write(keys, new Random(writer)))));

        Assert.That(
            await Log.Lines("""
                select stream_id
                  from (select stream_id, version, row_number() over (partition by stream_id order by seq_id) as place from log.mt_events) as event
                 where version <> place
                """),
            Is.Empty);
        Assert.That(
            await Log.Lines("""
                select stream.id
                  from log.mt_streams as stream
                  left join (select stream_id, max(version) as last, count(*) as count from log.mt_events group by stream_id) as events on events.stream_id = stream.id
                 where (stream.version, stream.version) is distinct from (events.last, events.count)
                """),
            Is.Empty,
            "mt_streams.version is the highest version, versions have no hole.");
    }

    /// <summary>What the settled position rests on: the stream row comes before the number.</summary>
    [TestCase(false, 1, 0)]
    [TestCase(false, 3, 0)]
    [TestCase(true, 1, 0)]
    [TestCase(true, 3, 0)]
    [TestCase(false, 1, 40)]
    [TestCase(true, 1, 40)]
    public async Task A_writer_that_waits_for_its_stream_has_taken_no_number(bool streamExists, int events, int others)
    {
        await using var log = await TestLog.CloneAsync();
        var key = NewKey();
        if (streamExists) await log.Append(key, new ParcelPosted("Ada"));
        await using var first = await RawWriter.ConnectAsync(log);
        await first.BeginAsync();
        if (streamExists) await first.Execute("select from log.mt_streams where id = $1 for update", key);
        else await first.InsertStreamAsync(key);
        var before = await log.Store.Feed.LastGivenAsync(CancellationToken.None);

        await using var session = log.Store.LightweightSession();
        foreach (var other in Enumerable.Range(0, others)) session.Events.Append($"zzz-{other}-{NewKey()}", new ParcelPosted("Ada"));
        var receipt = session.Events.Append(key, [.. Enumerable.Repeat(new ParcelMoved("Bonn"), events)]);
        var saving = session.SaveChangesAsync(CancellationToken.None);
        while (!await log.Ask<bool>("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"))
            Assert.That(saving.IsCompleted, Is.False);

        Assert.That(await log.Store.Feed.LastGivenAsync(CancellationToken.None), Is.EqualTo(before));
        await first.RollbackAsync();
        await saving;
        Assert.That(receipt.Appended, Has.Count.EqualTo(events));
    }

    async Task Write(string[] keys, Random chance)
    {
        for (var round = 0; round < 25; round++)
        {
            await using var session = Store.LightweightSession();
            // Few streams, one statement each, or most of them set-wise.
            var streams = chance.Next(4) == 0 ? chance.Next(16, keys.Length) : chance.Next(1, 4);
            foreach (var key in chance.GetItems(keys, streams).Distinct())
                session.Events.Append(key, [.. Enumerable.Range(0, chance.Next(1, 4)).Select(place => new ParcelMoved($"{place}"))]);
            await session.SaveChangesAsync(CancellationToken.None);
        }
    }
}
