using Microsoft.Extensions.Options;
using OzgTracker.Api.Changes;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Sends to all webhooks while it leads; one process of a database does. Each webhook has a turn of its own, so one that hangs keeps no other waiting.</summary>
sealed partial class WebhookDispatch(
    DocumentStore store, WebhookCourier courier, ChangeTail tail, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookDispatch> logger) : BackgroundService
{
    /// <summary>Of the advisory lock.</summary>
    public const int LockNumber = 4;

    const int MostPurged = 10_000;

    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    /// <summary>News that come close together are sent together.</summary>
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    static readonly TimeSpan BetweenPurges = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Sends && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lead = await store.LeadAsync(LockNumber, "webhooks", stoppingToken);
                await Work(lead, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogTrouble(error);
                await Task.Delay(AfterTrouble, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task Work(Lead lead, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            await Schedule(lead, running, end.Token);
        }
        finally
        {
            // Nothing goes on behind the back of the next leader.
            await end.CancelAsync();
            await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task Schedule(Lead lead, Dictionary<string, Task> running, CancellationToken ct)
    {
        var looked = new Dictionary<string, long>(StringComparer.Ordinal);
        var execute = WebhookCourier.On(lead);
        var purgedAt = DateTimeOffset.MinValue;
        using var attendance = new Attendance(tail);
        while (true)
        {
            var moved = tail.Moved;
            foreach (var (id, run) in running.Where(run => run.Value.IsCompleted).ToArray())
            {
                running.Remove(id);
                await run;   // what went wrong there is the database's, and ends the lead
            }

            var now = clock.GetUtcNow();
            var active = await lead.DoAsync(connection => WebhookTable.Active(connection, ct), ct);
            attendance.Needed(active.Count > 0);
            foreach (var (hook, pending) in active)
            {
                long after;
                lock (looked) after = Math.Max(hook.Position, looked.GetValueOrDefault(hook.Id));
                if (running.ContainsKey(hook.Id) || tail.Head is not { } head || (pending is null ? after >= head : pending.NextAttemptAt > now)) continue;
                running.Add(hook.Id, Step(hook, pending, after, head));
            }

            if (now - purgedAt > BetweenPurges)
            {
                purgedAt = now;
                await lead.DoAsync(connection => WebhookDeliveryTable.Purge(connection, TimeSpan.FromDays(options.Value.RetentionDays), MostPurged, ct), ct);
            }

            await Task.WhenAny([moved, Task.Delay(lead.Beat, ct), .. running.Values]);
            await Task.Delay(Gathering, ct);
        }

        async Task Step(Webhook hook, WebhookDelivery? pending, long after, long head)
        {
            var reached = await courier.Step(hook, pending, after, head, execute, ct);
            lock (looked) looked[hook.Id] = reached;
        }
    }

    /// <summary>Attends the log while there is anybody to tell.</summary>
    sealed class Attendance(ChangeTail tail) : IDisposable
    {
        IDisposable? held;

        public void Needed(bool isNeeded)
        {
            if (isNeeded) held ??= tail.Attend();
            else Dispose();
        }

        public void Dispose()
        {
            held?.Dispose();
            held = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending webhooks was interrupted and starts over.")]
    private partial void LogTrouble(Exception error);
}
