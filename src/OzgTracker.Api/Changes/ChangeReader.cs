using OzgTracker.EventStore;

namespace OzgTracker.Api.Changes;

/// <summary>A part of the log that was looked through.</summary>
/// <param name="Items">What passed.</param>
/// <param name="NextAfter">Go on behind this position: that of the last event that was looked at, whether it passed or not.</param>
/// <param name="IsAtHead">Whether the log ended there.</param>
sealed record ChangeSlice(IReadOnlyList<Change> Items, long NextAfter, bool IsAtHead);

/// <summary>Reads changes behind any position: from memory near the end, else from the database, a few readers at a time.</summary>
sealed class ChangeReader(DocumentStore store, ChangeTail tail, CloudEvents events) : IDisposable
{
    /// <summary>Events that one question looks at, however few of them pass.</summary>
    public const int MostLookedAt = 20_000;

    const int PageSize = 1_000;

    /// <summary>Thousands who have fallen behind at once must leave connections to the others.</summary>
    const int ReadersAtOnce = 4;

    readonly SemaphoreSlim readers = new(ReadersAtOnce);

    /// <param name="after">Last position that is known already.</param>
    /// <param name="upTo">A settled event: the head, or one that was seen before.</param>
    /// <param name="limit">Most events that pass.</param>
    public async Task<ChangeSlice> ReadAsync(long after, long upTo, ChangeFilter filter, int limit, CancellationToken ct)
    {
        var found = new List<Change>();
        for (var (position, left) = (after, MostLookedAt); ;)
        {
            if (position >= upTo) return new ChangeSlice(found, position, IsAtHead: true);
            if (left <= 0) return new ChangeSlice(found, position, IsAtHead: false);
            var size = filter.IsNone ? Math.Min(PageSize, limit - found.Count) : PageSize;
            if (tail.Head >= upTo && tail.TryRead(position, size, out var page))   // a node whose tail was further may have named the end
            {
                foreach (var change in page.TakeWhile(change => change.Position <= upTo))
                {
                    position = change.Position;
                    if (filter.Passes(change.StoredName, change.StreamKey)) found.Add(change);
                    if (found.Count == limit) return new ChangeSlice(found, position, position >= upTo);
                }

                left -= page.Count;
                if (page.Count < size) return new ChangeSlice(found, position, IsAtHead: true);
            }
            else
            {
                var logged = await ReadLogged(position, upTo, size, ct);
                foreach (var happened in logged)
                {
                    position = happened.Position;
                    if (filter.Passes(happened.StoredName, happened.StreamKey)) found.Add(events.Change(happened));
                    if (found.Count == limit) return new ChangeSlice(found, position, position >= upTo);
                }

                left -= logged.Count;
                if (logged.Count < size) return new ChangeSlice(found, position, IsAtHead: true);
            }
        }
    }

    /// <summary>One event as the log has it.</summary>
    public async Task<LoggedEvent> ReadOneAsync(long position, CancellationToken ct) => (await ReadLogged(position - 1, position, 1, ct))[0];

    public void Dispose() => readers.Dispose();

    async Task<IReadOnlyList<LoggedEvent>> ReadLogged(long after, long upTo, int limit, CancellationToken ct)
    {
        await readers.WaitAsync(ct);
        try
        {
            return await store.Feed.ReadLoggedAsync(after, upTo, limit, ct);
        }
        finally
        {
            readers.Release();
        }
    }
}
