using System.Diagnostics;
using System.Globalization;

namespace OzgTracker.Faults.Servers;

/// <summary>Small programs of the system.</summary>
static class Shell
{
    /// <summary>SIGKILL, SIGSTOP, SIGCONT, SIGQUIT; a process that is gone already is no trouble.</summary>
    public static void Signal(string signal, params IEnumerable<int> processIds)
    {
        var ids = processIds.Select(id => id.ToString(CultureInfo.InvariantCulture)).ToArray();
        if (ids.Length > 0) Run("/bin/sh", "-c", $"kill -{signal} {string.Join(' ', ids)} 2>/dev/null; true");
    }

    /// <summary>Living processes that work in a directory; a server never leaves its own.</summary>
    public static int[] WorkingIn(string directory) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && FolderOf(id) == directory && Lives(id)),
    ];

    /// <summary>Whether a process exists and is no zombie.</summary>
    public static bool Lives(int id)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{id}/stat");
            return words[words.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Output and exit code of a program.</summary>
    public static (int ExitCode, string Output) Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + errors.GetAwaiter().GetResult()).Trim());
    }

    static string? FolderOf(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/cwd").LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;   // it ended while we looked
        }
    }
}
