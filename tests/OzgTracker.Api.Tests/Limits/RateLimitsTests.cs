using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Limits;

/// <summary>Clients that ask too much; each test comes from addresses of its own.</summary>
public sealed partial class RateLimitsTests : ApiFixture
{
    protected override (string, string)[] Settings =>
    [
        ("Limits:Default:Permits", "5"), ("Limits:Export:Permits", "3"), ("Limits:Bulk:Permits", "2"), ("Limits:SignIn:Permits", "3"), ("Limits:Address:Permits", "40"),
    ];

    [Test]
    public async Task Every_answer_says_what_is_left()
    {
        using var client = App.ClientAt("127.0.1.1");

        var first = await client.GetAsync("/v1/states");
        var second = await client.GetAsync("/v1/states?limit=0");

        Assert.That(Header(first, "RateLimit-Policy"), Is.EqualTo("\"default\";q=5;w=60"));
        Assert.That(Header(first, "RateLimit"), Does.Match("^\"default\";r=4;t=(60|[1-5]?[0-9])$"));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(Header(second, "RateLimit"), Does.StartWith("\"default\";r=3;"));
    }

    [Test]
    public async Task Whoever_asks_too_much_is_told_when_to_come_again()
    {
        using var client = App.ClientAt("127.0.1.2");
        for (var request = 0; request < 5; request++) Assert.That((await client.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var refused = await client.GetAsync("/v1/states");

        var problem = await AssertProblem(refused, 429, "rate-limited");
        Assert.That(problem.GetProperty("violatedPolicies").EnumerateArray().Select(policy => policy.GetString()), Is.EqualTo((string[])["default"]));
        var left = int.Parse(Left().Match(Header(refused, "RateLimit")!).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(Header(refused, "RateLimit"), Does.StartWith("\"default\";r=0;"));
        Assert.That(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, Is.InRange(left, 120));
    }

    [Test]
    public async Task Other_addresses_are_not_concerned()
    {
        using var loud = App.ClientAt("127.0.1.3");
        using var quiet = App.ClientAt("127.0.1.4");
        await UseUp(loud, "/v1/states");

        Assert.That((await quiet.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Known_clients_of_one_address_have_an_allowance_each()
    {
        using var loud = App.ClientAt("127.0.1.5", "loud");
        using var quiet = App.ClientAt("127.0.1.5", "quiet");
        await UseUp(loud, "/v1/states");

        Assert.That((await quiet.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_known_client_has_one_allowance_wherever_it_comes_from()
    {
        using var here = App.ClientAt("127.0.1.6", "traveller");
        using var there = App.ClientAt("127.0.1.7", "traveller");
        await UseUp(here, "/v1/states");

        await AssertProblem(await there.GetAsync("/v1/states"), 429, "rate-limited");
    }

    [TestCase("/v1/states?format=csv", null)]
    [TestCase("/v1/states", "text/csv")]
    [TestCase("/v1/states", "application/x-ndjson")]
    [TestCase("/v1/maturity?format=ndjson", null)]
    public async Task Rows_alone_have_an_allowance_of_their_own(string url, string? accept)
    {
        using var client = App.ClientAt("127.0.1.8", $"export {url} {accept}");
        if (accept is not null) client.DefaultRequestHeaders.Add("Accept", accept);
        await UseUp(client, url, "\"export\";q=3;w=60");
        client.DefaultRequestHeaders.Remove("Accept");

        Assert.That((await client.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Many_reports_at_once_have_an_allowance_of_their_own()
    {
        using var client = App.ClientAt("127.0.1.9", "bulk");
        for (var request = 0; request < 2; request++) Assert.That((int)(await client.PostAsJsonAsync("/v1/reports?dryRun=true", Many)).StatusCode, Is.EqualTo(200));

        var problem = await AssertProblem(await client.PostAsJsonAsync("/v1/reports?dryRun=true", Many), 429, "rate-limited");

        Assert.That(problem.GetProperty("violatedPolicies")[0].GetString(), Is.EqualTo("bulk"));
    }

    [Test]
    public async Task Whoever_watches_is_always_answered()
    {
        using var client = App.ClientAt("127.0.1.10");
        for (var request = 0; request < 60; request++)
        {
            var answer = await client.GetAsync(request % 2 == 0 ? "/health/live" : "/health/ready");
            Assert.That(answer.StatusCode, Is.Not.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(answer.Headers.Contains("RateLimit"), Is.False);
        }
    }

    [Test]
    public async Task After_too_many_refused_tokens_an_address_has_to_wait_before_any_is_looked_at()
    {
        using var guessing = App.ClientAt("127.0.1.11");
        guessing.DefaultRequestHeaders.Authorization = new("Bearer", "garbage");
        for (var attempt = 0; attempt < 3; attempt++) await AssertProblem(await guessing.GetAsync("/v1/states"), 401, "unauthenticated");

        var problem = await AssertProblem(await guessing.GetAsync("/v1/states"), 429, "rate-limited");

        Assert.That(problem.GetProperty("violatedPolicies")[0].GetString(), Is.EqualTo("sign-in"));
        using var good = App.ClientAt("127.0.1.11", "good");
        await AssertProblem(await good.GetAsync("/v1/states"), 429, "rate-limited");
        using var elsewhere = App.ClientAt("127.0.1.12", "good");
        Assert.That((await elsewhere.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var anonymous = App.ClientAt("127.0.1.11");
        Assert.That((await anonymous.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "without a token nothing is guessed");
    }

    [Test]
    public async Task Good_tokens_are_no_attempts()
    {
        using var client = App.ClientAt("127.0.1.13", "diligent");
        for (var request = 0; request < 4; request++) Assert.That((await client.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("127.0.1.14", "/v1/nothing")]
    [TestCase("127.0.1.15", "/docs/index.html")]
    public async Task An_address_has_an_allowance_for_whatever_it_asks(string address, string url)
    {
        using var client = App.ClientAt(address);
        for (var request = 0; request < 40; request++) Assert.That((await client.GetAsync(url)).StatusCode, Is.Not.EqualTo(HttpStatusCode.TooManyRequests));

        var problem = await AssertProblem(await client.GetAsync(url), 429, "rate-limited");

        Assert.That(problem.GetProperty("violatedPolicies")[0].GetString(), Is.EqualTo("address"));
    }

    [Test]
    public async Task Who_claims_to_be_forwarded_is_still_who_it_is()
    {
        using var client = App.ClientAt("127.0.1.16");
        for (var request = 0; request < 5; request++) await client.Get("/v1/states", ("X-Forwarded-For", $"203.0.113.{request}"), ("Forwarded", $"for=203.0.113.{request}"));

        await AssertProblem(await client.Get("/v1/states", ("X-Forwarded-For", "203.0.113.99")), 429, "rate-limited");
    }

    static readonly object[] Many = [new { municipality = Bonn, ozgId = Residence, level = 2 }];

    static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    static async Task UseUp(HttpClient client, string url, string policy = "\"default\";q=5;w=60")
    {
        var answer = await client.GetAsync(url);
        Assert.That(Header(answer, "RateLimit-Policy"), Is.EqualTo(policy));
        for (var request = 0; request < 5; request++) answer = await client.GetAsync(url);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [GeneratedRegex("t=([0-9]+)$")]
    private static partial Regex Left();
}

/// <summary>Behind a proxy that is known.</summary>
public sealed class RateLimitsBehindProxyTests : ApiFixture
{
    protected override (string, string)[] Settings => [("Limits:Default:Permits", "2"), ("Proxies:Known:0", "127.0.2.1"), ("Proxies:Known:1", "10.9.0.0/16")];

    [Test]
    public async Task The_clients_behind_it_have_an_allowance_each()
    {
        using var proxy = App.ClientAt("127.0.2.1");
        for (var request = 0; request < 2; request++) await proxy.Get("/v1/states", ("X-Forwarded-For", "203.0.113.1"));

        await AssertProblem(await proxy.Get("/v1/states", ("X-Forwarded-For", "203.0.113.1")), 429, "rate-limited");
        Assert.That((await proxy.Get("/v1/states", ("X-Forwarded-For", "203.0.113.2"))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task What_a_client_wrote_before_the_proxy_is_not_believed()
    {
        using var proxy = App.ClientAt("127.0.2.1");
        for (var request = 0; request < 2; request++) await proxy.Get("/v1/states", ("X-Forwarded-For", $"198.51.100.{request}, 203.0.113.3"));

        await AssertProblem(await proxy.Get("/v1/states", ("X-Forwarded-For", "198.51.100.9, 203.0.113.3, 10.9.8.7")), 429, "rate-limited");
    }

    [Test]
    public async Task A_stranger_is_not_believed_at_all()
    {
        using var stranger = App.ClientAt("127.0.2.2");
        for (var request = 0; request < 2; request++) await stranger.Get("/v1/states", ("X-Forwarded-For", $"203.0.113.{50 + request}"));

        await AssertProblem(await stranger.Get("/v1/states", ("X-Forwarded-For", "203.0.113.60"), ("X-Forwarded-Proto", "https")), 429, "rate-limited");
    }

    [Test]
    public async Task Only_over_TLS_a_browser_is_told_to_stay_there()
    {
        using var proxy = App.ClientAt("127.0.2.1");
        using var stranger = App.ClientAt("127.0.2.3");

        var secure = await proxy.Get("/v1/nothing", ("X-Forwarded-For", "203.0.113.4"), ("X-Forwarded-Proto", "https"));
        var claimed = await stranger.Get("/v1/nothing", ("X-Forwarded-Proto", "https"));

        Assert.That(secure.Headers.GetValues("Strict-Transport-Security"), Is.EqualTo((string[])["max-age=31536000"]));
        Assert.That(claimed.Headers.Contains("Strict-Transport-Security"), Is.False);
    }
}
