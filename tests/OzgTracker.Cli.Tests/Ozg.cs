using System.Text.Json;
using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.Cli.Tests;

/// <summary>The command line in this process, on a database and a home of its own.</summary>
sealed class Ozg : IAsyncDisposable
{
    readonly TestDatabase database;
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ozg-cli-");

    Ozg(TestDatabase database) => this.database = database;

    public string ConnectionString => database.ConnectionString;

    public OzgSettings Settings => new(database.ConnectionString, Path.Combine(folder.FullName, "home"));

    public static async Task<Ozg> OnEmptyDatabase() => new(await TestDatabase.EmptyAsync());

    /// <summary>A clone of a database that was migrated once.</summary>
    public static async Task<Ozg> OnMigratedDatabase() => new(await TestDatabase.CloneAsync(
        "cli", string.Concat(DatabaseSetup.Migrations.Select(migration => migration.Checksum)), async connectionString =>
        {
            await using var store = OzgStore.Open(connectionString);
            await DatabaseSetup.MigrateAsync(store, CancellationToken.None);
        }));

    /// <summary>A clone of a database with a few units and services.</summary>
    public static async Task<Ozg> OnReferenceData() => new(await ReferenceData.CloneAsync());

    public Task<Answer> Run(params string[] args) => Run(Settings, args);

    public static async Task<Answer> Run(OzgSettings settings, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(args, new CliContext(settings, output, error, TimeProvider.System), CancellationToken.None);
        return new Answer(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A file of these lines, with the line ends of the official files.</summary>
    public string FileOf(params IEnumerable<string> lines)
    {
        var path = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.txt");
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\r\n")));
        return path;
    }

    public DocumentStore OpenStore() => OzgStore.Open(ConnectionString);

    public async Task<long> Count(string table) => (long)(await Scalar($"select count(*) from {table}"))!;

    public async Task<object?> Scalar(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>What a command line left behind.</summary>
sealed record Answer(int ExitCode, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}
