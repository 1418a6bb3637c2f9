using System.Net;

namespace OzgTracker.Api.Tests.ApiKeys;

public sealed class ListApiKeysEndpointTests : ApiKeyFixture
{
    [Test]
    public async Task Keys_are_listed_without_their_secrets()
    {
        var made = await Create();

        var response = await Answered(await Admin.GetAsync(Route + "?limit=1000"), HttpStatusCode.OK);
        var text = await response.Content.ReadAsStringAsync();

        Assert.That((await Json(response)).GetProperty("items").EnumerateArray().Texts("id"), Does.Contain(made.Text("id")));
        Assert.That(text, Does.Not.Contain(made.Text("secret")!).And.Not.Contain(made.Text("secret")![17..]));
        Assert.That(text, Does.Not.Contain("hash").And.Not.Contain("secret"));
    }

    [Test]
    public async Task Revoked_ones_are_listed_where_they_are_asked_for()
    {
        var id = (await Create()).Text("id");
        await Admin.DeleteAsync($"{Route}/{id}");

        Assert.That(await Ids("?limit=1000"), Does.Not.Contain(id));
        Assert.That(await Ids("?limit=1000&revoked=true"), Does.Contain(id));
        Assert.That((await Json(await Admin.GetAsync($"{Route}/{id}"))).Text("revokedBy"), Is.EqualTo("dev-admin"));
    }

    [Test]
    public async Task Page_after_page_names_every_key_once()
    {
        for (var made = 0; made < 5; made++) await Create();
        var seen = new List<string?>();

        var next = "";
        do
        {
            var page = await Json(await Admin.GetAsync($"{Route}?limit=2&revoked=true{next}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Texts("id"));
            next = page.Text("nextCursor") is { } cursor ? "&cursor=" + cursor : null;
        }
        while (next is not null);

        Assert.That(seen, Is.Unique.And.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(seen, Is.EqualTo(await Ids("?limit=1000&revoked=true")));
    }

    [Test]
    public async Task The_answer_is_another_one_as_soon_as_a_key_changes()
    {
        var id = (await Create()).Text("id");
        var first = (await Admin.GetAsync(Route)).Headers.ETag!.ToString();
        Assert.That((await Admin.Get(Route, ("If-None-Match", first))).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));

        await Admin.DeleteAsync($"{Route}/{id}");

        Assert.That((await Admin.Get(Route, ("If-None-Match", first))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task As_CSV_scopes_are_one_column()
    {
        await Create(Reporter("01", "05314000"));

        var csv = await (await Admin.GetAsync(Route + "?format=csv&limit=1000")).Content.ReadAsStringAsync();

        Assert.That(csv, Does.StartWith("id,name,role,keys,states,createdBy,").And.Contain(",reporter,01|05314000,,"));
    }

    [Test]
    public async Task Only_an_administrator_sees_keys()
    {
        var id = (await Create()).Text("id");

        foreach (var url in (string[])[Route, $"{Route}/{id}", $"{Route}/0123456789ab"])
        {
            await AssertProblem(await App.Anonymous.GetAsync(url), 401, "unauthenticated");
            foreach (var role in (string[])["reader", "reporter", "coordinator"]) await AssertProblem(await App.ClientFor(role, "05").GetAsync(url), 403, "role-not-allowed");
        }
    }

    [Test]
    public async Task An_unknown_key_is_not_found() => await AssertProblem(await Admin.GetAsync($"{Route}/0123456789ab"), 404, "unknown-api-key");

    [Test]
    public async Task A_whole_key_in_an_address_is_refused_and_not_repeated()
    {
        var secret = (await Create()).Text("secret")!;

        await AssertInvalid(await Admin.GetAsync($"{Route}/{secret[..16]}"), "invalid-api-key-id", parameter: "id");
    }

    async Task<string?[]> Ids(string query) => (await Json(await Admin.GetAsync(Route + query))).GetProperty("items").EnumerateArray().Texts("id");
}
