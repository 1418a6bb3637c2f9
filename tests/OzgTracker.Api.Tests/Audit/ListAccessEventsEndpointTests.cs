using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OzgTracker.Api.Audit;
using OzgTracker.Operations;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Audit;

public sealed class ListAccessEventsEndpointTests : ApiFixture
{
    const string Url = "/v1/audit/access";

    protected override (string, string)[] Settings => [("Access:PublicRead", "false")];

    HttpClient Admin => App.ClientFor("admin");

    [TearDown]
    public async Task Forget()
    {
        await Write();
        await Do("delete from ozg.access_event where kind <> 'started'");
    }

    [Test]
    public async Task It_needs_a_token() => await AssertProblem(await App.Anonymous.GetAsync(Url), 401, "unauthenticated");

    [TestCase("reader")]
    [TestCase("reporter")]
    [TestCase("coordinator")]
    public async Task It_is_for_administrators(string role) => await AssertProblem(await App.ClientFor(role, "05").GetAsync(Url), 403, "role-not-allowed");

    [TestCase("?kind=refusal", "unknown-kind")]
    [TestCase("?code=nonsense", "unknown-code")]
    [TestCase("?since=yesterday", "invalid-parameter")]
    [TestCase("?since=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00Z", "empty-range")]
    [TestCase("?limit=0", "limit-out-of-range")]
    [TestCase("?from=2026", "unknown-parameter")]
    public async Task A_malformed_question_is_refused(string query, string error) => await AssertInvalid(await Admin.GetAsync(Url + query), error);

    [Test]
    public async Task The_start_of_the_process_is_the_first_row()
    {
        var started = (await Rows("?kind=started")).Single();

        Assert.That(started.Text("detail"), Does.StartWith("version 0.1.0; database external; settings: ").And.Contain("Access:PublicRead=false").And.Contain("ConnectionStrings:OzgTracker"));
        Assert.That(started.Text("detail"), Does.Not.Contain("Password").And.Not.Contain("Host="));
        Assert.That(started.IsNull("subject"), Is.True);
    }

    [Test]
    public async Task A_stranger_who_is_turned_away_is_noted_without_path_or_query()
    {
        await App.Anonymous.GetAsync($"/v1/municipalities/{Bonn}?asOf=2026-01-01");

        var refused = (await Rows("?kind=refused")).Single();
        Assert.That(refused.Text("method"), Is.EqualTo("GET"));
        Assert.That(refused.Text("route"), Is.EqualTo("/v1/municipalities/{key}"));
        Assert.That(refused.Text("operation"), Is.EqualTo("GetMunicipality"));
        Assert.That(refused.Number("status"), Is.EqualTo(401));
        Assert.That(refused.Text("code"), Is.EqualTo("unauthenticated"));
        Assert.That(refused.Number("count"), Is.EqualTo(1));
        Assert.That(refused.IsNull("subject"), Is.True);
        Assert.That(refused.ToString(), Does.Not.Contain(Bonn).And.Not.Contain("asOf"));
    }

    [Test]
    public async Task The_trace_is_the_one_of_the_answer()
    {
        var problem = await AssertProblem(await App.Anonymous.GetAsync("/v1/states"), 401, "unauthenticated");

        Assert.That((await Rows("?kind=refused")).Single().Text("traceId"), Is.EqualTo(problem.Text("traceId")));
    }

    [Test]
    public async Task A_subject_that_may_not_is_noted_with_its_role_and_the_problem()
    {
        await AssertProblem(await App.ClientFor("reporter", Cologne).Send(HttpMethod.Post, CellUrl(Bonn, Residence) + "/reports", new { level = 1 }), 403, "outside-your-keys");

        var refused = (await Rows("?code=outside-your-keys")).Single();
        Assert.That((refused.Text("subject"), refused.Text("role")), Is.EqualTo(("dev-reporter", "reporter")));
        Assert.That(refused.Text("issuer"), Does.EndWith("development"));
    }

    [Test]
    public async Task Refusals_that_are_alike_are_added_up()
    {
        for (var i = 0; i < 25; i++) await App.Anonymous.GetAsync("/v1/states");

        var refused = await Rows("?kind=refused");
        Assert.That(refused, Has.Length.EqualTo(2));
        Assert.That(refused.Sum(row => row.Number("count")), Is.EqualTo(25));
    }

    [Test]
    public async Task What_is_found_or_wrong_is_no_access_event()
    {
        var reader = App.ClientFor("reader");
        await reader.GetAsync("/v1/states");
        await reader.GetAsync("/v1/nothing");
        await reader.GetAsync("/v1/states?limit=0");

        Assert.That((await Rows("?subject=dev-reader")).Texts("kind"), Is.EqualTo((string[])["signed-in"]));
    }

    [Test]
    public async Task A_token_signs_in_with_its_first_request_only()
    {
        var one = App.ClientWith(Token("reader", TimeSpan.FromMinutes(1)));
        var other = App.ClientWith(Token("reader", TimeSpan.FromMinutes(2)));
        foreach (var client in (HttpClient[])[one, one, other, one]) await client.GetAsync("/v1/states");

        Assert.That(await Rows("?kind=signed-in&subject=dev-reader"), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task An_expired_token_signs_nobody_in()
    {
        var expired = App.Tokens.Create(new TokenHolder("reader", [], []), DateTimeOffset.UtcNow.AddDays(-2), TimeSpan.FromHours(1));
        await AssertProblem(await App.ClientWith(expired).GetAsync("/v1/states"), 401, "unauthenticated");

        Assert.That((await Rows()).Where(row => row.Text("kind") == "signed-in").Texts("subject"), Has.None.EqualTo("dev-reader"));
        Assert.That((await Rows("?kind=refused")).Single().IsNull("subject"), Is.True);
    }

    [Test]
    public async Task Pages_go_back_in_time_and_neither_lose_nor_repeat_a_row()
    {
        for (var i = 1; i <= 7; i++) await Do($"insert into ozg.access_event (kind, code, count) values ('refused', 'not-found', {i})");

        var counts = new List<long>();
        var url = Url + "?code=not-found&limit=3";
        for (var cursor = ""; cursor is not null;)
        {
            var page = await Json(await Admin.GetAsync(cursor.Length == 0 ? url : $"{url}&cursor={cursor}"));
            counts.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.Number("count")));
            cursor = page.Text("nextCursor");
            await Do("insert into ozg.access_event (kind, code, count) values ('refused', 'not-found', 99)");   // newer, so on no later page
        }

        Assert.That(counts, Is.EqualTo((long[])[7, 6, 5, 4, 3, 2, 1]));
    }

    [Test]
    public async Task A_made_up_cursor_is_refused() => await AssertProblem(await Admin.GetAsync(Url + "?cursor=abc"), 400, "bad-cursor");

    [Test]
    public async Task Moments_bound_the_list()
    {
        await Do("insert into ozg.access_event (at, kind, count) values ('2026-01-01T00:00:00Z', 'refused', 1), ('2026-01-02T00:00:00Z', 'refused', 2), ('2026-01-03T00:00:00Z', 'refused', 3)");

        var found = await Rows("?kind=refused&since=2026-01-02T00:00:00Z&until=2026-01-03T00:00:00Z");

        Assert.That(found.Single().Number("count"), Is.EqualTo(2));
        Assert.That(found.Single().Text("at"), Is.EqualTo("2026-01-02T00:00:00Z"));
    }

    [Test]
    public async Task It_exists_as_lines_and_as_a_table()
    {
        await Do("insert into ozg.access_event (kind, subject, code) values ('refused', '=cmd|x', 'not-found')");

        var lines = await (await Admin.GetAsync(Url + "?code=not-found&format=ndjson")).Content.ReadAsStringAsync();
        var table = await (await Admin.GetAsync(Url + "?code=not-found&format=csv")).Content.ReadAsStringAsync();

        Assert.That(JsonDocument.Parse(lines.TrimEnd('\n')).RootElement.Text("subject"), Is.EqualTo("=cmd|x"));
        Assert.That(table, Does.StartWith("id,at,kind,subject,role,issuer,method,operation,route,status,code,traceId,count,position,detail").And.Contain("'=cmd|x"));
        await AssertProblem(await Admin.GetAsync(Url + "?format=xml"), 406, "not-acceptable");
    }

    [Test]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var client = Admin;
        await client.GetAsync(Url);
        await Write();
        var first = await client.GetAsync(Url);

        var again = await client.Get(Url, ("If-None-Match", first.Headers.ETag!.ToString()));
        await Do("insert into ozg.access_event (kind) values ('refused')");
        var changed = await client.Get(Url, ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Rows_past_their_retention_are_deleted_and_younger_ones_stay()
    {
        await Do("insert into ozg.access_event (at, kind, count) select now() - interval '181 days', 'refused', 1 from generate_series(1, 1100)");
        await Do("insert into ozg.access_event (at, kind, count) values (now() - interval '179 days', 'refused', 2)");

        var purged = await App.Services.GetRequiredService<AccessEventTable>().Purge(CancellationToken.None);

        Assert.That(purged, Is.EqualTo(1_100));
        Assert.That((await Rows("?kind=refused")).Single().Number("count"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_subject_can_be_erased_and_that_it_was_is_noted_without_it()
    {
        await Do("insert into ozg.access_event (kind, subject, code) values ('refused', 'p-4711', 'not-found'), ('signed-in', 'p-4711', null), ('signed-in', 'p-4712', null)");

        await Do("select ozg.forget_subject('p-4711')");

        var rows = await Rows();
        Assert.That(JsonSerializer.Serialize(rows), Does.Not.Contain("p-4711").And.Contain("p-4712"));
        Assert.That(rows.Single(row => row.Text("kind") == "forgotten").Number("count"), Is.EqualTo(2));
        Assert.That(rows.Single(row => row.Text("code") == "not-found").IsNull("subject"), Is.True, "That it happened stays.");
    }

    string Token(string role, TimeSpan ago) => App.Tokens.Create(new TokenHolder(role, [], []), DateTimeOffset.UtcNow - ago, TimeSpan.FromHours(1));

    Task Write() => App.Services.GetRequiredService<AccessAudit>().Write(all: true, CancellationToken.None);

    async Task<JsonElement[]> Rows(string query = "")
    {
        await Write();
        var response = await Admin.GetAsync(Url + query);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        return [.. (await Json(response)).GetProperty("items").EnumerateArray()];
    }
}
