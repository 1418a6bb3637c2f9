using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OzgTracker.Faults;

/// <summary>The API as a process of its own, so that it can be killed.</summary>
sealed partial class ApiProcess : IDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    readonly Process process;

    ApiProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ApiProcess> Start(string connectionString, string home)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OzgTracker.Api.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
            Environment =
            {
                ["ConnectionStrings__OzgTracker"] = connectionString,
                ["OZG_HOME"] = home,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Demo__Enabled"] = "false",
                ["Access__PublicRead"] = "true",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new List<string>();
        DataReceivedEventHandler read = (_, line) =>
        {
            if (line.Data is null) return;
            lock (output) output.Add(line.Data);
            if (ListeningOn().Match(line.Data) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups[1].Value));
        };
        process.OutputDataReceived += read;
        process.ErrorDataReceived += read;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new ApiProcess(process, await listening.Task.WaitAsync(StartTimeout));
        }
        catch (TimeoutException)
        {
            process.Kill();
            lock (output) throw new TimeoutException($"The API did not listen within {StartTimeout}:\n{string.Join('\n', output)}");
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningOn();
}
