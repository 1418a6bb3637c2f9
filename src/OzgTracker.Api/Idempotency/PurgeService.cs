using Npgsql;

namespace OzgTracker.Api.Idempotency;

/// <summary>Forgets stored answers after their retention, for as long as the API runs; several nodes do not stand in each other's way.</summary>
sealed class PurgeService(AnswerStore answers, ILogger<PurgeService> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                try
                {
                    if (await answers.Purge(stoppingToken) is > 0 and var purged) logger.LogInformation("{Purged} answers to idempotency keys are past their retention and forgotten.", purged);
                }
                catch (NpgsqlException error)
                {
                    logger.LogWarning(error, "Old answers to idempotency keys could not be deleted; it tries again.");
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The API is being stopped.
        }
    }
}
