using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using OzgTracker.Operations;

namespace OzgTracker.Api.Tests.Hosting;

/// <summary>The API as its users start it: a process with an environment, of which nothing is inherited that could be a setting.</summary>
sealed partial class ApiProcess : IAsyncDisposable
{
    readonly Process process;
    readonly StringBuilder output = new();
    readonly Task<string> error;
    readonly Task reading;
    readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ApiProcess(DirectoryInfo home, (string Name, string Value)[] environment)
    {
        Home = home;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OzgTracker.Api.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.FullName,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray()) start.Environment.Remove(name);
        start.Environment[OzgSettings.HomeVariable] = home.FullName;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Demo__Enabled"] = "false";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        error = process.StandardError.ReadToEndAsync();
        reading = Read();
    }

    public DirectoryInfo Home { get; }

    public Uri Address => address.Task.Result;

    /// <summary>What it said on standard output so far.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ApiProcess> Start(params (string Name, string Value)[] environment)
    {
        var started = new ApiProcess(Directory.CreateTempSubdirectory("ozgtracker-process-"), environment);
        try
        {
            await started.address.Task;
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it and waits until it has ended by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Run(params (string Name, string Value)[] environment)
    {
        await using var started = new ApiProcess(Directory.CreateTempSubdirectory("ozgtracker-process-"), environment);
        if (await Task.WhenAny(started.address.Task, started.reading) == started.address.Task && started.address.Task.IsCompletedSuccessfully)
            Assert.Fail("It listens, and should have refused to start.");
        await started.process.WaitForExitAsync();
        await started.reading;
        return (started.process.ExitCode, started.Output, await started.error);
    }

    /// <summary>As a service manager does it.</summary>
    public async Task<int> Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        await reading;
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
        Home.Delete(recursive: true);
    }

    async Task Read()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (output) output.AppendLine(line);
            if (Listening().Match(line) is { Success: true } found) address.TrySetResult(new Uri(found.Groups[1].Value));
        }

        if (address.Task.IsCompleted) return;
        address.TrySetException(new IOException($"The process has ended: {await error}"));
        _ = address.Task.Exception;   // whoever waits gets it; nobody has to
    }

    static bool IsSetting(string name) => name.Contains("__", StringComparison.Ordinal) || name.StartsWith("OZG_", StringComparison.Ordinal)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("PG", StringComparison.Ordinal);

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex Listening();
}
