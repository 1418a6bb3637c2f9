using Npgsql;

namespace OzgTracker.EventStore.Daemon;

/// <summary>The right to keep the read models of a database: an advisory lock on a session of its own, released by PostgreSQL when the session ends.</summary>
sealed class Leadership : IAsyncDisposable
{
    const long LockKey = 0x6F7A67_0003;

    Leadership(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The session that holds the lock. Looking for settled positions on it notices at once when it is gone.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Leadership, or null while another session has it.</summary>
    public static async Task<Leadership?> TryTake(string connectionString, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({LockKey})", connection);
            if ((bool)(await command.ExecuteScalarAsync(ct))!)
            {
                var taken = new Leadership(connection);
                connection = null;
                return taken;
            }

            return null;
        }
        finally
        {
            if (connection is not null) await connection.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
