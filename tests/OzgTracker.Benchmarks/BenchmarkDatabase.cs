using Npgsql;
using OzgTracker.EmbeddedPostgres;
using OzgTracker.EventStore;
using OzgTracker.Operations;

namespace OzgTracker.Benchmarks;

/// <summary>A durable server of its own (<c>fsync</c> on), or the one that <c>OZG_BENCH_DB</c> names, and a migrated database per benchmark.</summary>
sealed class BenchmarkDatabase : IAsyncDisposable
{
    readonly string name;
    readonly string maintenance;

    BenchmarkDatabase(string name, string maintenance, string connectionString)
    {
        (this.name, this.maintenance, ConnectionString) = (name, maintenance, connectionString);
        Store = OzgStore.Open(connectionString);
    }

    public DocumentStore Store { get; }

    /// <summary>For sessions outside the pool.</summary>
    public string ConnectionString { get; }

    /// <summary>The pool that both sides use.</summary>
    public NpgsqlDataSource DataSource => Store.DataSource;

    public static async Task<BenchmarkDatabase> Create(string maintenance)
    {
        var name = $"bench_{Guid.NewGuid():N}";
        await Execute(maintenance, $"create database {name}");
        var database = new BenchmarkDatabase(name, maintenance, new NpgsqlConnectionStringBuilder(maintenance) { Database = name, CommandTimeout = 0, MaxPoolSize = 32 }.ConnectionString);
        await DatabaseSetup.MigrateAsync(database.Store, CancellationToken.None);
        return database;
    }

    /// <summary>Of a database that is always there.</summary>
    public string Maintenance => maintenance;

    /// <summary>A second one on the same server.</summary>
    public Task<BenchmarkDatabase> CreateAnother() => Create(maintenance);

    /// <summary>Runs statements outside any measurement.</summary>
    public async Task Execute(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A number that the database knows.</summary>
    public async Task<long> Ask(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Execute(maintenance, $"drop database {name} with (force)");
    }

    static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The server of a run.</summary>
sealed class BenchmarkServer : IAsyncDisposable
{
    readonly EmbeddedPostgresServer? server;
    readonly string? home;

    BenchmarkServer(string connectionString, EmbeddedPostgresServer? server, string? home) => (ConnectionString, this.server, this.home) = (connectionString, server, home);

    public string ConnectionString { get; }

    public static async Task<BenchmarkServer> Start()
    {
        if (Environment.GetEnvironmentVariable("OZG_BENCH_DB") is { Length: > 0 } given) return new BenchmarkServer(given, null, null);
        var home = Directory.CreateTempSubdirectory("ozgtracker-bench-").FullName;
        var server = await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { Home = home });
        return new BenchmarkServer(server.ConnectionStringTo("postgres"), server, home);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        if (home is not null) Directory.Delete(home, recursive: true);
    }
}
