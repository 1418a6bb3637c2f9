using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Schema;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Daemons;

/// <summary>A counted log, and what a test of daemons does with it.</summary>
sealed class CountedDatabase : IAsyncDisposable
{
    readonly IAsyncDisposable database;

    CountedDatabase(IAsyncDisposable database, string connectionString)
    {
        (this.database, ConnectionString) = (database, connectionString);
        Store = CountedLog.Open(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "faults" }.ConnectionString);
    }

    public string ConnectionString { get; }

    public DocumentStore Store { get; }

    public static async Task<CountedDatabase> CloneAsync()
    {
        var database = await TestDatabase.CloneAsync("counted", string.Concat(Migration.EventStore.Select(migration => migration.Checksum)), CountedLog.Migrate);
        return new CountedDatabase(database, database.ConnectionString);
    }

    /// <summary>In a server of its own.</summary>
    public static async Task<CountedDatabase> On(PostgresServer server)
    {
        await OwnServer.CreateDatabase(server, "counted");
        await CountedLog.Migrate(server.ConnectionStringTo("counted"));
        return new CountedDatabase(server, server.ConnectionStringTo("counted"));
    }

    /// <summary>One that is in a server already.</summary>
    public static CountedDatabase Existing(PostgresServer server) => new(server, server.ConnectionStringTo("counted"));

    /// <summary>Events on twenty streams, some at once.</summary>
    public async Task<long> Append(FaultRun run, int events)
    {
        long position = 0;
        for (var number = 0; number < events;)
        {
            await using var session = Store.LightweightSession();
            var some = Math.Min(events - number, 1 + run.Chance.Next(5));
            var receipt = session.Events.Append($"tick-{run.Chance.Next(20)}", [.. Enumerable.Range(number, some).Select(one => (object)new Ticked(one))]);
            await session.SaveChangesAsync(CancellationToken.None);
            position = receipt.Appended[^1].Sequence;
            number += some;
        }

        return position;
    }

    /// <summary>How far the read model is.</summary>
    public async Task<long> Progress() => (await Store.Projections.StatusAsync(CancellationToken.None)).Single().Position;

    /// <summary>The sessions that hold the lead; more than one is never right.</summary>
    public Task<int[]> Leaders() => Ask<int[]>(
        """
        select coalesce(array_agg(distinct lock.pid), '{}')
          from pg_locks as lock join pg_stat_activity as session on session.pid = lock.pid
         where locktype = 'advisory'
           and granted
           and session.datname = current_database()
           and session.application_name = 'ozgtracker daemon'
        """);

    public async Task<T> Ask<T>(string sql)
    {
        await using var command = Store.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Stops every page of a daemon in the middle, after it has moved its progress: the page's rows wait for this lock.</summary>
    public async Task<StoppedPages> StopPages()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, ApplicationName = "faults" }.ConnectionString);
        await connection.OpenAsync();
        await using (var hold = new NpgsqlCommand($"begin; lock table {CountProjection.Table} in exclusive mode", connection)) await hold.ExecuteNonQueryAsync();
        return new StoppedPages(this, connection);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Dispose it and the pages go on.</summary>
    public sealed class StoppedPages(CountedDatabase database, NpgsqlConnection connection) : IAsyncDisposable
    {
        /// <summary>Waits until a page stands there.</summary>
        public Task OneWaits() => FaultRun.Until(async () => await database.Ask<long>(
            $"select count(*) from pg_locks where relation = '{CountProjection.Table}'::regclass and not granted") > 0, "a page waits");

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
