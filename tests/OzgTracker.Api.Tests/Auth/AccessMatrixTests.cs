using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>With API keys, as Bearer and, every other, as the password of Basic. None is made without the scope that its role needs.</summary>
public sealed class ApiKeyMatrixTests : AccessMatrix
{
    int made;

    private protected override async Task<AuthenticationHeaderValue?> Credential(Principal principal)
    {
        object? key = principal switch
        {
            { Role: "reporter", Keys.Length: > 0 } => new { name = NextName(), role = "reporter", keys = principal.Keys },
            { Role: "coordinator", States.Length: > 0 } => new { name = NextName(), role = "coordinator", states = principal.States },
            { Role: "reader" or "admin", Keys: [] } => new { name = NextName(), role = principal.Role },
            _ => null,
        };
        if (key is null) return null;
        var answer = await App.ClientFor("admin").PostAsJsonAsync("/v1/api-keys", key);
        var secret = (await Json(answer)).Text("secret")!;
        return made % 2 == 0 ? new("Bearer", secret) : new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("excel:" + secret)));
    }

    string NextName() => string.Create(CultureInfo.InvariantCulture, $"matrix-client-{++made}");
}

/// <summary>With access tokens of an OpenID Connect provider, by the client-credentials grant and under all three algorithms.</summary>
public sealed class IssuerMatrixTests : AccessMatrix
{
    static readonly string[] Algorithms = ["RS256", "ES256", "PS256"];

    OidcServer? server;

    protected override async Task<(string Key, string Value)[]> Prepare()
    {
        server = await OidcServer.Start([.. Principals.Select((principal, number) => new OidcClient(
            Client(number), Algorithms[number % Algorithms.Length], new { role = principal.Role, keys = principal.Keys, states = principal.States }))]);
        return [.. Settings, ("Access:Issuers:0:Name", "provider"), ("Access:Issuers:0:Authority", server.Issuer), ("Access:Issuers:0:Audiences:0", OidcServer.Audience)];
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (server is not null) await server.DisposeAsync();
    }

    private protected override async Task<AuthenticationHeaderValue?> Credential(Principal principal) =>
        new("Bearer", await server!.Token(Client(Array.IndexOf(Principals, principal))));

    static string Client(int number) => string.Create(CultureInfo.InvariantCulture, $"client-{number}");
}
