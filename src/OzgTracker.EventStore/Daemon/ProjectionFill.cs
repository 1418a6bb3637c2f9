using Npgsql;
using OzgTracker.EventStore.Copying;

namespace OzgTracker.EventStore.Daemon;

/// <summary>The empty tables of a rebuild and the log that they are filled from.</summary>
public sealed class ProjectionFill : IAsyncDisposable
{
    readonly string connectionString;
    readonly Action<long> read;
    readonly List<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> targets = [];

    internal ProjectionFill(StreamScan log, string connectionString, Action<long> read) => (Log, this.connectionString, this.read) = (log, connectionString, read);

    /// <summary>All streams, each of them whole.</summary>
    public StreamScan Log { get; }

    /// <summary>Tells how many more events have been taken in; for the progress bar.</summary>
    public void Read(int events) => read(events);

    /// <summary>Opens one table for rows; several tables can be open at once, each on a connection of its own.</summary>
    /// <param name="table">One of the projection's.</param>
    /// <param name="columns">In the order in which the values will be written.</param>
    public async Task<CopyRows> CopyAsync(string table, IReadOnlyList<string> columns, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        var transaction = await connection.BeginTransactionAsync(ct);
        targets.Add((connection, transaction));
        // Truncated in the same transaction, so the rows can be written frozen: nobody has to visit them again.
        await using (var truncate = new NpgsqlCommand($"truncate {table}", connection, transaction)) await truncate.ExecuteNonQueryAsync(ct);
        return await CopyRows.BeginAsync(connection, $"copy {table} ({string.Join(", ", columns)}) from stdin (format binary, freeze)", columns.Count, ct);
    }

    /// <summary>Makes the rows of all completed copies last.</summary>
    internal async Task CommitAsync()
    {
        foreach (var (_, transaction) in targets) await transaction.CommitAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, transaction) in targets)
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
