using Microsoft.Extensions.Options;
using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.Operations.Links;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Links;

/// <summary>Checks links for as long as the API runs, where it is wanted; several nodes share the work.</summary>
sealed class LinkCheckService(IDocumentStore store, Registry registry, IOptions<LinkCheckOptions> options, TimeProvider clock, ILogger<LinkCheckService> logger, ILogger<LinkCheck> checkLogger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;

        using var check = new LinkCheck(store, registry, options.Value.Settings, clock, checkLogger);
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        try
        {
            do
            {
                try
                {
                    var round = await check.Run(stoppingToken);
                    if (round.Visited > 0 || round.Events > 0) logger.LogInformation("Links: {Collected} new, {Visited} visited, {Events} events.", round.Collected, round.Visited, round.Events);
                }
                catch (Exception error) when (error is NpgsqlException or ConcurrencyException or UnknownOutcomeException)
                {
                    logger.LogWarning(error, "Links could not be checked; it tries again.");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The API is being stopped; what was seen is kept, what is leased is free after a while.
        }
    }
}
