using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>Tokens of issuers that are not good: everywhere 401, always the same, without a hint.</summary>
public sealed class WrongTokenTests : IssuerFixture
{
    static readonly string[] Kinds =
    [
        "expired", "not yet valid", "without expiry", "expiry that is no number", "wrong audience", "without audience", "audience in another case", "unknown issuer", "without issuer",
        "issuer that is no text", "issuer of the other", "issuer with a path", "alg none", "alg None", "HS256 with the public key", "HS256 with the key set", "key of nobody", "kid traversal",
        "kid that asks the database", "kid of another key", "own key in the header", "jku", "x5u", "ID token", "type JWT", "without type", "type of logout", "without subject", "empty subject",
        "subject that is an object", "subject with a control character", "subject with half a character", "endless subject", "critical extension", "tampered payload", "other signature",
        "without signature", "empty signature", "signature of zeros", "four parts", "five parts", "payload that is no JSON", "header that is no JSON", "deep payload", "claims twice",
    ];

    static readonly (HttpMethod Method, string Url, object? Body)[] Requests =
    [
        (HttpMethod.Get, "/v1/states", null), (HttpMethod.Get, Cell, null), (HttpMethod.Post, Cell + "/reports", new { level = 1 }), (HttpMethod.Post, Cell + "/reports", new { }),
        (HttpMethod.Get, "/v1/api-keys", null), (HttpMethod.Post, "/v1/api-keys", null), (HttpMethod.Delete, "/v1/api-keys/0123456789ab", null),
        (HttpMethod.Get, "/v1/municipalities/99999999", null), (HttpMethod.Post, "/v1/what-if", new { }),
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task A_token_that_is_not_good_is_no_token(string kind)
    {
        var token = await Token(kind);

        foreach (var (method, url, body) in Requests)
        {
            var without = await App.Anonymous.Send(method, url, body);
            var with = await App.Anonymous.Send(method, url, body, ("Authorization", "Bearer " + token));
            await ApiFixture.AssertProblem(with, 401, "unauthenticated");
            Assert.That(await Anonymised(with), Is.EqualTo(await Anonymised(without)), url);
            Assert.That(with.Headers.WwwAuthenticate.Select(challenge => challenge.ToString()), Is.EqualTo((string[])["Bearer"]), url);
        }
    }

    [Test]
    public async Task The_same_token_without_the_mistake_is_good() => Assert.That(await Status(await Sign(One, _ => { })), Is.EqualTo(200));

    [Test]
    public async Task Nobody_is_asked_whom_a_token_names()
    {
        await Status(await Two.Token("bonn-ES256"));
        var before = await Two.TimesAsked();

        foreach (var kind in (string[])["jku", "x5u", "own key in the header"]) await Status(await Token(kind));

        Assert.That(await Two.TimesAsked(), Is.EqualTo(before));
    }

    async Task<string> Token(string kind)
    {
        var good = (await Sign(One, _ => { })).Split('.');
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return kind switch
        {
            "expired" => await Sign(One, payload => payload["exp"] = now - 600),
            "not yet valid" => await Sign(One, payload => payload["nbf"] = now + 600),
            "without expiry" => await Sign(One, payload => payload.Remove("exp")),
            "expiry that is no number" => await Sign(One, payload => payload["exp"] = "tomorrow"),
            "wrong audience" => await Sign(One, payload => payload["aud"] = "urn:somebody-else"),
            "without audience" => await Sign(One, payload => payload.Remove("aud")),
            "audience in another case" => await Sign(One, payload => payload["aud"] = "URN:OZGTRACKER"),
            "unknown issuer" => await Sign(One, payload => payload["iss"] = "https://login.example"),
            "without issuer" => await Sign(One, payload => payload.Remove("iss")),
            "issuer that is no text" => await Sign(One, payload => payload["iss"] = 7),
            "issuer of the other" => await Sign(One, payload => payload["iss"] = Two.Issuer),
            "issuer with a path" => await Sign(One, payload => payload["iss"] = One.Issuer + "/"),
            "alg none" => Written($$"""{"alg":"none","typ":"at+jwt"}""", Payload(One), _ => []),
            "alg None" => Written($$"""{"alg":"None","typ":"at+jwt"}""", Payload(One), _ => []),
            "HS256 with the public key" => await WithPublicKey(key => Encoding.ASCII.GetBytes(Rsa(key).ExportSubjectPublicKeyInfoPem())),
            "HS256 with the key set" => await WithPublicKey(key => Encoding.ASCII.GetBytes(key.GetRawText())),
            "key of nobody" => Foreign(One, "RS256-1", ""),
            "kid traversal" => await One.Sign(new { alg = "ES256", typ = "at+jwt", kid = "../../../../../../dev/null" }, Payload(One)),
            "kid that asks the database" => await One.Sign(new { alg = "ES256", typ = "at+jwt", kid = "x' or '1'='1" }, Payload(One)),
            "kid of another key" => await One.Sign(new { alg = "RS256", typ = "at+jwt", kid = "PS256-1" }, Payload(One)),
            "own key in the header" => Foreign(One, "RS256-1", $""","jwk":{ForeignKey()}"""),
            "jku" => await Two.Sign(new { alg = "ES256", typ = "at+jwt", kid = "mine", jku = Two.Issuer + "/jwks" }, Payload(One)),
            "x5u" => await Two.Sign(new { alg = "ES256", typ = "at+jwt", kid = "mine", x5u = Two.Issuer + "/jwks" }, Payload(One)),
            "ID token" => await Sign(One, payload => (payload["nonce"], payload["at_hash"]) = ("n", "h"), type: "JWT"),
            "type JWT" => await Sign(One, _ => { }, type: "JWT"),
            "without type" => await Sign(One, _ => { }, type: null),
            "type of logout" => await Sign(One, _ => { }, type: "logout+jwt"),
            "without subject" => await Sign(One, payload => payload.Remove("sub")),
            "empty subject" => await Sign(One, payload => payload["sub"] = ""),
            "subject that is an object" => await Sign(One, payload => payload["sub"] = new JsonObject { ["a"] = "b" }),
            "subject with a control character" => await Sign(One, payload => payload["sub"] = "a\0b"),
            "subject with half a character" => Foreign(One, "RS256-1", "", """{"sub":"\ud800","iss":"ISS"}""".Replace("ISS", One.Issuer, StringComparison.Ordinal)),
            "endless subject" => await Sign(One, payload => payload["sub"] = new string('x', 256)),
            "critical extension" => await One.Sign(new { alg = "ES256", typ = "at+jwt", crit = Critical, extension = 1 }, Payload(One)),
            "tampered payload" => $"{good[0]}.{Base64(Payload(One).ToJsonString().Replace("reporter", "admin", StringComparison.Ordinal))}.{good[2]}",
            "other signature" => $"{good[0]}.{good[1]}.{(await Sign(One, payload => payload["sub"] = "other")).Split('.')[2]}",
            "without signature" => $"{good[0]}.{good[1]}",
            "empty signature" => $"{good[0]}.{good[1]}.",
            "signature of zeros" => $"{good[0]}.{good[1]}.{WebEncoders.Base64UrlEncode(new byte[64])}",
            "four parts" => string.Join('.', good) + ".x",
            "five parts" => $"{Base64("""{"alg":"dir","enc":"A128CBC-HS256"}""")}..{good[1]}.{good[1]}.{good[2]}",
            "payload that is no JSON" => $"{good[0]}.{Base64("[")}.{good[2]}",
            "header that is no JSON" => $"{Base64("none")}.{good[1]}.{good[2]}",
            "deep payload" => $"{good[0]}.{Base64(new string('[', 5_000))}.{good[2]}",
            "claims twice" => Foreign(One, "RS256-1", "", $$"""{"iss":"{{One.Issuer}}","iss":"{{Two.Issuer}}","sub":"a","sub":"b"}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such token."),
        };
    }

    static readonly string[] Critical = ["extension"];
    readonly RSA foreign = RSA.Create(2048);

    [OneTimeTearDown]
    public void ForgetForeignKey() => foreign.Dispose();

    /// <summary>The public key of the issuer taken for a shared secret.</summary>
    async Task<string> WithPublicKey(Func<System.Text.Json.JsonElement, byte[]> secretOf)
    {
        var key = (await One.Keys()).Single(published => published.Text("kid") == "RS256-1");
        return Written("""{"alg":"HS256","typ":"at+jwt","kid":"RS256-1"}""", Payload(One), text => HMACSHA256.HashData(secretOf(key), text));
    }

    string Foreign(OidcServer server, string kid, string more, string? payload = null) => Written(
        $$"""{"alg":"RS256","typ":"at+jwt","kid":"{{kid}}"{{more}}}""", payload ?? Payload(server).ToJsonString(),
        text => foreign.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    string ForeignKey() => $$"""{"kty":"RSA","kid":"RS256-1","e":"AQAB","n":"{{WebEncoders.Base64UrlEncode(foreign.ExportParameters(false).Modulus!)}}"}""";

    static RSA Rsa(System.Text.Json.JsonElement key) => RSA.Create(new RSAParameters
    {
        Modulus = WebEncoders.Base64UrlDecode(key.Text("n")!),
        Exponent = WebEncoders.Base64UrlDecode(key.Text("e")!),
    });

    static string Written(string header, JsonObject payload, Func<byte[], byte[]> sign) => Written(header, payload.ToJsonString(), sign);

    static string Written(string header, string payload, Func<byte[], byte[]> sign)
    {
        var text = $"{Base64(header)}.{Base64(payload)}";
        return $"{text}.{WebEncoders.Base64UrlEncode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    static string Base64(string text) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));
}
