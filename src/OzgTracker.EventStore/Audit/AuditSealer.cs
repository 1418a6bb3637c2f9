using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Audit;

/// <summary>Seals in the background while it exists; the leader of the projection daemon has one.</summary>
/// <remarks>Trouble is logged and tried again: the read models do not stand still because a block could not be written.</remarks>
public sealed class AuditSealer : IAsyncDisposable
{
    /// <summary>Looks at the log within a <see cref="StoreOptions.AuditInterval"/>.</summary>
    const int LooksPerInterval = 10;

    readonly NpgsqlDataSource source;
    readonly AuditChain chain;
    readonly StoreOptions options;
    readonly ILogger logger;
    readonly CancellationTokenSource stop = new();
    readonly Task running;

    internal AuditSealer(NpgsqlDataSource source, StoreOptions options)
    {
        (this.source, this.options) = (source, options);
        chain = new AuditChain(source, options);
        logger = options.Logging.CreateLogger<AuditSealer>();
        running = Task.Run(() => Run(stop.Token));
    }

    /// <summary>Stops; what it was sealing is left undone.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    async Task Run(CancellationToken ct)
    {
        var watch = new Watch(options);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Seal(watch, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                logger.LogWarning(error, "The audit chain could not be continued; it is tried again.");
            }

            await Task.Delay(options.AuditInterval / LooksPerInterval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task Seal(Watch watch, CancellationToken ct)
    {
        await using (var connection = await source.OpenConnectionAsync(ct)) await watch.Settled.Look(connection, ct);
        watch.Head ??= (await chain.HeadAsync(ct)).Position;
        if (watch.IsTime()) watch.Head = (await chain.SealUpTo(watch.Settled.Value, ct)).Position;
    }

    /// <summary>Decides when a block is worth its row.</summary>
    sealed class Watch(StoreOptions options)
    {
        long? since;

        public SettledPosition Settled { get; } = new(options.ReaderMode);

        /// <summary>The end of the chain as last seen; another process may be further, sealing finds out.</summary>
        public long? Head { get; set; }

        public bool IsTime()
        {
            var waiting = Settled.Value - Head;
            if (waiting is null or <= 0)
            {
                since = null;
                return false;
            }

            since ??= Stopwatch.GetTimestamp();
            // The event may have come right after the look before, and the next look is as far away.
            var isTime = waiting >= options.AuditBlockSize || Stopwatch.GetElapsedTime(since.Value) >= options.AuditInterval * (1 - (2.0 / LooksPerInterval));
            if (isTime) since = null;
            return isTime;
        }
    }
}
