using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OzgTracker.EventStore.Settling;

/// <summary>Tells readers that the log has grown: at once inside the process, by NOTIFY between processes.</summary>
/// <remarks>
/// NOTIFY takes a lock of the whole cluster at commit, so appends never send it: one sender follows them, and commits that happen while it is on its
/// way share the next; it is rare while nobody else listens. A wake-up is only a hint; whoever waits polls as well.
/// </remarks>
sealed class Wakeups(NpgsqlDataSource source, string listenConnectionString, ILogger logger) : IAsyncDisposable
{
    /// <summary>The channel that a Marten daemon listens to as well.</summary>
    const string ChannelName = "mt_events_appended";

    /// <summary>Application name of the listening session, by which processes find each other.</summary>
    public const string ListenerName = "ozgtracker listener";

    /// <summary>A notification is a commit with a transaction of its own; it must not make appends queue behind its flush, and losing it costs a poll.</summary>
    const string NotifySql = $"select set_config('synchronous_commit', 'off', true), pg_notify('{ChannelName}', '')";

    static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);

    /// <summary>While another process of ours listens.</summary>
    static readonly TimeSpan BetweenNotifications = TimeSpan.FromMilliseconds(5);

    /// <summary>While none does: somebody else may, a Marten daemon for one.</summary>
    static readonly TimeSpan BetweenNotificationsToNobody = TimeSpan.FromMilliseconds(250);

    static readonly TimeSpan BetweenLooksForOthers = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<Wakeup, byte> waiting = [];
    readonly Channel<bool> toSend = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly CancellationTokenSource stop = new();
    readonly Lock starting = new();
    volatile Task? sender;
    Task? listener;
    int listenerPid;

    /// <summary>Called after every append of this process.</summary>
    public void Appended()
    {
        WakeAll();
        toSend.Writer.TryWrite(true);
        if (sender is not null) return;   // the usual case, without a lock
        lock (starting) sender ??= Task.Run(() => Send(stop.Token));
    }

    /// <summary>Wakes the readers of this process and, by a notification, all others.</summary>
    public async Task WakeAllAsync(CancellationToken ct)
    {
        WakeAll();
        await using var command = source.CreateCommand(NotifySql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Starts to listen with the first reader.</summary>
    public Wakeup Register()
    {
        lock (starting) listener ??= Task.Run(() => Listen(stop.Token));
        var wakeup = new Wakeup(this);
        waiting.TryAdd(wakeup, 0);
        return wakeup;
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await Task.WhenAll(sender ?? Task.CompletedTask, listener ?? Task.CompletedTask);
        stop.Dispose();
    }

    void WakeAll()
    {
        foreach (var wakeup in waiting.Keys) wakeup.Set();
    }

    async Task Send(CancellationToken ct)
    {
        try
        {
            var (others, looked) = (true, 0L);
            await foreach (var _ in toSend.Reader.ReadAllAsync(ct))
            {
                try
                {
                    if (looked == 0 || Stopwatch.GetElapsedTime(looked) > BetweenLooksForOthers) (others, looked) = (await OthersListen(ct), Stopwatch.GetTimestamp());
                    await using var command = source.CreateCommand(NotifySql);
                    await command.ExecuteNonQueryAsync(ct);
                }
                catch (NpgsqlException error)
                {
                    logger.LogWarning(error, "A wake-up could not be sent; other processes see the events at their next poll.");
                }

                await Task.Delay(others ? BetweenNotifications : BetweenNotificationsToNobody, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The store is being closed.
        }
    }

    /// <summary>Each notification is a commit that appends of one client have to share the disk with (measured: a quarter of their rate), so it is worth asking.</summary>
    async Task<bool> OthersListen(CancellationToken ct)
    {
        const string sql = """
            select exists (select from pg_stat_activity where datname = current_database() and application_name = $1 and pid <> $2)
            """;
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ListenerName });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Volatile.Read(ref listenerPid) });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task Listen(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(listenConnectionString);
                connection.Notification += (_, _) => WakeAll();
                await connection.OpenAsync(ct);
                Volatile.Write(ref listenerPid, connection.ProcessID);
                await using (var command = new NpgsqlCommand($"listen {ChannelName}", connection)) await command.ExecuteNonQueryAsync(ct);
                while (true) await connection.WaitAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                logger.LogWarning(error, "The listener for new events was cut off; polling goes on.");
                await Task.Delay(Reconnect, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One reader's bell.</summary>
    public sealed class Wakeup(Wakeups owner) : IDisposable
    {
        readonly SemaphoreSlim bell = new(0, 1);

        /// <summary>Returns when something was appended since the last wait, or after <paramref name="atMost"/>.</summary>
        /// <returns>Whether it rang.</returns>
        public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => bell.WaitAsync(atMost, ct);

        public void Set()
        {
            try
            {
                if (bell.CurrentCount == 0) bell.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two rang at once; one ring is enough.
            }
        }

        public void Dispose() => owner.waiting.TryRemove(this, out _);
    }
}
