using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

/// <summary>Headers of every answer.</summary>
public sealed partial class AnswerHeadersTests : ApiFixture
{
    protected override (string, string)[] Settings => [("Cors:Origins:0", "https://dashboard.example"), ("Cors:Origins:1", "http://localhost:3000")];

    static readonly string[] Addresses =
    [
        "/v1/states", "/v1/states?limit=0", "/v1/nothing", "/v1/states/", "/health/live", "/health/ready", "/v1/maturity", "/v1/problems", "/docs/index.html", "/openapi/v1.json", "/",
    ];

    [TestCaseSource(nameof(Addresses))]
    public async Task No_answer_is_without_them(string url)
    {
        var response = await App.Anonymous.GetAsync(url);

        Assert.That(Header(response, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
        Assert.That(Header(response, "Referrer-Policy"), Is.EqualTo("no-referrer"));
        Assert.That(Header(response, "Content-Security-Policy"), Does.Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.Not.Contain("unsafe"));
        Assert.That(Header(response, "Cross-Origin-Resource-Policy"), Is.EqualTo(url.StartsWith("/openapi", StringComparison.Ordinal) ? "cross-origin" : "same-origin"));
        Assert.That(Header(response, "Cache-Control"), Is.Not.Null);
        Assert.That(Header(response, "Vary"), Does.Contain("Authorization"));
        foreach (var absent in (string[])["Server", "X-Powered-By", "Strict-Transport-Security"]) Assert.That(Header(response, absent), Is.Null, absent);
    }

    [Test]
    public async Task Refusals_of_writes_and_failures_have_them()
    {
        var reporter = App.ClientFor("reporter", Bonn);
        HttpResponseMessage[] answers =
        [
            await App.Anonymous.PostAsJsonAsync(CellUrl(Bonn, Residence) + "/reports", new { level = 1 }),
            await reporter.PostAsJsonAsync(CellUrl(Bonn, Residence) + "/reports", new { lvl = 1 }),
            await reporter.PostAsJsonAsync(CellUrl(Buesum, Residence) + "/reports", new { level = 1 }),
            await reporter.Send(HttpMethod.Trace, "/v1/states"),
        ];

        Assert.That(answers.Select(answer => (int)answer.StatusCode), Is.EqualTo((int[])[401, 400, 403, 405]));
        foreach (var answer in answers)
        {
            Assert.That(Header(answer, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
            Assert.That(Header(answer, "Cache-Control"), Is.EqualTo("no-store"));
        }
    }

    [Test]
    public async Task What_credentials_got_is_kept_by_nobody_unless_it_has_an_ETag()
    {
        var reader = App.ClientFor("reader");

        Assert.That(Header(await reader.GetAsync("/v1/problems"), "Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(Header(await App.Anonymous.GetAsync("/v1/problems"), "Cache-Control"), Is.EqualTo("no-cache"));
        var listed = await reader.GetAsync("/v1/states");
        Assert.That(listed.Headers.CacheControl, Is.EqualTo(System.Net.Http.Headers.CacheControlHeaderValue.Parse("private, no-cache")));
        var again = await reader.Get("/v1/states", ("If-None-Match", listed.Headers.ETag!.ToString()));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(Header(again, "Cache-Control"), Is.EqualTo(Header(listed, "Cache-Control")));
    }

    [Test]
    public async Task An_answer_to_a_write_is_not_kept_although_it_has_an_ETag()
    {
        var written = await App.ClientFor("reporter", Bonn).PostAsJsonAsync(CellUrl(Bonn, Residence) + "/reports", new { level = 1 });

        Assert.That(written.Headers.ETag, Is.Not.Null);
        Assert.That(Header(written, "Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task The_pages_of_the_documentation_need_nothing_that_their_policy_forbids()
    {
        var page = await App.Anonymous.GetStringAsync("/docs/index.html");

        Assert.That(Inline().Match(page).Value, Is.Empty);
        Assert.That(Header(await App.Anonymous.GetAsync("/docs/index.html"), "Content-Security-Policy"), Does.Contain("script-src 'self'").And.Contain("style-src 'self'"));
    }

    [Test]
    public async Task A_page_of_a_named_origin_may_ask()
    {
        var preflight = await App.Anonymous.Send(
            HttpMethod.Options, "/v1/states", null, ("Origin", "https://dashboard.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));
        var asked = await App.Anonymous.Get("/v1/states", ("Origin", "https://dashboard.example"));
        var refused = await App.Anonymous.Get("/v1/nothing", ("Origin", "http://localhost:3000"));

        Assert.That(preflight.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(Header(preflight, "Access-Control-Allow-Headers"), Does.Contain("Authorization").IgnoreCase);
        Assert.That(Header(asked, "Access-Control-Allow-Origin"), Is.EqualTo("https://dashboard.example"));
        Assert.That(Header(asked, "Access-Control-Expose-Headers"), Does.Contain("ETag").And.Contain("RateLimit"));
        Assert.That(Header(asked, "Vary"), Does.Contain("Origin").And.Contain("Accept").And.Contain("Authorization"));
        Assert.That(Header(asked, "Access-Control-Allow-Credentials"), Is.Null);
        Assert.That(Header(refused, "Access-Control-Allow-Origin"), Is.EqualTo("http://localhost:3000"));
    }

    [TestCase("https://evil.example")]
    [TestCase("https://dashboard.example.evil.example")]
    [TestCase("http://dashboard.example")]
    [TestCase("null")]
    public async Task A_page_of_another_origin_may_not(string origin)
    {
        var preflight = await App.Anonymous.Send(HttpMethod.Options, "/v1/states", null, ("Origin", origin), ("Access-Control-Request-Method", "GET"));

        Assert.That(Header(preflight, "Access-Control-Allow-Origin"), Is.Null);
        Assert.That(Header(await App.Anonymous.Get("/v1/states", ("Origin", origin)), "Access-Control-Allow-Origin"), Is.Null);
        Assert.That(Header(await App.Anonymous.Get("/openapi/v1.json", ("Origin", origin)), "Access-Control-Allow-Origin"), Is.EqualTo("*"));
    }

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    [GeneratedRegex("""<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}

/// <summary>An installation that shows neither contract nor pages, and no other origin anything.</summary>
public sealed class ClosedDocsTests : ApiFixture
{
    protected override (string, string)[] Settings => [("Docs:Enabled", "false")];

    [TestCase("/docs")]
    [TestCase("/docs/index.html")]
    [TestCase("/docs/metrics")]
    [TestCase("/docs/swagger-ui.css")]
    [TestCase("/openapi/v1.json")]
    [TestCase("/OpenApi/v1.json")]
    public async Task There_is_nothing_at_their_addresses(string url) => await AssertProblem(await App.Anonymous.GetAsync(url), 404, "not-found");

    [Test]
    public async Task Everything_else_is_there() => Assert.That((await App.Anonymous.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

    [Test]
    public async Task No_page_of_another_origin_may_ask()
    {
        var asked = await App.Anonymous.Get("/v1/states", ("Origin", "https://dashboard.example"));

        Assert.That(asked.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
    }
}
