using System.Reflection;
using Npgsql;

namespace OzgTracker.Api.Audit;

/// <summary>Writes the access audit and forgets what is past its retention, for as long as the API runs.</summary>
sealed class AccessAuditService(AccessAudit audit, AccessEventTable table, StartFacts facts, ILogger<AccessAuditService> logger) : BackgroundService
{
    static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1), PurgeInterval = TimeSpan.FromMinutes(10), LongestGoodbye = TimeSpan.FromSeconds(5);

    static readonly string Version =
        typeof(AccessAuditService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <remarks>A process that cannot note that it starts has no right to the table, or none to be trusted with requests: it does not start.</remarks>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await audit.Note(new AccessEvent(AccessEventKind.Started, Detail: $"version {Version}; {facts}"), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestGoodbye);
        try
        {
            await audit.Write(all: true, patience.Token);
            await audit.Note(new AccessEvent(AccessEventKind.Stopped, Detail: $"version {Version}"), patience.Token);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException)   // a host that is stopped twice at once has disposed of everything meanwhile
        {
            logger.LogWarning("The last access events could not be written: {Reason}.", error.Message);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Every(WriteInterval, () => audit.Write(all: false, stoppingToken), "Access events could not be written; they wait and it tries again.", stoppingToken),
        Every(PurgeInterval, () => Purge(stoppingToken), "Old access events could not be deleted; it tries again.", stoppingToken));

    async Task Every(TimeSpan interval, Func<Task> act, string trouble, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval);
        var isInTrouble = false;
        try
        {
            do
            {
                try
                {
                    await act();
                    isInTrouble = false;
                }
                catch (Exception error) when (error is NpgsqlException or TimeoutException)
                {
                    if (!isInTrouble) logger.LogWarning(error, "{Trouble}", trouble);   // once, not every second
                    isInTrouble = true;
                }
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The API is being stopped.
        }
    }

    async Task Purge(CancellationToken ct)
    {
        if (await table.Purge(ct) is > 0 and var purged) logger.LogInformation("{Purged} access events are past their retention and deleted.", purged);
    }
}
