using System.Text.RegularExpressions;

namespace OzgTracker.Faults.Servers;

/// <summary>Starts the small process that the tests kill and freeze.</summary>
static partial class WorkerProcess
{
    public static async Task<ChildProcess> Start(string mode, string connectionString, params IEnumerable<string> more)
    {
        Dictionary<string, string> environment = Mutation.Current is null ? [] : new() { [Mutation.Variable] = Mutation.Current };
        var process = ChildProcess.Start("OzgTracker.Faults.Worker.dll", [mode, connectionString, .. more], AppContext.BaseDirectory, environment);
        await process.Says(Ready());
        return process;
    }

    [GeneratedRegex("^ready$")]
    private static partial Regex Ready();
}
