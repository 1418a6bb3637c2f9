using System.Diagnostics;
using System.Globalization;

namespace OzgTracker.EmbeddedPostgres.Tests;

/// <summary>What /proc tells about processes.</summary>
static class Processes
{
    public static bool Lives(int pid) => Stat(pid) is { } stat && stat[0] is not ("Z" or "X");

    public static string SessionOf(int pid) => Stat(pid)![3];

    public static int? GuardianOf(string place)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && CommandLine(pid) is [_, _, _, "ozgtracker-postgres-guardian", var watched, ..] && watched == place)
                return pid;
        }

        return null;
    }

    public static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        Eventually.Holds(() => !Lives(pid), $"process {pid} is dead");
    }

    // State, parent, group, session: what follows the name in parentheses.
    static string[]? Stat(int pid) => Read($"/proc/{pid}/stat") is { Length: > 0 } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    static string[] CommandLine(int pid) => (Read($"/proc/{pid}/cmdline") ?? "").Split('\0');

    static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
