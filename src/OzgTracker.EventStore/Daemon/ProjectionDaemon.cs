using Microsoft.Extensions.Logging;
using Npgsql;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Daemon;

/// <summary>Keeps the read models while it leads; one leader per database, the others stand by.</summary>
/// <remarks>
/// Reads the log once for all projections that are equally far. A page's writes and its progress rows commit together, so a crash repeats a page and
/// changes nothing. A projection that fails on an event stops there and keeps the others running.
/// </remarks>
public sealed class ProjectionDaemon
{
    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    readonly ProjectionCoordinator projections;
    readonly EventFeed feed;
    readonly Wakeups wakeups;
    readonly StoreOptions options;
    readonly string connectionString;
    readonly ILogger logger;

    internal ProjectionDaemon(ProjectionCoordinator projections, EventFeed feed, Wakeups wakeups, StoreOptions options, string connectionString)
    {
        (this.projections, this.feed, this.wakeups, this.options, this.connectionString) = (projections, feed, wakeups, options, connectionString);
        logger = options.Logging.CreateLogger<ProjectionDaemon>();
    }

    /// <summary>Whether this daemon keeps the read models now.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>Runs until it is cancelled; trouble with the database is waited out.</summary>
    public async Task RunAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var leadership = await Leadership.TryTake(connectionString, ct);
                if (leadership is null)
                {
                    await Task.Delay(options.StandbyInterval, ct);
                    continue;
                }

                IsLeader = true;
                await Lead(leadership.Connection, source, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or StaleLeaderException or InvalidOperationException)
            {
                logger.LogWarning(error, "The projection daemon lost its database or its lead and starts over.");
                await Task.Delay(AfterTrouble, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                IsLeader = false;
            }
        }
    }

    async Task Lead(NpgsqlConnection leader, NpgsqlDataSource source, CancellationToken ct)
    {
        // All of them, also those that stopped: a new program may know what the last one stumbled over.
        var runners = await Runners(source, ct);
        var settled = new SettledPosition(options.ReaderMode);
        using var wakeup = wakeups.Register();
        await using var sealer = new Audit.AuditSealer(source, options);
        while (true)
        {
            await settled.Look(leader, ct);
            while (runners.Exists(runner => runner.Position < settled.Value)) await NextPage(runners, settled.Value, source, ct);
            await wakeup.WaitAsync(settled.IsWaiting ? options.SettleInterval : options.PollInterval, ct);
        }
    }

    async Task<List<Runner>> Runners(NpgsqlDataSource source, CancellationToken ct)
    {
        var progress = (await ProgressTable.Read(source, options.Projections, ct)).ToDictionary(status => status.Name, StringComparer.Ordinal);
        return options.Projections.ToList().ConvertAll(projection => progress.TryGetValue(projection.Name, out var status)
            ? new Runner(projection) { Position = status.Position, Failure = status.Failure }
            : throw new InvalidOperationException($"The tables of the read model {projection.Name} are missing; migrate the database."));
    }

    /// <summary>The hindmost group reads one page, at most up to where the next group stands, so that the two go on together.</summary>
    async Task NextPage(List<Runner> runners, long settled, NpgsqlDataSource source, CancellationToken ct)
    {
        var from = runners.Min(runner => runner.Position);
        var group = runners.FindAll(runner => runner.Position == from);
        var upTo = runners.Where(runner => runner.Position > from).Select(runner => runner.Position).Append(settled).Min();

        await using var connection = await source.OpenConnectionAsync(ct);
        if (await Read(group, connection, from, upTo, source, ct) is not { } page)
        {
            runners.RemoveAll(group.Contains);
            return;
        }

        if (!await TryApply(group, page, connection, ct))
            foreach (var runner in group)
                if (!await TryApply([runner], page, connection, ct))
                    runners.Remove(await StopAtEvent(runner, page, connection, source, ct));
        projections.Moved();
    }

    /// <summary>Null when the page begins with an event that this program cannot read; it must not skip what a newer one recorded.</summary>
    async Task<EventPage?> Read(List<Runner> group, NpgsqlConnection connection, long from, long upTo, NpgsqlDataSource source, CancellationToken ct)
    {
        try
        {
            return await feed.ReadPage(connection, from, upTo, ct);
        }
        catch (UnknownEventTypeException error)
        {
            await Stop(new ProjectionFailure(error.Position, error.StoredName, error.Message), error);
        }
        catch (UnreadableEventException error)
        {
            await Stop(new ProjectionFailure(error.Position, error.StoredName, error.Message), error);
        }

        return null;

        async Task Stop(ProjectionFailure failure, Exception error)
        {
            logger.LogError(error, "The read models stopped at position {Position}.", failure.Position);
            foreach (var runner in group) await ProgressTable.Fail(source, runner.Projection, failure, ct);
        }
    }

    /// <summary>False when a projection cannot take the page; nothing was written then. Trouble with the database itself is thrown.</summary>
    async Task<bool> TryApply(List<Runner> group, EventPage page, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            // Read models can be made again, so their commits need not wait for the disk: progress and rows are lost or kept together.
            await using (var relax = new NpgsqlCommand("set local synchronous_commit = off", connection, transaction)) await relax.ExecuteNonQueryAsync(ct);
            foreach (var runner in group)
            {
                await ProgressTable.Move(transaction, runner.Projection, runner.Position, page.Position, ct);
                await projections.Apply(runner.Projection, page, transaction, ct);
                if (runner.Failure?.Position <= page.Position) await ProgressTable.ForgetFailure(transaction, runner.Projection, ct);
            }

            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception error) when (IsOfTheProjection(error))
        {
            if (group.Count == 1) group[0].Error = error;
            return false;
        }

        foreach (var runner in group)
        {
            runner.Position = page.Position;
            if (runner.Failure?.Position <= page.Position) runner.Failure = null;
        }

        return true;
    }

    /// <summary>Takes in what it can, event by event, and records where it stands.</summary>
    async Task<Runner> StopAtEvent(Runner runner, EventPage page, NpgsqlConnection connection, NpgsqlDataSource source, CancellationToken ct)
    {
        foreach (var happened in page.Events)
        {
            if (await TryApply([runner], new EventPage(happened.Sequence, [happened]), connection, ct)) continue;

            var error = runner.Error!;
            logger.LogError(error, "The read model {Projection} stopped at position {Position} ({EventType}).", runner.Projection.Name, happened.Sequence, happened.EventTypeName);
            await ProgressTable.Fail(
                source, runner.Projection, new ProjectionFailure(happened.Sequence, happened.EventTypeName, $"{error.GetType().Name}: {error.Message}"), ct);
            return runner;
        }

        throw new InvalidOperationException($"{runner.Projection.Name} refuses a page but none of its events.", runner.Error);
    }

    static bool IsOfTheProjection(Exception error) => error switch
    {
        OperationCanceledException or StaleLeaderException => false,
        PostgresException { IsTransient: false, SqlState: not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown) } => true,
        NpgsqlException or IOException or TimeoutException => false,
        _ => true,
    };

    sealed class Runner(Projection projection)
    {
        public Projection Projection { get; } = projection;

        public long Position { get; set; }

        /// <summary>Where it stopped the last time; forgotten with the page that gets past it.</summary>
        public ProjectionFailure? Failure { get; set; }

        public Exception? Error { get; set; }
    }
}
