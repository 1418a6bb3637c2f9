using Npgsql;
using OzgTracker.EventStore;

namespace OzgTracker.Faults.Checks;

/// <summary>A consumer of the feed during a fault: after a lost connection it goes on from the last position that it saw.</summary>
sealed class FeedWatch : IAsyncDisposable
{
    static readonly TimeSpan BeforeTheNext = TimeSpan.FromMilliseconds(50);

    readonly CancellationTokenSource stop = new();
    readonly List<SeenEvent> seen = [];
    readonly Task watching;
    TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long position;

    FeedWatch(EventFeed feed, long after)
    {
        position = after;
        watching = Task.Run(() => Watch(feed));
    }

    /// <summary>An event as the consumer saw it.</summary>
    public readonly record struct SeenEvent(long Position, string StreamKey, long Version);

    public IReadOnlyList<SeenEvent> Seen
    {
        get
        {
            lock (seen) return [.. seen];
        }
    }

    /// <summary>How often the connection was lost.</summary>
    public int Losses { get; private set; }

    /// <param name="after">The last position that the consumer has already seen.</param>
    public static FeedWatch Over(DocumentStore store, long after = 0) => new(store.Feed, after);

    /// <summary>Waits until the consumer has passed a position.</summary>
    public async Task Reaches(long target)
    {
        using var patience = new CancellationTokenSource(FaultRun.Patience);
        while (true)
        {
            Task next;
            lock (seen)
            {
                if (position >= target) return;
                next = moved.Task;
            }

            await next.WaitAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    async Task Watch(EventFeed feed)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var page in feed.SubscribeAsync(position, stop.Token)) Take(page);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                Losses++;
                await Task.Delay(BeforeTheNext, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    void Take(EventPage page)
    {
        lock (seen)
        {
            seen.AddRange(page.Events.Select(happened => new SeenEvent(happened.Sequence, happened.StreamKey, happened.Version)));
            position = page.Position;
            moved.TrySetResult();
            moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
