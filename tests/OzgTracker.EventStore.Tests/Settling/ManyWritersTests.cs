namespace OzgTracker.EventStore.Tests.Settling;

/// <summary>Real concurrency: writers that stand still for a while in the middle of their transactions, others that do not, and a reader that follows live.</summary>
public sealed class ManyWritersTests
{
    const int RawWriters = 10;
    const int StoreWriters = 4;
    const int Transactions = 40;

    [Test]
    public async Task A_live_reader_sees_every_committed_event_once_and_in_order()
    {
        var chance = Seed.Next();
        await using var log = await TestLog.CloneAsync();
        var gates = new Gates(RawWriters);
        var written = new TaskCompletionSource<long>();
        var reading = Read(log.OpenAnother(), written.Task);

        await Task.WhenAll([
            .. Enumerable.Range(0, RawWriters).Select(_ => new Random(chance.Next())).ToArray().Select(own => Task.Run(() => WriteByHand(log, gates, own))),
            .. Enumerable.Range(0, StoreWriters).Select(_ => new Random(chance.Next())).ToArray().Select(own => Task.Run(() => WriteByStore(log, own)))]);
        written.SetResult(await log.Ask<long>("select max(seq_id) from log.mt_events"));

        Assert.That(await reading, Is.EqualTo(await log.Positions()));
    }

    static async Task<IReadOnlyList<long>> Read(DocumentStore store, Task<long> written)
    {
        await using var reader = new FeedReader(store);
        while (!written.IsCompleted)
        {
            await Task.WhenAny(reader.Ask(), written);
            if (reader.Ask().IsCompleted) await reader.ReadTo(reader.Position + 1);
        }

        await reader.ReadTo(await written);
        return [.. reader.Positions];
    }

    static async Task WriteByHand(TestLog log, Gates gates, Random chance)
    {
        await using var writer = await RawWriter.ConnectAsync(log);
        for (var i = 0; i < Transactions; i++)
        {
            await writer.BeginAsync();
            for (var events = chance.Next(1, 4); events > 0; events--)
            {
                var key = TestLog.NewKey();
                await writer.InsertStreamAsync(key);
                await gates.Pause(chance);
                var position = await writer.TakeNumberAsync();
                await gates.Pause(chance);
                await writer.InsertEventAsync(key, position);
                await gates.Pause(chance);
            }

            await (chance.Next(4) == 0 ? writer.RollbackAsync() : writer.CommitAsync());
            gates.Ended();
        }

        gates.Leave();
    }

    static async Task WriteByStore(TestLog log, Random chance)
    {
        for (var i = 0; i < Transactions; i++)
        {
            await using var session = log.Store.LightweightSession();
            var streams = chance.Next(5) == 0 ? 20 : chance.Next(1, 4);
            foreach (var number in Enumerable.Range(0, 24).OrderBy(_ => chance.Next()).Take(streams))
                session.Events.Append($"shared-{number}", [.. Enumerable.Repeat(new ParcelMoved("Bonn"), chance.Next(1, 3))]);
            await session.SaveChangesAsync(CancellationToken.None);
        }
    }

    /// <summary>A pause lasts until some other transactions have ended, or until all who could end one are pausing.</summary>
    sealed class Gates(int writers)
    {
        readonly Lock turn = new();
        readonly PriorityQueue<TaskCompletionSource, long> pausing = new();
        int inside = writers;
        long ended;

        public Task Pause(Random chance)
        {
            var length = chance.Next(-6, 8);
            if (length <= 0) return Task.CompletedTask;

            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (turn)
            {
                pausing.Enqueue(gate, ended + length);
                Open();
            }

            return gate.Task;
        }

        public void Ended()
        {
            lock (turn)
            {
                ended++;
                Open();
            }
        }

        public void Leave()
        {
            lock (turn)
            {
                inside--;
                Open();
            }
        }

        void Open()
        {
            while (pausing.TryPeek(out var gate, out var until) && (until <= ended || pausing.Count == inside))
            {
                pausing.Dequeue();
                gate.SetResult();
            }
        }
    }
}
