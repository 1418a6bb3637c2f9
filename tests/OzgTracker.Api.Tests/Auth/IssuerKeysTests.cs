using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;
using OzgTracker.Api.Auth;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>How often an issuer is asked, and what is known while it does not answer. The network is one of the test's own.</summary>
public sealed class IssuerKeysTests
{
    const string Authority = "https://login.example/realm";

    static readonly string Modulus = ModulusOf(2048), Weak = ModulusOf(1024);
    static readonly CancellationToken None = CancellationToken.None;

    readonly ManualClock clock = new();
    Network network = null!;
    IssuerKeys keys = null!;

    [SetUp]
    public void Open()
    {
        network = new Network();
        keys = new IssuerKeys(new IssuerOptions { Name = "login", Authority = Authority, Audiences = ["urn:test"] }, clock, NullLogger.Instance, network);
    }

    [TearDown]
    public void Close()
    {
        keys.Dispose();
        network.Dispose();
    }

    [Test]
    public async Task The_issuer_is_asked_once_for_many_requests()
    {
        network.Hold();
        var waiting = Enumerable.Range(0, 100).Select(_ => keys.Prepare("one", None)).ToArray();
        network.Release();
        await Task.WhenAll(waiting);

        Assert.That(network.Asked("/jwks"), Is.EqualTo(1));
        Assert.That(keys.Find("one"), Has.Count.EqualTo(1));
        Assert.That(keys.Issuer, Is.EqualTo(Authority));
    }

    [Test]
    public async Task A_key_that_is_known_asks_nobody()
    {
        await keys.Prepare("one", None);
        await keys.Prepare("one", None);

        Assert.That(network.Asked("/jwks"), Is.EqualTo(1));
    }

    [Test]
    public async Task Keys_that_are_read_again_are_another_reading_and_otherwise_it_stays()
    {
        Assert.That(keys.Reading, Is.Null);
        await keys.Prepare("one", None);
        var first = keys.Reading;
        await keys.Prepare("one", None);
        Assert.That(keys.Reading, Is.Not.Null.And.SameAs(first));

        network.Keys = [Rsa("two")];
        await keys.Prepare("two", None);

        Assert.That(keys.Reading, Is.Not.Null.And.Not.SameAs(first));
    }

    [Test]
    public async Task A_new_key_is_found_at_its_first_token()
    {
        await keys.Prepare("one", None);
        network.Keys = [Rsa("two")];

        await keys.Prepare("two", None);

        Assert.That(keys.Find("two"), Has.Count.EqualTo(1));
        Assert.That(keys.Find("one"), Is.Empty, "what the issuer has taken back is no key any more");
    }

    [Test]
    public async Task Keys_that_nobody_has_are_asked_for_once_in_the_pause()
    {
        await keys.Prepare("one", None);
        for (var stranger = 0; stranger < 50; stranger++) await keys.Prepare($"../{stranger}", None);
        Assert.That(network.Asked("/jwks"), Is.EqualTo(2));

        clock.Pass(IssuerKeys.UnknownKeyPause);
        for (var stranger = 0; stranger < 50; stranger++) await keys.Prepare($"../{stranger}", None);

        Assert.That(network.Asked("/jwks"), Is.EqualTo(3));
    }

    [Test]
    public async Task Known_keys_stay_while_the_issuer_is_away()
    {
        await keys.Prepare("one", None);
        network.IsDown = true;
        clock.Pass(TimeSpan.FromDays(2));

        await keys.Prepare("one", None);
        await keys.Prepare("unknown", None);

        Assert.That(keys.Find("one"), Has.Count.EqualTo(1));
        Assert.That(keys.Find("unknown"), Is.Empty);
    }

    [Test]
    public async Task A_request_with_a_known_key_does_not_wait_for_a_slow_issuer()
    {
        await keys.Prepare("one", None);
        clock.Pass(IssuerKeys.Renewal);
        network.Hold();

        await keys.Prepare("one", None);

        Assert.That(keys.Find("one"), Has.Count.EqualTo(1));
        network.Release();
    }

    [Test]
    public async Task Without_any_keys_it_says_that_it_cannot_know_and_does_not_ask_again_at_once()
    {
        network.IsDown = true;
        for (var request = 0; request < 20; request++) Assert.That(async () => await keys.Prepare("one", None), Throws.TypeOf<IssuerUnavailableException>());
        Assert.That(network.Asked("/.well-known/openid-configuration"), Is.EqualTo(1));

        network.IsDown = false;
        clock.Pass(IssuerKeys.FailurePause);
        await keys.Prepare("one", None);

        Assert.That(keys.Find("one"), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_document_of_another_issuer_is_not_believed()
    {
        network.Issuer = "https://evil.example/realm";

        Assert.That(async () => await keys.Prepare("one", None), Throws.TypeOf<IssuerUnavailableException>());
    }

    [Test]
    public async Task Secrets_weak_keys_and_keys_for_encryption_are_no_keys()
    {
        network.Keys =
        [
            Rsa("good"), $$"""{"kty":"oct","kid":"shared","k":"{{Modulus}}"}""", $$"""{"kty":"RSA","kid":"weak","e":"AQAB","n":"{{Weak}}"}""",
            """{"kty":"RSA","kid":"broken","e":"AQAB","n":"*"}""",
            $$"""{"kty":"RSA","use":"enc","kid":"enc","e":"AQAB","n":"{{Modulus}}"}""",
        ];

        await keys.Prepare("good", None);

        Assert.That(keys.Find(null).Select(key => key.KeyId), Is.EqualTo((string[])["good"]));
    }

    [Test]
    public async Task A_token_without_a_key_id_may_be_signed_with_any()
    {
        network.Keys = [Rsa("one"), Rsa("two")];
        await keys.Prepare(null, None);

        Assert.That(keys.Find(null), Has.Count.EqualTo(2));
        Assert.That(keys.Find("ONE"), Is.Empty);
    }

    static string ModulusOf(int bits)
    {
        using var key = RSA.Create(bits);
        return WebEncoders.Base64UrlEncode(key.ExportParameters(false).Modulus!);
    }

    static string Rsa(string id) => $$"""{"kty":"RSA","use":"sig","kid":"{{id}}","e":"AQAB","n":"{{Modulus}}"}""";

    sealed class Network : HttpMessageHandler
    {
        readonly ConcurrentQueue<string> asked = new();
        TaskCompletionSource? held;

        public string[] Keys { get; set; } = [Rsa("one")];

        public string Issuer { get; set; } = Authority;

        public bool IsDown { get; set; }

        public int Asked(string path) => asked.Count(address => address.EndsWith(path, StringComparison.Ordinal));

        public void Hold() => held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => held?.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            asked.Enqueue(path);
            if (held is not null) await held.Task.WaitAsync(cancellationToken);
            if (IsDown) throw new HttpRequestException("Nobody there.");
            var text = path.EndsWith("/jwks", StringComparison.Ordinal)
                ? $$"""{"keys":[{{string.Join(',', Keys)}}]}"""
                : $$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Authority}}/jwks"}""";
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text) };
        }
    }
}
