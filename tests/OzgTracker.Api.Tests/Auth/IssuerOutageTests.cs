using System.Net;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>F38: the issuer is stopped, slow, or has other keys. Each test has an API and a provider of its own.</summary>
public sealed class IssuerOutageTests
{
    OidcServer issuer = null!;
    ApiHostUnderTest app = null!;

    [SetUp]
    public async Task Start()
    {
        issuer = await OidcServer.Start(new OidcClient("reader", "ES256", new { role = "reader" }));
        app = await ApiHostUnderTest.Start(
            ("Access:PublicRead", "false"), ("Access:Issuers:0:Name", "login"), ("Access:Issuers:0:Authority", issuer.Issuer), ("Access:Issuers:0:Audiences:0", OidcServer.Audience));
    }

    [TearDown]
    public async Task Stop()
    {
        if (app is not null) await app.DisposeAsync();
        if (issuer is not null) await issuer.DisposeAsync();
    }

    [Test]
    public async Task Before_its_keys_are_known_nobody_says_that_the_token_is_wrong()
    {
        var token = await issuer.Token("reader");
        await issuer.Stop();

        var response = await app.ClientWith(token).GetAsync("/v1/states");

        await ApiFixture.AssertProblem(response, 503, "issuer-unavailable");
        Assert.That(response.Headers.RetryAfter!.Delta, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(response.Headers.WwwAuthenticate, Is.Empty);
        Assert.That((await app.ClientWith(token).GetAsync("/health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "what needs no token is not in the way");
        await ApiFixture.AssertProblem(await app.ClientWith("a.b.c").GetAsync("/v1/states"), 401, "unauthenticated");
    }

    [Test]
    public async Task A_client_that_waits_as_it_is_told_gets_in_when_the_issuer_is_back()
    {
        var token = await issuer.Token("reader");
        await issuer.Stop();
        var refused = await app.ClientWith(token).GetAsync("/v1/states");
        await issuer.StartAgain();

        await Task.Delay(refused.Headers.RetryAfter!.Delta!.Value);

        Assert.That(await Status(token), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Known_keys_work_while_the_issuer_is_stopped_and_unknown_ones_are_401()
    {
        var known = await issuer.Token("reader");
        Assert.That(await Status(known), Is.EqualTo(HttpStatusCode.OK));
        await issuer.Rotate();
        var unknown = await issuer.Token("reader");
        await issuer.Stop();

        Assert.That(await Status(unknown), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await Status(known), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_rotated_key_is_good_with_its_first_token_and_the_old_one_is_void()
    {
        var old = await issuer.Token("reader");
        Assert.That(await Status(old), Is.EqualTo(HttpStatusCode.OK));
        await issuer.Rotate();

        Assert.That(await Status(await issuer.Token("reader")), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Status(old), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_slow_issuer_holds_up_nobody_whose_key_is_known()
    {
        var known = await issuer.Token("reader");
        Assert.That(await Status(known), Is.EqualTo(HttpStatusCode.OK));
        await issuer.Rotate();
        var unknown = await issuer.Token("reader");
        await issuer.SlowDown(TimeSpan.FromMinutes(1));

        var waiting = Enumerable.Range(0, 200).Select(_ => Status(unknown)).ToArray();
        for (var request = 0; request < 5; request++) Assert.That(await Status(known), Is.EqualTo(HttpStatusCode.OK));

        Assert.That(waiting, Has.None.Matches<Task<HttpStatusCode>>(request => request!.IsCompleted), "the issuer has not answered yet, and whoever waits for it takes no thread from others");
        Assert.That(await Task.WhenAll(waiting), Is.All.EqualTo(HttpStatusCode.Unauthorized), "the issuer was given up");
        Assert.That(await issuer.TimesAsked(), Is.EqualTo(1), "one question for all, and it did not come to the keys");
    }

    async Task<HttpStatusCode> Status(string token) => (await app.ClientWith(token).GetAsync("/v1/states")).StatusCode;
}
