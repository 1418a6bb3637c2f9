using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Imports;

/// <summary>How far the read models are.</summary>
/// <param name="Reached">Whether all have taken in everything that was recorded before the call.</param>
/// <param name="Position">Of the hindmost.</param>
/// <param name="Failures">Those that stand still, with the event at which they do.</param>
sealed record CatchUpResult(bool Reached, long Position, IReadOnlyList<ProjectionStatus> Failures);

/// <summary>Brings the read models to the end of the log, by a daemon of another process if one leads, else by one of its own.</summary>
static class CatchUp
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>A page takes less than a second. What has failed is tried again by a daemon that begins to lead, so failures get a moment, too.</summary>
    static readonly TimeSpan FailurePatience = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<CatchUpResult> RunAsync(DocumentStore store, IProgress<ImportProgress> progress, TimeProvider clock, CancellationToken ct)
    {
        var end = await store.Feed.LastGivenAsync(ct);
        if (await store.Projections.WaitForAsync(end, TimeSpan.Zero, ct)) return await ResultAsync(store, end, ct);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var daemon = store.BuildProjectionDaemon().RunAsync(stop.Token);
        try
        {
            return await WatchAsync(store, end, progress, clock, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await daemon;
        }
    }

    static async Task<CatchUpResult> WatchAsync(DocumentStore store, long end, IProgress<ImportProgress> progress, TimeProvider clock, CancellationToken ct)
    {
        var now = await ResultAsync(store, end, ct);
        var (from, moved) = (now.Position, clock.GetTimestamp());
        while (!await store.Projections.WaitForAsync(end, BetweenLooks, ct))
        {
            var before = now.Position;
            now = await ResultAsync(store, end, ct);
            progress.Report(new ImportProgress((int)(now.Position - from), (int)(end - from)));
            if (now.Position > before) moved = clock.GetTimestamp();
            else if (clock.GetElapsedTime(moved) > (now.Failures.Count > 0 ? FailurePatience : Patience)) return now;
        }

        return await ResultAsync(store, end, ct);
    }

    static async Task<CatchUpResult> ResultAsync(DocumentStore store, long end, CancellationToken ct)
    {
        var projections = await store.Projections.StatusAsync(ct);
        var position = projections.Select(projection => projection.Position).DefaultIfEmpty(0).Min();
        return new CatchUpResult(position >= end, position, [.. projections.Where(projection => projection.Failure is not null)]);
    }
}
