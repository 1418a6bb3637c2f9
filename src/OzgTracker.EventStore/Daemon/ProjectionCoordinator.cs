using System.Diagnostics;
using Npgsql;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Daemon;

/// <summary>The read models of a store: their tables, how far they are, and rebuilds.</summary>
public sealed class ProjectionCoordinator : IDisposable
{
    const long SchemaLock = 0x6F7A67_0002;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    readonly DocumentStore store;
    readonly StoreOptions options;
    readonly SemaphoreSlim moved = new(0);

    internal ProjectionCoordinator(DocumentStore store, StoreOptions options) => (this.store, this.options) = (store, options);

    /// <summary>All that the store was opened with.</summary>
    public IReadOnlyList<Projection> All => [.. options.Projections];

    /// <summary>Creates the tables and progress rows that are missing; needs the owner's rights.</summary>
    /// <returns>Names of the projections that were new.</returns>
    public async Task<IReadOnlyList<string>> CreateMissingAsync(CancellationToken ct)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(transaction, $"select pg_advisory_xact_lock({SchemaLock}); create schema if not exists read", ct);

        var created = new List<string>();
        foreach (var projection in options.Projections)
        {
            await using var start = new NpgsqlCommand(
                "insert into log.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict (name) do nothing", connection, transaction)
            {
                Parameters = { new() { Value = projection.ProgressName } },
            };
            if (await start.ExecuteNonQueryAsync(ct) == 0) continue;
            await Execute(transaction, projection.Schema, ct);
            created.Add(projection.Name);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return created;
    }

    /// <summary>Names of those whose tables are missing; nothing is changed.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken ct)
    {
        var known = (await StatusAsync(ct)).Select(status => status.Name).ToHashSet(StringComparer.Ordinal);
        return [.. options.Projections.Select(projection => projection.Name).Where(name => !known.Contains(name))];
    }

    /// <summary>How far each is, and where one stopped.</summary>
    public Task<IReadOnlyList<ProjectionStatus>> StatusAsync(CancellationToken ct) => ProgressTable.Read(store.DataSource, options.Projections, ct);

    /// <summary>Waits until every read model has taken in all that was given a position before the call.</summary>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> WaitForNonStaleProjectionDataAsync(TimeSpan timeout, CancellationToken ct) =>
        await WaitForAsync(await store.Feed.LastGivenAsync(ct), timeout, ct);

    /// <summary>Waits until every read model has taken in a position.</summary>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> WaitForAsync(long position, TimeSpan timeout, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var reached = await StatusAsync(ct);
            if (reached.Count == options.Projections.Count && reached.All(projection => projection.Position >= position)) return true;
            if (Stopwatch.GetElapsedTime(since) >= timeout) return false;
            await moved.WaitAsync(BetweenLooks, ct);
        }
    }

    /// <summary>Makes a read model again from the log; readers see the old rows until it is done.</summary>
    /// <remarks>One transaction; the daemon's next page waits for it. Never leaves the read model behind where readers already were.</remarks>
    public async Task RebuildProjectionAsync(string name, CancellationToken ct)
    {
        var projection = options.Projections.FirstOrDefault(known => known.Name == name)
            ?? throw new ArgumentException($"There is no projection '{name}'; there are {string.Join(", ", options.Projections.Select(known => known.Name))}.", nameof(name));

        var settled = new SettledPosition(options.ReaderMode);
        await using (var looking = await store.DataSource.OpenConnectionAsync(ct)) await settled.Look(looking, ct);

        await using var connection = await store.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The progress row first: a daemon takes it before it writes, so neither waits for the other in a circle.
        var end = Math.Max(await ProgressTable.Lock(transaction, projection, ct), settled.Value);
        await ProgressTable.Reset(transaction, projection, ct);
        foreach (var table in projection.Tables) await Execute(transaction, $"delete from {table}", ct);
        for (long after = 0; after < end;)
        {
            var page = await store.Feed.ReadPage(connection, after, end, ct);
            await ProgressTable.Move(transaction, projection, after, page.Position, ct);
            await Apply(projection, page, transaction, ct);
            after = page.Position;
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

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
    }

    static async Task Execute(NpgsqlTransaction transaction, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(ct);
    }
}
