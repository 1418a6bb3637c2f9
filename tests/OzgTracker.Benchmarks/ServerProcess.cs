using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OzgTracker.Benchmarks;

/// <summary>A server in a process of its own: the API, or the bare endpoints of <see cref="BareEndpoints"/>.</summary>
sealed partial class ServerProcess : IDisposable
{
    readonly Process process;
    readonly string home;

    ServerProcess(Process process, string home, Uri address) => (this.process, this.home, Address) = (process, home, address);

    public Uri Address { get; }

    /// <summary>Its <c>OZG_HOME</c>.</summary>
    public string Home => home;

    public static Task<ServerProcess> Api(string connectionString) => Start("OzgTracker.Api.dll", [], new()
    {
        ["ConnectionStrings__OzgTracker"] = connectionString,
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["Demo__Enabled"] = "false",
        ["Access__PublicRead"] = "true",
        ["Limits__Default__Permits"] = "100000000",
        ["Limits__Address__Permits"] = "100000000",
        ["Limits__Export__Permits"] = "100000000",
        ["Access__DevelopmentTokens"] = "true",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
    });

    public static Task<ServerProcess> Unguarded(string connectionString) => Start("OzgTracker.Benchmarks.dll", [UnguardedApi.Switch, connectionString], []);

    public static Task<ServerProcess> Bare(string connectionString) => Start("OzgTracker.Benchmarks.dll", [BareEndpoints.Switch, connectionString], []);

    /// <summary>Memory that the process holds now, and the most that it ever held; megabytes.</summary>
    public (double Now, double Most) Memory()
    {
        double Of(string name) => double.Parse(
            File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(),
            System.Globalization.CultureInfo.InvariantCulture) / 1024;
        return (Of("VmRSS"), Of("VmHWM"));
    }

    /// <summary>From now on the most that it holds is counted anew.</summary>
    public void ForgetMost() => File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(home, recursive: true);
    }

    static async Task<ServerProcess> Start(string assembly, string[] arguments, Dictionary<string, string> environment)
    {
        var home = Directory.CreateTempSubdirectory("ozgtracker-bench-home-").FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]) { RedirectStandardOutput = true, WorkingDirectory = home };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["OZG_HOME"] = home;
        var process = Process.Start(start)!;
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) address.TrySetException(new IOException($"{assembly} has ended."));
            else if (ListeningOn().Match(line.Data) is { Success: true } found) address.TrySetResult(new Uri(found.Groups[1].Value));
        };
        process.BeginOutputReadLine();
        return new ServerProcess(process, home, await address.Task);
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex ListeningOn();
}
