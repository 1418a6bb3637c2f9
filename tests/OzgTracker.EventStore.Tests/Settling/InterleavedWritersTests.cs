using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Tests.Settling;

/// <summary>
/// Writers that are stopped between any two of their steps, a reader that looks in between: each step is chosen by chance and done alone, so that a
/// seed gives the same course again.
/// </summary>
public sealed class InterleavedWritersTests
{
    const int Writers = 8;
    const int Steps = 1_500;

    [Test]
    public async Task Every_committed_event_is_seen_once_and_in_order()
    {
        var (committed, seen) = await Interleave(ReaderMode.Settled);

        Assert.That(seen, Is.EqualTo(committed));
    }

    [Test]
    public async Task The_naive_reader_fails_the_same_test()
    {
        var (committed, seen) = await Interleave(ReaderMode.Naive);

        Assert.That(committed.Except(seen), Is.Not.Empty, "If it misses nothing, the test proves nothing.");
    }

    static async Task<(IReadOnlyList<long> Committed, IReadOnlyList<long> Seen)> Interleave(ReaderMode mode)
    {
        var chance = Seed.Next();
        await using var log = await TestLog.CloneAsync(options => options.ReaderMode = mode);
        var writers = new List<Writer>();
        for (var i = 0; i < Writers; i++) writers.Add(new Writer(await RawWriter.ConnectAsync(log)));
        await using var looking = await log.ConnectAsync();
        var settled = new SettledPosition(mode);
        var seen = new List<long>();
        long position = 0;

        for (var step = 0; step < Steps; step++)
        {
            switch (chance.Next(10))
            {
                case 0: await log.Append($"shared-{chance.Next(3)}", new ParcelMoved("Bonn")); break;
                case 1 or 2: await Read(); break;
                default: await writers[chance.Next(Writers)].Step(chance); break;
            }
        }

        foreach (var writer in writers) await writer.Finish();
        await Read();
        foreach (var writer in writers) await writer.DisposeAsync();
        return (await log.Positions(), seen);

        async Task Read()
        {
            var upTo = await settled.Look(looking, CancellationToken.None);
            while (position < upTo)
            {
                var page = await log.Store.Feed.ReadPage(looking, position, upTo, CancellationToken.None);
                seen.AddRange(page.Events.Select(happened => happened.Sequence));
                position = page.Position;
            }
        }
    }

    /// <summary>Begins, then per event: stream row, number, event; at last commits or rolls back.</summary>
    sealed class Writer(RawWriter raw) : IAsyncDisposable
    {
        string? streamKey;
        long? number;
        bool isOpen;
        int events;

        public async Task Step(Random chance)
        {
            if (!isOpen)
            {
                await raw.BeginAsync();
                (isOpen, events) = (true, 0);
            }
            else if (streamKey is null && (events == 3 || (events > 0 && chance.Next(2) == 0))) await End(commits: chance.Next(4) > 0);
            else if (streamKey is null) await raw.InsertStreamAsync(streamKey = TestLog.NewKey());
            else if (number is null) number = await raw.TakeNumberAsync();
            else
            {
                await raw.InsertEventAsync(streamKey, number.Value);
                (streamKey, number) = (null, null);
                events++;
            }
        }

        public async Task Finish()
        {
            if (isOpen) await End(commits: streamKey is null);
        }

        public ValueTask DisposeAsync() => raw.DisposeAsync();

        async Task End(bool commits)
        {
            await (commits ? raw.CommitAsync() : raw.RollbackAsync());
            isOpen = false;
        }
    }
}
