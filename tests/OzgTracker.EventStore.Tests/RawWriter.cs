using Npgsql;

namespace OzgTracker.EventStore.Tests;

/// <summary>A writer that follows the rule by hand, so that a test can stop it between any two steps: stream row, number, event, commit.</summary>
public sealed class RawWriter : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    NpgsqlTransaction? transaction;

    RawWriter(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<RawWriter> ConnectAsync(TestLog log) => new(await log.ConnectAsync());

    public async Task BeginAsync() => transaction = await connection.BeginTransactionAsync();

    public Task InsertStreamAsync(string streamKey, long version = 1) =>
        Execute("insert into log.mt_streams (id, version) values ($1, $2)", streamKey, version);

    public async Task<long> TakeNumberAsync()
    {
        await using var command = new NpgsqlCommand("select nextval('log.mt_events_sequence')", connection, transaction);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public Task InsertEventAsync(string streamKey, long position, long version = 1) => Execute(
        """
        insert into log.mt_events (seq_id, id, stream_id, version, data, type)
        values ($1, $2, $3, $4, '{"place":"Bonn"}', 'parcel_moved')
        """,
        position, Guid.CreateVersion7(), streamKey, version);

    /// <summary>All steps but the commit, on a new stream.</summary>
    public async Task<long> WriteAsync(string streamKey)
    {
        await BeginAsync();
        await InsertStreamAsync(streamKey);
        var position = await TakeNumberAsync();
        await InsertEventAsync(streamKey, position);
        return position;
    }

    public Task CommitAsync() => transaction!.CommitAsync();

    public Task RollbackAsync() => transaction!.RollbackAsync();

    public async Task Execute(string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
