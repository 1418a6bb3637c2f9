using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OzgTracker.EmbeddedPostgres;
using OzgTracker.Operations;

namespace OzgTracker.Testing;

/// <summary>The PostgreSQL server of a test run.</summary>
/// <remarks>
/// <c>OZG_TEST_DB</c> names a superuser's connection to a server that is already there. Otherwise the first use starts one in
/// <c>OZG_TEST_HOME</c>, which all test assemblies of a run share, or in a directory of this process that is removed at its end.
/// The server stops by itself when the last process of the run has ended.
/// </remarks>
public static class TestCluster
{
    public const string ConnectionVariable = "OZG_TEST_DB";
    public const string HomeVariable = "OZG_TEST_HOME";

    /// <summary>Every fixture has pools of its own, which keep their connections for minutes, and those of all assemblies of a run meet in one server: whoever comes too many is told 503.</summary>
    static readonly Dictionary<string, string> Settings = new() { ["max_connections"] = "2000" };

    const string HomePrefix = "ozgtracker-tests-";

    static readonly Lazy<Task<string>> Connection = new(StartAsync);
    static EmbeddedPostgresServer? own;
    static string? ownHome;

    /// <summary>Connection string of a superuser to the maintenance database.</summary>
    public static Task<string> ConnectionStringAsync() => Connection.Value;

    /// <summary>The same connection to another database.</summary>
    public static async Task<string> ConnectionStringToAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await ConnectionStringAsync()) { Database = database }.ConnectionString;

    static async Task<string> StartAsync()
    {
        // What tests lose with the machine they make again; processes that they start inherit it.
        Environment.SetEnvironmentVariable(ServerSafety.PermissionVariable, "1");
        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } given)
            return given;

        var home = Environment.GetEnvironmentVariable(HomeVariable);
        if (string.IsNullOrEmpty(home))
        {
            RemoveForgottenHomes();
            home = ownHome = Path.Combine(Path.GetTempPath(), HomePrefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }

        var server = own = await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { Home = home, Durable = false, Settings = Settings });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAsync().GetAwaiter().GetResult();
        return server.ConnectionStringTo("postgres");
    }

    /// <summary>Leaves the cluster; what is still connected fails. Called by <see cref="StopTestClusterAttribute"/> and when the process ends.</summary>
    /// <remarks>A test host that is killed before it gets here is no harm: the server stops by itself, and the next run removes the home.</remarks>
    public static async Task StopAsync()
    {
        if (Interlocked.Exchange(ref own, null) is not { } server)
            return;

        await server.DisposeAsync();
        if (ownHome is not null)
            Remove(ownHome, Path.GetDirectoryName(server.DataDirectory)!);
    }

    static void RemoveForgottenHomes()
    {
        foreach (var home in Directory.EnumerateDirectories(Path.GetTempPath(), HomePrefix + "*"))
        {
            var place = Path.Combine(home, "postgres");
            if (int.TryParse(Path.GetFileName(home)[HomePrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var owner)
                && (owner == Environment.ProcessId || !Lives(owner))
                && !File.Exists(Path.Combine(place, "data", "postmaster.pid")))
                Remove(home, place);
        }
    }

    static void Remove(params string[] directories)
    {
        foreach (var directory in directories.Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another user's, or just being removed by somebody else.
            }
        }
    }

    static bool Lives(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
