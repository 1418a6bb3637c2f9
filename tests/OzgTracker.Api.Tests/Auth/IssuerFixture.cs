using System.Text.Json.Nodes;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>An API that accepts two issuers: <c>one</c> with access tokens of their own type, <c>two</c> without and with other names for everything.</summary>
[Parallelizable(ParallelScope.Self)]
public abstract class IssuerFixture
{
    static readonly string[] Keys = [Bonn], States = ["05"], Groups = ["offline_access", "ozg-melder"];

    private protected OidcServer One { get; private set; } = null!;

    private protected OidcServer Two { get; private set; } = null!;

    protected ApiHostUnderTest App { get; private set; } = null!;

    protected static string Cell => $"/v1/municipalities/{Bonn}/services/{Residence}";

    [OneTimeSetUp]
    public async Task StartAll()
    {
        One = await OidcServer.Start(
            [.. ((string[])["RS256", "ES256", "PS256"]).Select(algorithm => new OidcClient($"bonn-{algorithm}", algorithm, new { role = "reporter", keys = Keys })),
            new("admin", "ES256", new { role = "admin" }), new("coordinator", "RS256", new { role = "coordinator", states = States })]);
        Two = await OidcServer.Start(new OidcClient("bonn-ES256", "ES256", new { groups = Groups, ags = Bonn }));
        App = await ApiHostUnderTest.Start(
        [
            ("Access:PublicRead", "false"), .. Issuer(0, "one", One), .. Issuer(1, "two", Two), ("Access:Issuers:1:TokenType", ""), ("Access:Issuers:1:RoleClaim", "groups"),
            ("Access:Issuers:1:KeysClaim", "ags"), ("Access:Issuers:1:RoleMap:ozg-melder", "reporter"), ("Access:Issuers:1:RoleMap:ozg-leser", "reader"),
            ("Access:Issuers:1:RoleMap:ozg-land", "coordinator"), ("Access:Issuers:1:Algorithms:0", "ES256"),
        ]);
    }

    [OneTimeTearDown]
    public async Task StopAll()
    {
        if (App is not null) await App.DisposeAsync();
        if (One is not null) await One.DisposeAsync();
        if (Two is not null) await Two.DisposeAsync();
    }

    private protected static (string, string)[] Issuer(int place, string name, OidcServer server) =>
    [
        ($"Access:Issuers:{place}:Name", name), ($"Access:Issuers:{place}:Authority", server.Issuer), ($"Access:Issuers:{place}:Audiences:0", OidcServer.Audience),
    ];

    /// <summary>What an access token of a reporter says; tests change it.</summary>
    private protected static JsonObject Payload(OidcServer server)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = server.Issuer,
            ["aud"] = OidcServer.Audience,
            ["sub"] = "somebody",
            ["iat"] = now,
            ["nbf"] = now - 10,
            ["exp"] = now + 600,
            ["role"] = "reporter",
            ["keys"] = new JsonArray(Bonn),
            ["groups"] = new JsonArray("ozg-melder"),
            ["ags"] = new JsonArray(Bonn),
        };
    }

    private protected static Task<string> Sign(OidcServer server, Action<JsonObject> change, string algorithm = "ES256", string? type = "at+jwt")
    {
        var payload = Payload(server);
        change(payload);
        return server.Sign(type is null ? new { alg = algorithm } : new { alg = algorithm, typ = type }, payload);
    }

    protected async Task<int> Status(string token) => (int)(await App.ClientWith(token).GetAsync("/v1/states")).StatusCode;

    protected static async Task<string> Anonymised(HttpResponseMessage response)
    {
        var node = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        node.Remove("traceId");
        return node.ToJsonString();
    }
}
