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

    /// <summary>Processes whose parent is this one.</summary>
    public static int[] ChildrenOf(int parent)
    {
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                var words = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = words[(words.LastIndexOf(')') + 2)..].Split(' ');
                if (int.Parse(fields[1], CultureInfo.InvariantCulture) == parent && fields[0] != "Z") children.Add(id);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return [.. children];
    }

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
}
