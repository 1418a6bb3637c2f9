using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace OzgTracker.EventStore.Daemon;

/// <summary>The read models of a store: their tables, how far they are, and rebuilds.</summary>
public sealed class ProjectionCoordinator : IDisposable
{
    const long SchemaLock = 0x6F7A67_0002;

    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(50);

    readonly DocumentStore store;
    readonly StoreOptions options;
    readonly SemaphoreSlim moved = new(0);
    readonly ConcurrentDictionary<ProjectionWatch, byte> watches = [];

    internal ProjectionCoordinator(DocumentStore store, StoreOptions options) => (this.store, this.options) = (store, options);

    /// <summary>All that the store was opened with.</summary>
    public IReadOnlyList<Projection> All => [.. options.Projections];

    /// <summary>Creates the tables and progress rows that are missing, and fills the tables where the log has events already; needs the owner's rights.</summary>
    /// <returns>Names of the projections that were new.</returns>
    public async Task<IReadOnlyList<string>> CreateMissingAsync(CancellationToken ct)
    {
        var created = new List<Projection>();
        await using (var connection = await store.DataSource.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await Execute(transaction, $"select pg_advisory_xact_lock({SchemaLock}); create schema if not exists {Projection.InService}; set local search_path to {Projection.InService}", ct);
            foreach (var projection in options.Projections)
            {
                await using var start = new NpgsqlCommand(
                    "insert into log.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict (name) do nothing", connection, transaction)
                {
                    Parameters = { new() { Value = projection.ProgressName } },
                };
                if (await start.ExecuteNonQueryAsync(ct) == 0) continue;
                await Execute(transaction, projection.Schema, ct);
                if (projection.Indexes is { Length: > 0 } indexes) await Execute(transaction, indexes, ct);
                foreach (var (view, table) in projection.Views) await Execute(transaction, $"create or replace view {view} as select * from {table}", ct);
                created.Add(projection);
            }

            await transaction.CommitAsync(CancellationToken.None);
        }

        if (await store.Feed.LastGivenAsync(ct) > 0)
            foreach (var projection in created)
                await RebuildProjectionAsync(projection.Name, ct);
        return created.ConvertAll(projection => projection.Name);
    }

    /// <summary>Names of those whose tables are missing; nothing is changed.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken ct)
    {
        var known = (await StatusAsync(ct)).Select(status => status.Name).ToHashSet(StringComparer.Ordinal);
        return [.. options.Projections.Select(projection => projection.Name).Where(name => !known.Contains(name))];
    }

    /// <summary>How far each is, and where one stopped.</summary>
    public async Task<IReadOnlyList<ProjectionStatus>> StatusAsync(CancellationToken ct)
    {
        await using var command = store.DataSource.CreateCommand();
        return await ProgressTable.Read(command, options.Projections, ct);
    }

    /// <summary>Waits until every read model has taken in all that was given a position before the call.</summary>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> WaitForNonStaleProjectionDataAsync(TimeSpan timeout, CancellationToken ct) =>
        await WaitForAsync(await store.Feed.LastGivenAsync(ct), timeout, ct);

    /// <summary>Waits until every read model has taken in a position.</summary>
    /// <remarks>A daemon of this process tells of its pages. For one elsewhere it looks again and again, less often the longer it has waited.</remarks>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> WaitForAsync(long position, TimeSpan timeout, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var reached = await StatusAsync(ct);
            if (reached.Count == options.Projections.Count && reached.All(projection => projection.Position >= position)) return true;
            var waited = Stopwatch.GetElapsedTime(since);
            if (waited >= timeout) return false;
            await moved.WaitAsync(TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 8, ShortestPause.Ticks, LongestPause.Ticks)), ct);
        }
    }

    /// <summary>Makes a read model again from the log, beside the one in service; readers see the old rows until both change places.</summary>
    /// <remarks>Needs the owner's rights. Never leaves the read model behind where readers already were. A failure of the projection is forgotten.</remarks>
    /// <exception cref="ArgumentException">There is no such projection.</exception>
    /// <exception cref="InvalidOperationException">Another rebuild is running.</exception>
    public async Task RebuildProjectionAsync(string name, CancellationToken ct, IProgress<RebuildProgress>? progress = null)
    {
        await new ProjectionRebuild(store, options, DocumentStore.SessionConnectionString(options, "rebuild"), Named(name), progress).RunAsync(ct);
        await store.WakeAsync(ct);
    }

    /// <summary>Lets a read model go on that stopped at an event, once the cause is gone; the daemon notices at once.</summary>
    /// <returns>The failure that was taken back; null when it had not stopped.</returns>
    /// <exception cref="ArgumentException">There is no such projection.</exception>
    public async Task<ProjectionFailure?> RetryAsync(string name, CancellationToken ct)
    {
        const string forget = "delete from ozg.projection_failure where name = $1 returning position, event_type, error";
        await using var command = store.DataSource.CreateCommand(forget);
        command.Parameters.Add(new() { Value = Named(name).ProgressName });
        ProjectionFailure? failure = null;
        await using (var reader = await command.ExecuteReaderAsync(ct))
            if (await reader.ReadAsync(ct))
                failure = new ProjectionFailure(reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
        await store.WakeAsync(ct);
        return failure;
    }

    Projection Named(string name) => options.Projections.FirstOrDefault(known => known.Name == name)
        ?? throw new ArgumentException($"There is no projection '{name}'; there are {string.Join(", ", options.Projections.Select(known => known.Name))}.", nameof(name));

    /// <inheritdoc/>
    public void Dispose() => moved.Dispose();

    internal async Task Apply(Projection projection, EventPage page, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var target = new ProjectionPage(page, transaction, options.Types);
        await projection.Apply(target, ct);
        await target.Flush(ct);
    }

    /// <summary>The daemon of this process has committed a page.</summary>
    internal void Moved()
    {
        if (moved.CurrentCount == 0) moved.Release();
        foreach (var watch in watches.Keys) watch.Ring();
    }

    /// <summary>For whoever follows a read model: rings when the daemon of this process has committed a page, and when the log has grown.</summary>
    public ProjectionWatch Watch()
    {
        var watch = new ProjectionWatch(store.Listen(), left => watches.TryRemove(left, out _));
        watches.TryAdd(watch, 0);
        return watch;
    }

    static async Task Execute(NpgsqlTransaction transaction, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(ct);
    }
}
