using System.Diagnostics;
using System.Text;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>A program run to its end.</summary>
static class Command
{
    // A server must not inherit connection defaults (PG*), the service manager's socket (NOTIFY_SOCKET) or secrets of its starter.
    static readonly string[] Inherited = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"];

    // Programs write their last words before they exit; a grandchild that keeps the pipe open must not keep us waiting.
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    // On a busy machine our own reading may not have had a turn yet: nothing at all is then no answer.
    static readonly TimeSpan BusyMachine = TimeSpan.FromSeconds(10);

    /// <summary>Output and errors in one text, with English messages.</summary>
    /// <remarks>On cancellation the program is killed and waited for.</remarks>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> words, string directory, string? input, CancellationToken ct)
    {
        using var process = Process.Start(Describe(words, directory))
            ?? throw new InvalidOperationException($"{words[0]} did not start.");
        var output = new StringBuilder();
        var reading = Task.WhenAll(CopyAsync(process.StandardOutput, output), CopyAsync(process.StandardError, output));
        try
        {
            await FeedAsync(process, input, ct);
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        await Task.WhenAny(reading, Task.Delay(LastWords, ct));
        if (HeardNothing() && !reading.IsCompleted) await Task.WhenAny(reading, Task.Delay(BusyMachine, ct));
        lock (output)
            return (process.ExitCode, output.ToString().Trim());

        bool HeardNothing()
        {
            lock (output)
                return output.Length == 0;
        }
    }

    static ProcessStartInfo Describe(IReadOnlyList<string> words, string directory)
    {
        var start = new ProcessStartInfo(words[0])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);

        var dropped = OperatingSystem.IsWindows()
            ? start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.OrdinalIgnoreCase))
            : start.Environment.Keys.Except(Inherited);
        foreach (var name in dropped.ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    static async Task FeedAsync(Process process, string? input, CancellationToken ct)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program left before it read its input; its exit code tells more.
        }
    }

    static async Task CopyAsync(StreamReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        int count;
        while ((count = await from.ReadAsync(buffer)) > 0)
        {
            lock (to)
                to.Append(buffer, 0, count);
        }
    }
}
