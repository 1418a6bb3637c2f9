using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Daemon;

/// <summary>Keeps the read models while it leads; one leader per database, the others stand by.</summary>
/// <remarks>
/// Reads the log once for all projections that are equally far. A page's writes and its progress rows commit together, so a crash repeats a page and
/// changes nothing. A projection that fails on an event stops there and keeps the others running; it goes on when its failure is taken back (a retry, a
/// rebuild) and whenever a daemon begins to lead. Of a dead leader another one takes over at its next try, of a frozen one within <see cref="StoreOptions.LeaderSilence"/>.
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
    readonly DaemonMetrics metrics;
    readonly NpgsqlDataSource source;

    internal ProjectionDaemon(
        ProjectionCoordinator projections, EventFeed feed, Wakeups wakeups, DaemonMetrics metrics, NpgsqlDataSource source, StoreOptions options, string connectionString)
    {
        (this.projections, this.feed, this.wakeups, this.metrics, this.source, this.options, this.connectionString) =
            (projections, feed, wakeups, metrics, source, options, connectionString);
        logger = options.Logging.CreateLogger<ProjectionDaemon>();
    }

    /// <summary>Whether this daemon keeps the read models now.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>Runs until it is cancelled; trouble with the database is waited out.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var leadership = await Leadership.TakeAsync(connectionString, Leadership.OfProjections, options, Tell, ct);
                Lead(true);
                await Work(leadership.Connection, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or StaleProgressException or InvalidOperationException)
            {
                logger.LogWarning(error, "The projection daemon lost its database or its lead and starts over.");
                await Task.Delay(AfterTrouble, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                Lead(false);
            }
        }

        void Tell(int ended) => logger.LogWarning("The leading daemon (backend {Backend}) had gone quiet; its session was ended and this one takes over.", ended);

        void Lead(bool leads) => metrics.Leads(IsLeader = leads);
    }

    async Task Work(NpgsqlConnection leader, CancellationToken ct)
    {
        // All of them, also those that stopped: a new program may know what the last one stumbled over.
        var runners = await Runners(leader, ct);
        var settled = new SettledPosition(options.ReaderMode);
        using var wakeup = wakeups.Register();
        await using var sealer = new Audit.AuditSealer(source, options);
        while (true)
        {
            metrics.Settled(await settled.Look(leader, ct));
            while (runners.Exists(runner => !runner.IsStopped && runner.Position < settled.Value)) await NextPage(runners, settled.Value, leader, ct);
            metrics.Stand(runners.ConvertAll(runner => new DaemonMetrics.Standing(runner.Projection.Name, runner.Position, runner.IsStopped)));

            if (runners.Exists(runner => runner.IsStopped) && await Resume(runners, leader, ct)) continue;
            await wakeup.WaitAsync(settled.IsWaiting ? options.SettleInterval : options.PollInterval, ct);
        }
    }

    async Task<List<Runner>> Runners(NpgsqlConnection leader, CancellationToken ct)
    {
        var progress = await Progress(leader, ct);
        return options.Projections.ToList().ConvertAll(projection => progress.TryGetValue(projection.Name, out var status)
            ? new Runner(projection) { Position = status.Position, Failure = status.Failure }
            : throw new InvalidOperationException($"The tables of the read model {projection.Name} are missing; migrate the database."));
    }

    async Task<Dictionary<string, ProjectionStatus>> Progress(NpgsqlConnection leader, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand { Connection = leader };
        return (await ProgressTable.Read(command, options.Projections, ct)).ToDictionary(status => status.Name, StringComparer.Ordinal);
    }

    /// <summary>Lets those go on whose failure was taken back.</summary>
    async Task<bool> Resume(List<Runner> runners, NpgsqlConnection leader, CancellationToken ct)
    {
        var progress = await Progress(leader, ct);
        var resumed = runners.FindAll(runner => runner.IsStopped && progress[runner.Projection.Name].Failure is null);
        foreach (var runner in resumed) (runner.IsStopped, runner.Position, runner.Failure) = (false, progress[runner.Projection.Name].Position, null);
        return resumed.Count > 0;
    }

    /// <summary>The hindmost group reads one page, at most up to where the next group stands, so that the two go on together.</summary>
    async Task NextPage(List<Runner> runners, long settled, NpgsqlConnection leader, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        var going = runners.FindAll(runner => !runner.IsStopped);
        var from = going.Min(runner => runner.Position);
        var group = going.FindAll(runner => runner.Position == from);
        var upTo = going.Where(runner => runner.Position > from).Select(runner => runner.Position).Append(settled).Min();
        if (await Read(group, leader, from, upTo, ct) is not { } page) return;

        try
        {
            if (!await TryApply(group, page, leader, ct))
                foreach (var runner in group)
                    if (!await TryApply([runner], page, leader, ct))
                        await StopAtEvent(runner, page, leader, ct);
        }
        catch (StaleProgressException)
        {
            // A rebuild has put a read model somewhere else; anybody else would have had to end this session first.
            if (!await Follow(group, leader, ct)) throw;
        }

        metrics.Page(page.Events.Count, Stopwatch.GetElapsedTime(since), page.Events.Count == 0 ? null : TimeProvider.System.GetUtcNow() - page.Events[^1].Timestamp);
        projections.Moved();
    }

    /// <summary>Takes over the positions that somebody else has written; false when there were none.</summary>
    async Task<bool> Follow(List<Runner> group, NpgsqlConnection leader, CancellationToken ct)
    {
        var progress = await Progress(leader, ct);
        var moved = group.FindAll(runner => progress[runner.Projection.Name].Position != runner.Position);
        foreach (var runner in moved) (runner.Position, runner.Failure) = (progress[runner.Projection.Name].Position, progress[runner.Projection.Name].Failure);
        return moved.Count > 0;
    }

    /// <summary>Null when the page begins with an event that this program cannot read; it must not skip what a newer one recorded.</summary>
    async Task<EventPage?> Read(List<Runner> group, NpgsqlConnection leader, long from, long upTo, CancellationToken ct)
    {
        try
        {
            return await feed.ReadPage(leader, from, upTo, ct);
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
            foreach (var runner in group) await Stopped(runner, failure, leader, ct);
        }
    }

    /// <summary>False when a projection cannot take the page; nothing was written then. Trouble with the database itself is thrown.</summary>
    async Task<bool> TryApply(List<Runner> group, EventPage page, NpgsqlConnection leader, CancellationToken ct)
    {
        await using var transaction = await leader.BeginTransactionAsync(ct);
        try
        {
            await ProgressTable.Move(transaction, group.ConvertAll(runner => runner.Projection), group[0].Position, page.Position, ct);
            if (options.ProgressOutsideTransaction) await CommitProgressAlone(leader, ct);
            foreach (var runner in group)
            {
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

    /// <summary>The mutation that the fault suite must notice; see <see cref="StoreOptions.ProgressOutsideTransaction"/>.</summary>
    static async Task CommitProgressAlone(NpgsqlConnection leader, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("commit and chain", leader);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes in what it can, event by event, and records where it stands.</summary>
    async Task StopAtEvent(Runner runner, EventPage page, NpgsqlConnection leader, CancellationToken ct)
    {
        foreach (var happened in page.Events)
        {
            if (await TryApply([runner], new EventPage(happened.Sequence, [happened]), leader, ct)) continue;

            var error = runner.Error!;
            logger.LogError(error, "The read model {Projection} stopped at position {Position} ({EventType}).", runner.Projection.Name, happened.Sequence, happened.EventTypeName);
            await Stopped(runner, new ProjectionFailure(happened.Sequence, happened.EventTypeName, $"{error.GetType().Name}: {error.Message}"), leader, ct);
            return;
        }

        throw new InvalidOperationException($"{runner.Projection.Name} refuses a page but none of its events.", runner.Error);
    }

    static async Task Stopped(Runner runner, ProjectionFailure failure, NpgsqlConnection leader, CancellationToken ct)
    {
        await ProgressTable.Fail(leader, runner.Projection, failure, ct);
        (runner.IsStopped, runner.Failure) = (true, failure);
    }

    static bool IsOfTheProjection(Exception error) => error switch
    {
        OperationCanceledException or StaleProgressException => false,
        PostgresException { IsTransient: false, SqlState: not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown) } => true,
        NpgsqlException or IOException or TimeoutException => false,
        _ => true,
    };

    sealed class Runner(Projection projection)
    {
        public Projection Projection { get; } = projection;

        public long Position { get; set; }

        /// <summary>Stands still until somebody takes the failure back.</summary>
        public bool IsStopped { get; set; }

        /// <summary>Where it stopped the last time; forgotten with the page that gets past it.</summary>
        public ProjectionFailure? Failure { get; set; }

        public Exception? Error { get; set; }
    }
}
