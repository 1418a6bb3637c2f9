using Npgsql;
using OzgTracker.EventStore;

namespace OzgTracker.Operations;

/// <summary>Evidence is being taken in by another process; wait until it has ended.</summary>
public sealed class EvidenceBusyException() : Exception("Another import or pull of evidence is running on this database. Start this one again when it has ended.");

/// <summary>One import of evidence on a database: only one at a time, with a connection of its own for what sources have said.</summary>
/// <remarks>A dry run is one transaction that is never committed, so that it sees what it would have written.</remarks>
sealed class EvidenceRun : IAsyncDisposable
{
    const int CommandTimeoutSeconds = 600;
    const string LockSql = "select pg_try_advisory_lock(hashtextextended('ozg-evidence', 0))";
    const string UnlockSql = "select pg_advisory_unlock(hashtextextended('ozg-evidence', 0))";

    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction? dryRun;

    EvidenceRun(IDocumentStore store, ImportOptions options, NpgsqlConnection connection, NpgsqlTransaction? dryRun) =>
        (Store, Options, this.connection, this.dryRun) = (store, options, connection, dryRun);

    public IDocumentStore Store { get; }

    public ImportOptions Options { get; }

    /// <exception cref="EvidenceBusyException">Somebody else is at it.</exception>
    public static async Task<EvidenceRun> OpenAsync(IDocumentStore store, ImportOptions options, CancellationToken ct)
    {
        var connection = await store.DataSource.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(LockSql, connection);
            if (!(bool)(await command.ExecuteScalarAsync(ct))!) throw new EvidenceBusyException();
            return new EvidenceRun(store, options, connection, options.DryRun ? await connection.BeginTransactionAsync(ct) : null);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything that <paramref name="work"/> writes, or nothing.</summary>
    public async Task Together(Func<Task> work, CancellationToken ct)
    {
        if (dryRun is not null)
        {
            await work();
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await work();
        await transaction.CommitAsync(ct);
    }

    public async Task Execute(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<List<T>> Read<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (dryRun is not null) await dryRun.DisposeAsync();
            await using var command = new NpgsqlCommand(UnlockSql, connection);
            await command.ExecuteScalarAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // The lock ends with the connection.
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = CommandTimeoutSeconds };
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}
