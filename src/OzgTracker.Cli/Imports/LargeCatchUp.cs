using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;

namespace OzgTracker.Cli.Imports;

/// <summary>Brings the read models to the end of a log that has grown by a multiple.</summary>
/// <remarks>
/// Page by page each stream is folded again for each page that goes on with it. Those that can be filled from the whole log at once are made anew
/// beside the ones in service, which is many times as fast when most of the log is new; the rest takes pages.
/// </remarks>
static class LargeCatchUp
{
    /// <summary>Below that a daemon needs seconds.</summary>
    public const long WorthARebuild = 100_000;

    /// <summary>A rebuild reads the whole log and is about this many times as fast for each event.</summary>
    const long RebuildAdvantage = 10;

    /// <param name="worthARebuild">Events that a read model must lack.</param>
    public static async Task<CatchUpResult> RunAsync(
        DocumentStore store, OpenBar bar, TimeProvider clock, CancellationToken ct, long worthARebuild = WorthARebuild)
    {
        var end = await store.Feed.LastGivenAsync(ct);
        foreach (var projection in store.Projections.All.Where(projection => projection is IBulkFilled))
        {
            var position = (await store.Projections.StatusAsync(ct)).Single(status => status.Name == projection.Name).Position;
            if (end - position < worthARebuild || (end - position) * RebuildAdvantage < end) continue;
            await store.Projections.RebuildProjectionAsync(projection.Name, ct, new RebuildBars(title => bar($"{projection.Name}: {title}")));
        }

        return await CatchUp.RunAsync(store, bar("Read models"), clock, ct);
    }
}
