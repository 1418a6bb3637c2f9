using Npgsql;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Daemon;

/// <summary>How far a rebuild is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Events taken in.</param>
/// <param name="Total">Of about so many.</param>
public sealed record RebuildProgress(RebuildPhase Phase, long Done, long Total);

/// <summary>The steps of a rebuild, in order.</summary>
public enum RebuildPhase
{
    /// <summary>The log is folded into new tables.</summary>
    Filling,

    /// <summary>Keys and indexes are made.</summary>
    Indexing,

    /// <summary>What was recorded meanwhile is taken in, and the tables change places.</summary>
    CatchingUp,
}

/// <summary>Makes a read model again from the log, in tables beside those in service, and then lets the two change places in one transaction.</summary>
/// <remarks>
/// Readers see the old rows until the switch and never less than before. The daemon goes on with the old tables meanwhile; it waits only for the switch. What a killed
/// rebuild leaves is a schema that nobody reads, which the next one removes. Needs the rights of the tables' owner.
/// </remarks>
sealed class ProjectionRebuild(DocumentStore store, StoreOptions options, string connectionString, Projection projection, IProgress<RebuildProgress>? progress)
{
    const long LockKey = 0x6F7A67_0004;

    /// <summary>Waiting longer for a reader would let all others queue behind this transaction.</summary>
    const string LockTimeout = "500ms";

    const int SwitchAttempts = 120;

    static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(250);

    long total;

    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(BesideConnectionString);
        await connection.OpenAsync(ct);
        if (!await Ask<bool>(connection, $"select pg_try_advisory_lock({LockKey})", ct))
            throw new InvalidOperationException("Another rebuild is running in this database; wait until it is done.");

        await Execute(connection, $"drop schema if exists {Projection.Beside} cascade; create schema {Projection.Beside}", ct);
        try
        {
            await Execute(connection, projection.Schema, ct);
            var position = await SettledAsync(connection, ct);
            total = position;
            position = await FillAsync(connection, position, ct);
            position = await CatchUpAsync(connection, position, ct);
            await SwitchAsync(connection, position, ct);
        }
        finally
        {
            // A connection that was cut off has nothing to tidy up with, and the next rebuild begins with this. The server notices the end of a session when it
            // comes to it: without the unlock the next rebuild might find the lock still taken.
            if (connection.FullState.HasFlag(System.Data.ConnectionState.Open))
                await Execute(connection, $"drop schema if exists {Projection.Beside} cascade; select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    string BesideConnectionString => new NpgsqlConnectionStringBuilder(connectionString)
    {
        SearchPath = Projection.Beside,
        ApplicationName = "ozgtracker rebuild",
        CommandTimeout = 0,
        ReadBufferSize = 128 * 1024,
    }.ConnectionString;

    async Task<long> SettledAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var looked = await new SettledPosition(options.ReaderMode).Look(connection, ct);
        // What the daemon has taken in was settled then.
        return Math.Max(looked, await Ask<long>(connection, $"select coalesce(max(last_seq_id), 0) from log.mt_event_progression where name = '{projection.ProgressName}'", ct));
    }

    async Task<long> FillAsync(NpgsqlConnection connection, long upTo, CancellationToken ct)
    {
        Report(RebuildPhase.Filling, 0);
        if (projection is not IBulkFilled bulk)
        {
            await IndexAsync(connection, ct);
            return await ApplyPagesAsync(connection, 0, upTo, RebuildPhase.Filling, ct);
        }

        await using (var reading = new NpgsqlConnection(BesideConnectionString))
        {
            await reading.OpenAsync(ct);
            var done = 0L;
            await using var fill = new ProjectionFill(new StreamScan(reading, options.Types, upTo), BesideConnectionString, events => Report(RebuildPhase.Filling, done += events));
            await bulk.FillAsync(fill, ct);
            await fill.CommitAsync();
        }

        await IndexAsync(connection, ct);
        return upTo;
    }

    async Task IndexAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        Report(RebuildPhase.Indexing, total);
        await Execute(connection, "set maintenance_work_mem = '512MB'", ct);
        if (projection.Indexes is { Length: > 0 } indexes) await Execute(connection, indexes, ct);
        foreach (var table in projection.Tables) await Execute(connection, $"analyze {table}", ct);
    }

    /// <summary>Comes as close to the log as one page, so that the switch is short.</summary>
    async Task<long> CatchUpAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        while (true)
        {
            var settled = await SettledAsync(connection, ct);
            Report(RebuildPhase.CatchingUp, total = Math.Max(total, settled));
            if (settled - position <= options.PageSize) return position;
            position = await ApplyPagesAsync(connection, position, settled, RebuildPhase.CatchingUp, ct);
        }
    }

    async Task<long> ApplyPagesAsync(NpgsqlConnection connection, long position, long upTo, RebuildPhase phase, CancellationToken ct)
    {
        while (position < upTo)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            position = await ApplyPageAsync(transaction, position, upTo, ct);
            await transaction.CommitAsync(CancellationToken.None);
            Report(phase, position);
        }

        return position;
    }

    async Task<long> ApplyPageAsync(NpgsqlTransaction transaction, long position, long upTo, CancellationToken ct)
    {
        var page = await store.Feed.ReadPage(transaction.Connection!, position, upTo, ct);
        await store.Projections.Apply(projection, page, transaction, ct);
        return page.Position;
    }

    async Task SwitchAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                // The progress row first: a daemon takes it before it writes, so neither waits for the other in a circle. It stands still until the commit.
                var end = Math.Max(await ProgressTable.Lock(transaction, projection, ct), position);
                for (var at = position; at < end;) at = await ApplyPageAsync(transaction, at, end, ct);
                await Execute(connection, $"set local lock_timeout = '{LockTimeout}'; {await SwitchSqlAsync(connection, ct)}", ct);
                await ProgressTable.Place(transaction, projection, end, ct);
                await ProgressTable.ForgetFailure(transaction, projection, ct);
                await transaction.CommitAsync(CancellationToken.None);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < SwitchAttempts)
            {
                // A long query still reads the old tables.
                await transaction.RollbackAsync(CancellationToken.None);
                await Task.Delay(BetweenAttempts, ct);
            }
        }
    }

    /// <summary>New tables take over the grants of the old ones, views look at them, and they move into the schema that readers know.</summary>
    async Task<string> SwitchSqlAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var views = projection.Views.Select(view => $"create or replace view {Projection.InService}.{view.View} as select * from {Projection.Beside}.{view.Table}; ");
        var tables = projection.Tables.Select(table =>
            $"drop table if exists {Projection.InService}.{table}; alter table {Projection.Beside}.{table} set schema {Projection.InService}; ");
        return string.Concat([.. await GrantsAsync(connection, ct), .. views, .. tables]);
    }

    async Task<List<string>> GrantsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string sql = $"""
            select format('grant %s on {Projection.Beside}.%I to %s; ', privilege.privilege_type, class.relname,
                          case privilege.grantee when 0 then 'public' else quote_ident(role.rolname) end)
              from pg_class as class
              cross join lateral aclexplode(class.relacl) as privilege
              left join pg_roles as role on role.oid = privilege.grantee
             where class.relnamespace = to_regnamespace('{Projection.InService}')
               and class.relname = any($1)
            """;
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = projection.Tables.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var grants = new List<string>();
        while (await reader.ReadAsync(ct)) grants.Add(reader.GetString(0));
        return grants;
    }

    void Report(RebuildPhase phase, long done) => progress?.Report(new RebuildProgress(phase, done, total));

    static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    static async Task<T> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}
