using OzgTracker.EventStore.Daemon;

namespace OzgTracker.EventStore.Tests.Daemon;

/// <summary>A daemon in the background for the length of a test.</summary>
sealed class RunningDaemon : IAsyncDisposable
{
    /// <summary>So that a defect ends the test instead of hanging it; no assertion looks at it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly CancellationTokenSource stop = new();
    readonly DocumentStore store;
    readonly ProjectionDaemon daemon;
    readonly Task running;

    public RunningDaemon(DocumentStore store)
    {
        this.store = store;
        daemon = store.BuildProjectionDaemon();
        running = Task.Run(() => daemon.RunAsync(stop.Token));
    }

    public bool IsLeader => daemon.IsLeader;

    public async Task CatchUp()
    {
        var reached = await store.Projections.WaitForNonStaleProjectionDataAsync(Patience, CancellationToken.None);
        Assert.That(reached, Is.True, "The read models take in everything.");
    }

    /// <summary>Waits until what the daemon shows to everyone is as the test expects it.</summary>
    public async Task Until(Func<IReadOnlyList<ProjectionStatus>, bool> reached)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!reached(await store.Projections.StatusAsync(patience.Token)))
            if (running.IsCompleted) await running;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }
}
