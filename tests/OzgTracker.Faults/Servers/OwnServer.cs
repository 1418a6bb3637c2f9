using Npgsql;
using OzgTracker.Operations;

namespace OzgTracker.Faults.Servers;

/// <summary>Servers with the database of the load in them, copied from one that is made once a run.</summary>
static class OwnServer
{
    public const string Database = "faults";

    static readonly Lazy<Task<PostgresServer>> Template = new(MakeTemplate);

    public static async Task<PostgresServer> Start(IReadOnlyDictionary<string, string>? settings = null, string? preload = null)
    {
        var server = await Copy(settings, preload);
        await server.Start();
        return server;
    }

    /// <summary>The same, not started yet.</summary>
    public static async Task<PostgresServer> Copy(IReadOnlyDictionary<string, string>? settings = null, string? preload = null) =>
        await PostgresServer.CreateAsync(settings, (await Template.Value).DataDirectory, preload);

    public static async Task RemoveTemplate()
    {
        if (Template.IsValueCreated) await (await Template.Value).DisposeAsync();
    }

    static async Task<PostgresServer> MakeTemplate()
    {
        Environment.SetEnvironmentVariable(ServerSafety.PermissionVariable, "1");   // the template is made without; its copies have fsync on
        var server = await PostgresServer.CreateAsync(new Dictionary<string, string> { ["fsync"] = "off" });
        await server.Start();
        await CreateDatabase(server, Database);
        await LoadDatabase.Fill(server.ConnectionStringTo(Database));
        NpgsqlConnection.ClearAllPools();
        await server.StopFast();
        return server;
    }

    public static async Task CreateDatabase(PostgresServer server, string name)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionStringTo("postgres")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name} template template0", connection);
        await create.ExecuteNonQueryAsync();
    }
}
