using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OzgTracker.Operations;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>Tokens that were not made for this API, or not for now.</summary>
public sealed class AuthSetupTests : ApiFixture
{
    protected override (string, string)[] Settings => [("Access:PublicRead", "false")];

    static readonly string[] Kinds =
    [
        "expired", "not yet valid", "without expiry", "other key", "other issuer", "other audience", "alg none", "alg none in capitals", "longer hash", "tampered role",
        "without signature", "garbage", "empty", "without subject", "empty subject", "subject with a control character", "endless subject",
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task A_token_that_is_not_good_is_no_token(string kind)
    {
        var none = await AssertProblem(await App.Anonymous.GetAsync(CellUrl(Bonn, Residence)), 401, "unauthenticated");

        var read = await AssertProblem(await App.ClientWith(Token(kind)).GetAsync(CellUrl(Bonn, Residence)), 401, "unauthenticated");
        var write = await App.ClientWith(Token(kind)).Send(HttpMethod.Post, CellUrl(Bonn, Residence) + "/reports", new { level = 1 });

        Assert.That(Anonymised(read), Is.EqualTo(Anonymised(none)));
        await AssertProblem(write, 401, "unauthenticated");
    }

    [Test]
    public async Task A_good_token_is_good() =>
        Assert.That((await App.ClientWith(Sign(new())).GetAsync(CellUrl(Bonn, Residence))).IsSuccessStatusCode, Is.True);

    [Test]
    public async Task A_good_token_written_by_hand_is_good_too() => Assert.That(
        (await App.ClientWith(Written("HS256", Payload(), HMACSHA256.HashData)).GetAsync(CellUrl(Bonn, Residence))).IsSuccessStatusCode, Is.True);

    [Test]
    public async Task A_clock_may_be_half_a_minute_wrong() =>
        Assert.That((await App.ClientWith(Sign(new() { Expires = DateTime.UtcNow.AddSeconds(-30) })).GetAsync(CellUrl(Bonn, Residence))).IsSuccessStatusCode, Is.True);

    [TestCase("Basic cmVhZGVyOnBhc3M=")]
    [TestCase("Bearer")]
    public async Task Another_scheme_is_no_token(string authorization) =>
        await AssertProblem(await App.Anonymous.Get("/v1/states", ("Authorization", authorization)), 401, "unauthenticated");

    [Test]
    public async Task A_token_in_the_address_is_not_looked_at() =>
        await AssertProblem(await App.Anonymous.GetAsync("/v1/states?access_token=" + Sign(new())), 401, "unauthenticated");

    [Test]
    public async Task An_unknown_role_may_not_even_read() =>
        await AssertProblem(await App.ClientWith(Sign(new() { Role = "root" })).GetAsync("/v1/states"), 403, "role-not-allowed");

    string Token(string kind) => kind switch
    {
        "expired" => Sign(new() { Expires = DateTime.UtcNow.AddMinutes(-10) }),
        "not yet valid" => Sign(new() { NotBefore = DateTime.UtcNow.AddMinutes(10) }),
        "without expiry" => Written("HS256", Without("exp"), HMACSHA256.HashData),
        "other key" => Sign(new() { Key = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)) { KeyId = "development" } }),
        "other issuer" => Sign(new() { Issuer = "https://login.example" }),
        "other audience" => Sign(new() { Audience = "somebody-else" }),
        "alg none" => Written("none", Payload(), (_, _) => []),
        "alg none in capitals" => Written("NONE", Payload(), (_, _) => []),
        "longer hash" => Written("HS512", Payload(), HMACSHA512.HashData),
        "tampered role" => Tampered(),
        "without signature" => Sign(new())[..^43],
        "garbage" => "a.b.c",
        "empty" => "..",
        "without subject" => Written("HS256", Without("sub"), HMACSHA256.HashData),
        "empty subject" => Sign(new() { Subject = "" }),
        "subject with a control character" => Sign(new() { Subject = "a\0b" }),
        "endless subject" => Sign(new() { Subject = new string('x', 256) }),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such token."),
    };

    string Tampered()
    {
        var parts = Sign(new() { Role = "reader" }).Split('.');
        var payload = JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[1]))!;
        payload["role"] = "reporter";
        parts[1] = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        return string.Join('.', parts);
    }

    string Payload() => Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(Sign(new()).Split('.')[1]));

    string Without(string claim)
    {
        var payload = JsonNode.Parse(Payload())!.AsObject();
        payload.Remove(claim);
        return payload.ToJsonString();
    }

    /// <summary>A token by hand, for what the library refuses to write.</summary>
    string Written(string algorithm, string payload, Func<byte[], byte[], byte[]> sign)
    {
        var text = $"{Base64($"{{\"alg\":\"{algorithm}\",\"typ\":\"JWT\"}}")}.{Base64(payload)}";
        return $"{text}.{WebEncoders.Base64UrlEncode(sign(App.Tokens.SigningKey.Key, Encoding.ASCII.GetBytes(text)))}";
    }

    string Sign(Draft draft) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = draft.Issuer,
        Audience = draft.Audience,
        NotBefore = draft.NotBefore ?? DateTime.UtcNow.AddHours(-1),
        Expires = draft.Expires,
        SigningCredentials = new SigningCredentials(draft.Key ?? App.Tokens.SigningKey, SecurityAlgorithms.HmacSha256),
        Claims = new Dictionary<string, object> { ["sub"] = draft.Subject, [DevelopmentTokens.RoleClaim] = draft.Role, [DevelopmentTokens.KeysClaim] = new[] { Bonn } },
    });

    static string Base64(string text) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));

    static string Anonymised(System.Text.Json.JsonElement problem)
    {
        var node = JsonNode.Parse(problem.ToString())!.AsObject();
        node.Remove("traceId");
        return node.ToJsonString();
    }

    sealed record Draft
    {
        public string Issuer { get; init; } = DevelopmentTokens.Issuer;

        public string Audience { get; init; } = DevelopmentTokens.Audience;

        public string Subject { get; init; } = "dev-reporter";

        public string Role { get; init; } = "reporter";

        public DateTime? NotBefore { get; init; }

        public DateTime Expires { get; init; } = DateTime.UtcNow.AddHours(1);

        public SymmetricSecurityKey? Key { get; init; }
    }
}
