using System.Text.RegularExpressions;
using OzgTracker.Operations;

namespace OzgTracker.Faults.Servers;

/// <summary>The API as a process of its own.</summary>
sealed partial class ApiProcess : IAsyncDisposable
{
    static readonly Lazy<string> SharedHome = new(() => Directory.CreateTempSubdirectory("ozgtracker-faults-home-").FullName);

    readonly ChildProcess process;

    ApiProcess(ChildProcess process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>With the key that all tokens of the run are signed with.</summary>
    public static string Home => SharedHome.Value;

    public Uri Address { get; }

    public int Id => process.Id;

    public string Output => process.Output;

    /// <param name="settings">Configuration of the API by its environment variables, e. g. <c>Demo__Enabled</c>.</param>
    public static async Task<ApiProcess> Start(string connectionString, params IEnumerable<(string Name, string Value)> settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__OzgTracker"] = connectionString,
            ["OZG_HOME"] = Home,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Demo__Enabled"] = "false",
            ["Access__PublicRead"] = "true",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        if (Mutation.Current == Mutation.NoIdempotency) (environment["Faults__NoIdempotency"], environment["OZG_FAULTS_ALLOWED"]) = ("true", "1");
        foreach (var (name, value) in settings) environment[name] = value;

        var process = ChildProcess.Start("OzgTracker.Api.dll", [], Home, environment);
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

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex ListeningOn();
}
