namespace OzgTracker.EventStore.Tests.Settling;

/// <summary>Follows a log as a subscriber does and keeps what it was given.</summary>
public sealed class FeedReader : IAsyncDisposable
{
    /// <summary>So that a defect ends the test instead of hanging it; no assertion looks at it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly CancellationTokenSource stop = new(Patience);
    readonly IAsyncEnumerator<EventPage> pages;
    Task<bool>? next;

    public FeedReader(DocumentStore store, long after = 0) => pages = store.Feed.SubscribeAsync(after, stop.Token).GetAsyncEnumerator(stop.Token);

    public List<IEvent> Seen { get; } = [];

    public IEnumerable<long> Positions => Seen.Select(happened => happened.Sequence);

    public long Position { get; private set; }

    /// <summary>Asks for the next page without waiting for it.</summary>
    public Task<bool> Ask() => next ??= pages.MoveNextAsync().AsTask();

    /// <summary>Reads on until everything up to a position is in a page that was given.</summary>
    public async Task ReadTo(long position)
    {
        while (Position < position)
        {
            await Ask();
            next = null;
            Position = pages.Current.Position;
            Seen.AddRange(pages.Current.Events);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (next is not null) await next.ContinueWith(_ => { }, TaskScheduler.Default);
        await pages.DisposeAsync();
        stop.Dispose();
    }
}
