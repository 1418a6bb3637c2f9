using System.Runtime.InteropServices;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.ReadModels;

/// <summary>Takes in a rollout stream, from its first event on.</summary>
/// <param name="cell">What the stream is of.</param>
/// <param name="events">All its events.</param>
/// <param name="firstNew">Version of the first event that was not taken in before.</param>
delegate void TakeRollout(RolloutKey cell, ReadOnlySpan<IEvent> events, long firstNew);

/// <summary>How the read models of rollouts get their streams: always whole, because a correction may change any day.</summary>
static class RolloutStreams
{
    /// <summary>All streams of the log, for a rebuild.</summary>
    /// <param name="send">After each chunk: sends what has gathered.</param>
    public static async Task FillAsync(ProjectionFill fill, TakeRollout take, Func<ValueTask> send, CancellationToken ct)
    {
        await foreach (var chunk in fill.Log.ReadAsync(RolloutKey.StreamPrefix, ct))
        {
            chunk.ForEach(events =>
            {
                if (RolloutKey.TryParse(events[0].StreamKey, out var cell)) take(cell, events, 1);
            });
            await send();
            fill.Read(chunk.Events.Count);
        }
    }

    /// <summary>The streams that a page goes on with. One whose first event is in the page needs no other look at the log: all its events up to here are in the page.</summary>
    public static async Task OfPage(ProjectionPage page, TakeRollout take, CancellationToken ct)
    {
        var touched = new Dictionary<string, List<IEvent>>(StringComparer.Ordinal);
        foreach (var happened in page.Events)
        {
            if (happened.Data is not IRolloutEvent) continue;
            if (!touched.TryGetValue(happened.StreamKey, out var events)) touched.Add(happened.StreamKey, events = []);
            events.Add(happened);
        }

        var continued = touched.Where(stream => stream.Value[0].Version > 1).Select(stream => stream.Key).ToArray();
        var whole = continued.Length == 0 ? null : await page.FetchStreamsAsync(continued, ct);
        foreach (var (streamKey, events) in touched)
            if (RolloutKey.TryParse(streamKey, out var cell))
                take(cell, whole?.GetValueOrDefault(streamKey) ?? CollectionsMarshal.AsSpan(events), events[0].Version);
    }
}
