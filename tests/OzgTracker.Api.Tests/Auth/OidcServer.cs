using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>A client of the provider: what signs its tokens and what they say.</summary>
sealed record OidcClient(string Id, string Alg, object Claims);

/// <summary>A real OpenID Connect provider on loopback, <c>tests/oidc</c>. It ends with its standard input, so also when this process is killed.</summary>
sealed class OidcServer : IAsyncDisposable
{
    public const string Audience = "urn:ozgtracker";

    readonly Process process;
    readonly HttpClient http = new();

    OidcServer(Process process) => this.process = process;

    /// <summary>As in <c>iss</c>.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>Without the provider the test is ignored, on a build server (<c>CI=true</c>) it fails.</summary>
    public static async Task<OidcServer> Start(params OidcClient[] clients)
    {
        var folder = Path.Combine(Repository.Root, "tests", "oidc");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")) || !IsNodeThere())
        {
            const string Hint = "The OpenID Connect provider for the tests is not there; it takes Node.js, and npm ci in tests/oidc.";
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Hint);
            Assert.Ignore(Hint);
        }

        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "server.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        process.ErrorDataReceived += (_, _) => { };   // its advice on production
        process.BeginErrorReadLine();
        var server = new OidcServer(process);
        await server.Tell(new { audience = Audience, clients = clients.Select(client => new { id = client.Id, alg = client.Alg, claims = client.Claims }) });
        return server;
    }

    /// <summary>An access token by the client-credentials grant.</summary>
    public async Task<string> Token(string client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Issuer + "/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["resource"] = Audience, ["scope"] = "api" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(client + ":only-in-tests")));
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(response.IsSuccessStatusCode, Is.True, answer.ToString());
        return answer.Text("access_token")!;
    }

    /// <summary>Anything at all under the keys of the provider.</summary>
    public async Task<string> Sign(object header, object payload)
    {
        using var response = await http.PostAsJsonAsync(Issuer + "/sign", new { header, payload });
        var token = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, token);
        return token;
    }

    /// <summary>The public keys as they are published.</summary>
    public async Task<JsonElement[]> Keys() => [.. (await http.GetFromJsonAsync<JsonElement>(Issuer + "/jwks")).GetProperty("keys").EnumerateArray()];

    public Task Rotate() => Tell(new { @do = "rotate" });

    public Task Stop() => Tell(new { @do = "stop" });

    public Task StartAgain() => Tell(new { @do = "start" });

    public Task SlowDown(TimeSpan by) => Tell(new { @do = "slow", milliseconds = (int)by.TotalMilliseconds });

    /// <summary>How often its keys were asked for.</summary>
    public async Task<long> TimesAsked() => (await Tell(new { @do = "count" })).Number("jwks");

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    static bool IsNodeThere() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "node")) || File.Exists(Path.Combine(folder, "node.exe")));

    async Task<JsonElement> Tell(object order)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
        await process.StandardInput.FlushAsync();
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new IOException("The provider has ended.");
        while (!line.StartsWith('{')) line = await process.StandardOutput.ReadLineAsync() ?? throw new IOException("The provider has ended.");
        var answer = JsonDocument.Parse(line).RootElement;
        if (answer.TryGetProperty("error", out var error)) throw new InvalidOperationException(error.GetString());
        Issuer = answer.Text("issuer")!;
        return answer;
    }
}
