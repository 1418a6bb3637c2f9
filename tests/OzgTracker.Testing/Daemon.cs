using OzgTracker.EventStore;

namespace OzgTracker.Testing;

/// <summary>Brings read models up to date where no API runs.</summary>
public static class Daemon
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs the store's daemon until every read model has taken in all that was recorded before the call.</summary>
    public static async Task CatchUp(DocumentStore store)
    {
        using var stop = new CancellationTokenSource();
        var running = store.BuildProjectionDaemon().RunAsync(stop.Token);
        var reached = await store.Projections.WaitForNonStaleProjectionDataAsync(Patience, CancellationToken.None);
        await stop.CancelAsync();
        await running;
        if (!reached) throw new TimeoutException($"The read models were not up to date within {Patience}.");
    }
}
