using System.Text.RegularExpressions;
using OzgTracker.Operations;

namespace OzgTracker.Faults.Servers;

/// <summary>The API as a process of its own.</summary>
sealed partial class ApiProcess : IAsyncDisposable
{
    const int MostWarnings = 5;

    static readonly Lazy<string> SharedHome = new(() => Directory.CreateTempSubdirectory("ozgtracker-faults-home-").FullName);

    readonly ChildProcess process;

    ApiProcess(ChildProcess process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>With the key that all tokens of the run are signed with.</summary>
    public static string Home => SharedHome.Value;

    public Uri Address { get; }

    public int Id => process.Id;

    public string Output => process.Output;

    /// <summary>What it said of operations that failed, first for reasons that it does not know, then for lack of the database.</summary>
    public string Failures => string.Join('\n', Said("Error").Concat(Said("Warning").Where(line => line.Contains("ProblemHandling", StringComparison.Ordinal)).Take(MostWarnings)));

    public bool HasEnded => process.HasEnded;

    /// <summary>Memory that the process holds now, in megabytes.</summary>
    public double ResidentMegabytes => double.Parse(
        File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(),
        System.Globalization.CultureInfo.InvariantCulture) / 1024;

    /// <param name="settings">Configuration of the API by its environment variables, e. g. <c>Demo__Enabled</c>.</param>
    public static Task<ApiProcess> Start(string connectionString, params IEnumerable<(string Name, string Value)> settings) => Start(connectionString, openFiles: null, settings);

    /// <param name="openFiles">Files and sockets that the process may have open.</param>
    public static async Task<ApiProcess> Start(string connectionString, int? openFiles, IEnumerable<(string Name, string Value)> settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__OzgTracker"] = connectionString,
            ["OZG_HOME"] = Home,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Demo__Enabled"] = "false",
            ["Access__PublicRead"] = "true",
            ["Limits__HeavyAnswers__Waiting"] = "1000",
            ["Limits__HeavyAnswers__WaitSeconds"] = "60",
            ["Access__DevelopmentTokens"] = "true",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        foreach (var bucket in (string[])["Default", "Bulk", "Export", "SignIn", "Address"]) environment[$"Limits__{bucket}__Permits"] = "1000000";
        if (Mutation.Current == Mutation.NoIdempotency) (environment["Faults__NoIdempotency"], environment["OZG_FAULTS_ALLOWED"]) = ("true", "1");
        foreach (var (name, value) in settings) environment[name] = value;

        var process = ChildProcess.Start("OzgTracker.Api.dll", [], Home, environment, openFiles);
        try
        {
            return new ApiProcess(process, new Uri((await process.Says(ListeningOn())).Groups[1].Value));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>A token for all units of the load.</summary>
    public static async Task<string> Token() => (await DevelopmentTokens.OfHomeAsync(Home, CancellationToken.None))
        .Create(new TokenHolder("reporter", ["05999"], []), TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(2));

    public static void RemoveHome()
    {
        if (SharedHome.IsValueCreated) Directory.Delete(Home, recursive: true);
    }

    public Task Kill() => process.Kill();

    public void Freeze() => process.Freeze();

    public void Thaw() => process.Thaw();

    public ValueTask DisposeAsync() => process.DisposeAsync();

    IEnumerable<string> Said(string level) => process.Output.Split('\n').Where(line => line.Contains($"\"LogLevel\":\"{level}\"", StringComparison.Ordinal));

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex ListeningOn();
}
