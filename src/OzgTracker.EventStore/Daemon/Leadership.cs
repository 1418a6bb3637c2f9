using Npgsql;

namespace OzgTracker.EventStore.Daemon;

/// <summary>The right to keep the read models of a database, or to do something else that one process at a time may do: an advisory lock on a session of its own, released by PostgreSQL when the session ends.</summary>
/// <remarks>
/// The leader does all its work on this one session, so nothing that it has begun outlives its lead, and its session is never quiet for long. A process that is
/// frozen (stopped, swapped out, its network gone) keeps session and lock, but goes quiet: whoever stands by then ends that session and leads.
/// </remarks>
sealed class Leadership : IAsyncDisposable
{
    const int LockClass = 0x6F7A67;

    /// <summary>The lock of the projection daemon.</summary>
    public const int OfProjections = 3;

    /// <summary>Between two statements a leader only computes, so silence is counted from the end of the last one; a running statement is no silence.</summary>
    const string EndSilentLeaderSql = """
        select leader.pid, pg_terminate_backend(leader.pid, 1000)
          from pg_locks as held
          join pg_stat_activity as leader on leader.pid = held.pid
         where held.locktype = 'advisory'
           and held.granted
           and held.database = (select oid from pg_database where datname = current_database())
           and (held.classid::bigint, held.objid::bigint, held.objsubid) = ($1, $2, 2)
           and leader.state like 'idle%'
           and leader.state_change < clock_timestamp() - $3
        """;

    Leadership(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The session that holds the lock.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Waits until this session leads.</summary>
    /// <param name="onTakeover">Told the process id of a silent leader's session that was ended.</param>
    public static async Task<Leadership> TakeAsync(
        string connectionString, int lockNumber, StoreOptions options, Action<int> onTakeover, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(ct);
            while (!await TryLock(connection, lockNumber, ct))
            {
                if (await EndSilentLeader(connection, lockNumber, options.LeaderSilence, ct) is { } ended) onTakeover(ended);
                else await Task.Delay(options.StandbyInterval, ct);
            }

            return new Leadership(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    static async Task<bool> TryLock(NpgsqlConnection connection, int lockNumber, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1, $2)", connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = LockClass }, new NpgsqlParameter<int> { TypedValue = lockNumber } },
        };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task<int?> EndSilentLeader(NpgsqlConnection connection, int lockNumber, TimeSpan silence, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(EndSilentLeaderSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = LockClass },
                new NpgsqlParameter<long> { TypedValue = lockNumber },
                new NpgsqlParameter<TimeSpan> { TypedValue = silence },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? reader.GetInt32(0) : null;
    }
}
