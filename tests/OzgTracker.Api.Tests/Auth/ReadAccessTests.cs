using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>An installation that does not read in public.</summary>
public sealed class ReadAccessTests : ApiFixture
{
    static readonly string[] Protected =
    [
        "/v1/states", "/v1/districts", "/v1/municipalities", $"/v1/municipalities/{Bonn}", "/v1/services", $"/v1/services/{Residence}", "/v1/topic-areas",
        "/v1/maturity-models", "/v1/maturity-models/ozg-1.1", $"/v1/municipalities/{Bonn}/services", CellUrl(Bonn, Residence), CellUrl(Bonn, Residence) + "/history",
        $"/v1/services/{Residence}/frontrunners", "/v1/audit/head",
    ];

    static readonly string[] Open = ["/v1/problems", "/health/live", "/health/ready", "/openapi/v1.json", "/docs/index.html"];

    protected override (string, string)[] Settings => [("Access:PublicRead", "false")];

    [TestCaseSource(nameof(Protected))]
    public async Task Reading_needs_a_token(string url) => await AssertProblem(await App.Anonymous.GetAsync(url), 401, "unauthenticated");

    [Test]
    public async Task Every_role_may_read([Values("reader", "reporter", "coordinator", "admin")] string role)
    {
        var client = App.ClientFor(role, "05");

        foreach (var url in Protected) Assert.That((await client.GetAsync(url)).StatusCode, Is.EqualTo(HttpStatusCode.OK), url);
    }

    [TestCaseSource(nameof(Open))]
    public async Task What_helps_to_get_a_token_needs_none(string url) => Assert.That((await App.Anonymous.GetAsync(url)).StatusCode, Is.EqualTo(HttpStatusCode.OK));

    [Test]
    public async Task A_stranger_learns_nothing_about_which_units_exist()
    {
        foreach (var url in (string[])["/v1/municipalities/05999999", "/v1/municipalities/0531400", "/v1/states?limit=0"])
            await AssertProblem(await App.Anonymous.GetAsync(url), 401, "unauthenticated");
    }
}

/// <summary>An installation that reads in public.</summary>
public sealed class PublicReadTests : ApiFixture
{
    [Test]
    public async Task Anyone_may_read() => Assert.That((await App.Anonymous.GetAsync("/v1/states")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

    [Test]
    public async Task A_token_that_is_not_good_is_refused_all_the_same() =>
        await AssertProblem(await App.Anonymous.Get("/v1/states", ("Authorization", "Bearer garbage")), 401, "unauthenticated");
}
