using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Hosting;

/// <summary>Runs the projection daemon and keeps the registry fresh for as long as the API runs.</summary>
sealed class ProjectionDaemonService(DocumentStore store, Registry registry, ILogger<ProjectionDaemonService> logger) : BackgroundService
{
    static readonly TimeSpan RegistryInterval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(store.BuildProjectionDaemon().RunAsync(stoppingToken), KeepRegistryFresh(stoppingToken));

    /// <summary>Misses refresh it at once; this is for renamed units and newly assigned LeiKa services.</summary>
    async Task KeepRegistryFresh(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RegistryInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                try
                {
                    await registry.RefreshAsync(ct);
                }
                catch (Npgsql.NpgsqlException error)
                {
                    logger.LogWarning(error, "The registry of units and services could not be refreshed; it tries again.");
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The API is being stopped.
        }
    }
}
