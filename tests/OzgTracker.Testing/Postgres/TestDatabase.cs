using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace OzgTracker.Testing;

/// <summary>A database of its own for one fixture, dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    TestDatabase(string name, string connectionString) => (Name, ConnectionString) = (name, connectionString);

    public string Name { get; }

    public string ConnectionString { get; }

    /// <summary>A copy of a migrated database, which is built once per cluster and <paramref name="templateVersion"/>.</summary>
    /// <param name="templateVersion">Changes whenever the result of <paramref name="migrate"/> does; a hash of the migrations will do.</param>
    /// <param name="migrate">Gets the connection string of an empty database; called by one process only, the others wait for it.</param>
    public static async Task<TestDatabase> CloneAsync(string template, string templateVersion, Func<string, Task> migrate)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(templateVersion)));
        var name = $"{template}_{hash[..12]}";
        await using var maintenance = await MaintenanceAsync();
        await BuildTemplateAsync(maintenance, name, migrate);
        return await CreateAsync(maintenance, template, copyOf: name);
    }

    /// <summary>A database without anything in it.</summary>
    public static async Task<TestDatabase> EmptyAsync()
    {
        await using var maintenance = await MaintenanceAsync();
        return await CreateAsync(maintenance, "empty", copyOf: "template0");
    }

    /// <summary>Ends whatever is still connected and drops the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await using var maintenance = await MaintenanceAsync();
        await ExecuteAsync(maintenance, $"drop database if exists {Quote(Name)} with (force)");
    }

    static async Task BuildTemplateAsync(NpgsqlConnection maintenance, string name, Func<string, Task> migrate)
    {
        // Ends with the connection, so a killed process keeps nobody waiting.
        await ExecuteAsync(maintenance, "select pg_advisory_lock(hashtextextended($1, 0))", name);
        try
        {
            if (await ExecuteAsync(maintenance, "select 1 from pg_database where datname = $1 and datistemplate", name) is not null)
                return;

            await ExecuteAsync(maintenance, $"drop database if exists {Quote(name)} with (force)");   // left by a migration that failed
            await ExecuteAsync(maintenance, $"create database {Quote(name)} template template0");
            var connectionString = await TestCluster.ConnectionStringToAsync(name);
            await migrate(connectionString);
            await using (var pooled = new NpgsqlConnection(connectionString))
                NpgsqlConnection.ClearPool(pooled);

            // A template that somebody is connected to cannot be copied.
            await ExecuteAsync(maintenance, $"alter database {Quote(name)} with allow_connections false");
            await ExecuteAsync(maintenance, "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where datname = $1", name);
            await ExecuteAsync(maintenance, $"alter database {Quote(name)} with is_template true");
        }
        finally
        {
            await ExecuteAsync(maintenance, "select pg_advisory_unlock(hashtextextended($1, 0))", name);
        }
    }

    static async Task<TestDatabase> CreateAsync(NpgsqlConnection maintenance, string prefix, string copyOf)
    {
        var name = $"{prefix}_{Guid.CreateVersion7():N}";
        await ExecuteAsync(maintenance, $"create database {Quote(name)} template {Quote(copyOf)}");
        return new TestDatabase(name, await TestCluster.ConnectionStringToAsync(name));
    }

    static async Task<NpgsqlConnection> MaintenanceAsync()
    {
        var unpooled = new NpgsqlConnectionStringBuilder(await TestCluster.ConnectionStringAsync()) { Pooling = false, CommandTimeout = 300 };
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }

    static string Quote(string name)
    {
        using var quoting = new NpgsqlCommandBuilder();
        return quoting.QuoteIdentifier(name);
    }
}
