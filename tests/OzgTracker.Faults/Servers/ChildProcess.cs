using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OzgTracker.Faults.Servers;

/// <summary>A program of ours as a process of its own, so that it can be killed or frozen.</summary>
sealed class ChildProcess : IAsyncDisposable
{
    readonly Process process;
    readonly List<string> output = [];
    readonly List<(Regex Pattern, TaskCompletionSource<Match> Seen)> awaited = [];

    ChildProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Everything it has said.</summary>
    public string Output
    {
        get
        {
            lock (output) return string.Join('\n', output);
        }
    }

    public static ChildProcess Start(string assembly, IEnumerable<string> words, string folder, IEnumerable<KeyValuePair<string, string>> environment, int? openFiles = null)
    {
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, assembly), .. words];
        if (openFiles is { } most)
        {
            // A shell hands on only variables whose names are names in a shell, too.
            var limited = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ulimit -n {most} && exec env \"$@\"");
            program = ["/bin/sh", "-c", limited, "sh", .. environment.Select(variable => $"{variable.Key}={variable.Value}"), .. program];
        }

        var start = new ProcessStartInfo(program[0], program[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.OutputDataReceived += child.Read;
        child.process.ErrorDataReceived += child.Read;
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits for a line, also one that was said before.</summary>
    public async Task<Match> Says(Regex pattern)
    {
        var seen = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (output)
        {
            if (output.Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success) is { } before) return before;
            awaited.Add((pattern, seen));
        }

        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(seen.Task, ended, Task.Delay(FaultRun.Patience)) == seen.Task) return await seen.Task;
        throw new InvalidOperationException($"{process.StartInfo.ArgumentList[0]} {(ended.IsCompleted ? $"ended with {process.ExitCode}" : "did not say")}: {pattern}\n{Output}");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: every thread stands still, sockets stay open.</summary>
    public void Freeze() => Shell.Signal("STOP", Id);

    public void Thaw() => Shell.Signal("CONT", Id);

    /// <summary>Closes its standard input and waits until it has ended by itself.</summary>
    public async Task<int> Leave()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(FaultRun.Patience);
        return process.ExitCode;
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<int> Ended()
    {
        await process.WaitForExitAsync().WaitAsync(FaultRun.Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Kill();
        process.Dispose();
    }

    void Read(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (output)
        {
            output.Add(line.Data);
            foreach (var (pattern, seen) in awaited)
                if (pattern.Match(line.Data) is { Success: true } match)
                    seen.TrySetResult(match);
        }
    }
}
