using OzgTracker.Api.Auth;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>Tokens for development on a database that is not the embedded one.</summary>
public sealed class DevelopmentGateTests
{
    [TestCase(null)]
    [TestCase("false")]
    public async Task They_are_accepted_only_where_somebody_says_so(string? setting)
    {
        await using var database = await ReferenceData.CloneAsync();
        await using var app = await ApiHostUnderTest.Start(database, ("Access:DevelopmentTokens", setting ?? ""), ("Access:PublicRead", "false"));

        await ApiFixture.AssertProblem(await app.ClientFor("admin").GetAsync("/v1/states"), 401, "unauthenticated");
    }

    [TestCase("http://127.0.0.1:5080", true)]
    [TestCase("http://127.8.8.8:5080", true)]
    [TestCase("https://localhost:5081", true)]
    [TestCase("http://[::1]:5080", true)]
    [TestCase("http://unix:/run/ozg.sock", true)]
    [TestCase("http://0.0.0.0:8080", false)]
    [TestCase("http://[::]:8080", false)]
    [TestCase("http://*:80", false)]
    [TestCase("http://+:80", false)]
    [TestCase("http://192.168.1.10:5080", false)]
    [TestCase("http://localhost.example:5080", false)]
    [TestCase("http://api.example", false)]
    public void An_address_is_on_loopback_or_is_not(string address, bool isLocal) => Assert.That(DevelopmentGate.IsLocal(address), Is.EqualTo(isLocal));

    [Test]
    public async Task Where_others_can_connect_the_program_does_not_start()
    {
        await using var database = await ReferenceData.CloneAsync();
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OzgTracker.Api.dll")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in ((string, string)[])
            [
                ("ConnectionStrings__OzgTracker", database.ConnectionString), ("OZG_HOME", Directory.CreateTempSubdirectory("ozgtracker-gate-").FullName),
                ("ASPNETCORE_URLS", "http://0.0.0.0:0"), ("Access__DevelopmentTokens", "true"), ("Demo__Enabled", "false"),
                ("Proxies__Known__0", "10.0.0.1"),   // or the addresses alone would stop it earlier
            ]) start.Environment[name] = value;
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await output;
        Directory.Delete(start.Environment["OZG_HOME"]!, recursive: true);

        Assert.That(process.ExitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("Access:DevelopmentTokens").And.Contain("loopback").And.Not.Contain("   at "));
    }
}
