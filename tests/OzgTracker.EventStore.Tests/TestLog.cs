using Npgsql;
using OzgTracker.EventStore.Schema;
using OzgTracker.Testing;

namespace OzgTracker.EventStore.Tests;

/// <summary>A log of its own, and ways to look at it and to write to it past the store.</summary>
public sealed class TestLog : IAsyncDisposable
{
    readonly TestDatabase database;
    readonly Action<StoreOptions>? configure;
    readonly List<DocumentStore> others = [];

    TestLog(TestDatabase database, Action<StoreOptions>? configure)
    {
        (this.database, this.configure) = (database, configure);
        Store = Open(configure);
    }

    public DocumentStore Store { get; }

    public string ConnectionString => database.ConnectionString;

    public static async Task<TestLog> CloneAsync(Action<StoreOptions>? configure = null)
    {
        var version = string.Concat(Migration.EventStore.Select(migration => migration.Checksum));
        return new TestLog(await TestDatabase.CloneAsync("event_store", version, Migrate), configure);
    }

    /// <summary>A store with a pool, a listener and a memory of its own, as another process would have it.</summary>
    public DocumentStore OpenAnother(Action<StoreOptions>? further = null)
    {
        var store = Open(configure + further);
        others.Add(store);
        return store;
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<T> Ask<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<string>> Lines(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }

    /// <summary>The committed events, in the order of the log.</summary>
    public async Task<long[]> Positions() => [.. (await Lines("select event.seq_id::text from log.mt_events as event order by event.seq_id")).Select(long.Parse)];

    public async Task Run(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Appends at whatever version the stream is and returns the position of the last event.</summary>
    public async Task<long> Append(string streamKey, params object[] events)
    {
        await using var session = Store.LightweightSession();
        var receipt = session.Events.Append(streamKey, events);
        await session.SaveChangesAsync(CancellationToken.None);
        return receipt.Appended[^1].Sequence;
    }

    public static string NewKey() => $"parcel-{Guid.CreateVersion7():N}";

    public async ValueTask DisposeAsync()
    {
        foreach (var store in others.Append(Store)) await store.DisposeAsync();
        await database.DisposeAsync();
    }

    NpgsqlCommand Command(string sql, object[] values)
    {
        var command = Store.DataSource.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    DocumentStore Open(Action<StoreOptions>? further) => DocumentStore.For(options =>
    {
        options.ConnectionString = ConnectionString;
        Parcel.Configure(options);
        further?.Invoke(options);
    });

    static async Task Migrate(string connectionString)
    {
        await using var owner = NpgsqlDataSource.Create(connectionString);
        await new SchemaMigrator(owner, Migration.EventStore).MigrateAsync(CancellationToken.None);
    }
}
