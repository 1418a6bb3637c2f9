using System.Net;
using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

public sealed class SimulateMaturityEndpointTests : ApiFixture
{
    protected override (string Key, string Value)[] Settings => [("Access:PublicRead", "false")];

    HttpClient Reader => App.ClientFor("reporter", Bonn);

    [OneTimeSetUp]
    public async Task GivenAReport()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-03-01" });
        await Report(Cologne, Residence, new { level = 2, validOn = "2025-04-01" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task The_tally_as_it_is_and_as_it_would_be()
    {
        var answer = await Ask($"?groupBy=state&ozgId={Residence}", (Cologne, Residence, 4), (BuesumArs, Residence, 3), (Dithmarschen, Residence, 0));
        var groups = answer.GetProperty("groups").EnumerateArray().ToDictionary(group => group.GetProperty("key").Text("state")!);

        Assert.That((answer.Number("changes"), answer.Number("countedChanges"), answer.Text("metric")), Is.EqualTo((3, 3, "whatIf")));
        var west = groups["05"];
        Assert.That((west.GetProperty("before").Number("conform"), west.GetProperty("after").Number("conform"), west.Number("conformGained")), Is.EqualTo((1, 2, 1)));
        Assert.That((west.GetProperty("before").Text("coverage"), west.GetProperty("after").Text("coverage")), Is.EqualTo(("districtwide", "statewide")));
        Assert.That(west.GetProperty("after").GetProperty("levels").Number("4"), Is.EqualTo(1));
        // The Kreis was not competent by the table; given a level it counts.
        var north = groups["01"];
        Assert.That((north.GetProperty("before").Number("competent"), north.GetProperty("after").Number("competent")), Is.EqualTo((1, 2)));
        Assert.That((north.GetProperty("before").Number("reported"), north.GetProperty("after").Number("reported")), Is.EqualTo((0, 2)));
    }

    [Test]
    public async Task Nothing_is_recorded_and_nothing_is_kept()
    {
        var before = await App.Store.Feed.LastGivenAsync(CancellationToken.None);
        var first = await Ask("", (Bonn, Passport, 4));
        var second = await Ask("", (Bonn, Passport, 0));
        var response = await Post("", (Bonn, Passport, 4));

        Assert.That(first.GetProperty("groups")[0].GetProperty("after").Number("conform"), Is.EqualTo(2));
        Assert.That(second.GetProperty("groups")[0].GetProperty("after").Number("conform"), Is.EqualTo(1));
        Assert.That(response.Headers.ETag, Is.Null);
        Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(await App.Store.Feed.LastGivenAsync(CancellationToken.None), Is.EqualTo(before));
    }

    [Test]
    public async Task Changes_outside_the_filters_make_no_difference_and_are_not_counted()
    {
        var answer = await Ask("?state=05", (Berlin, Residence, 4), (Cologne, Residence, 4));

        Assert.That((answer.Number("changes"), answer.Number("countedChanges")), Is.EqualTo((2, 1)));
        Assert.That(answer.GetProperty("groups")[0].Number("conformGained"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_earlier_day_and_earlier_knowledge_are_changed_as_well()
    {
        var cell = (await (await Reader.GetAsync(CellUrl(Bonn, Residence))).Content.ReadAsStringAsync());
        var first = JsonDocument.Parse(cell).RootElement.Number("position");
        var answer = await Ask($"?asOf=2025-03-15&knownPosition={first}&ozgId={Residence}", (Bonn, Residence, 0), (Cologne, Residence, 3));
        var levels = answer.GetProperty("groups")[0].GetProperty("after").GetProperty("levels");

        Assert.That((levels.Number("0"), levels.Number("3")), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Csv_has_the_numbers_before_and_after()
    {
        var body = new { changes = new[] { new { municipality = Cologne, ozgId = Residence, level = 4 } } };
        var lines = (await (await Reader.Send(HttpMethod.Post, $"/v1/what-if?groupBy=state&state=05&ozgId={Residence}&format=csv", body)).Content.ReadAsStringAsync()).Split("\r\n");
        var (names, values) = (lines[0].Split(','), lines[1].Split(','));

        Assert.That(names[..4], Is.EqualTo((string[])["state", "units", "population", "competent"]));
        Assert.That((values[Array.IndexOf(names, "conform")], values[Array.IndexOf(names, "conformAfter")], values[^1]), Is.EqualTo(("1", "2", "1")));
    }

    [Test]
    public async Task All_that_is_wrong_is_answered_at_once()
    {
        var problem = await AssertProblem(
            await Post("", ("00000000", Residence, 1), (Bonn, "19999", 1), (Bonn, Residence, 9), (Cologne, Residence, 1), ("05315000", Residence, 2), (Sachsenwald, Residence, 1)),
            400, "invalid-request");

        Assert.That(problem.Errors("code"), Is.EqualTo((string[])["unknown-municipality", "unknown-service", "level-outside-model", "repeated-cell", "unit-does-not-count"]));
        Assert.That(problem.Errors("pointer"), Is.EqualTo((string[])["/changes/0/municipality", "/changes/1/ozgId", "/changes/2/level", "/changes/4", "/changes/5/municipality"]));
    }

    [TestCase("""{"changes": []}""", "missing-value", "/changes")]
    [TestCase("""{"changes": [null]}""", "missing-value", "/changes/0")]
    [TestCase("""{"changes": [{"municipality": "05314000", "ozgId": "10124"}]}""", "missing-member", "/changes/0")]
    [TestCase("""{"changes": [{"municipality": "05314000", "ozgId": "10124", "level": "3"}]}""", "invalid-value", "/changes/0/level")]
    [TestCase("""{"cells": []}""", "unknown-member", null)]
    public async Task A_body_of_another_shape_is_refused(string body, string error, string? pointer) =>
        await AssertInvalid(await Reader.PostRaw("/v1/what-if", body), error, pointer);

    [Test]
    public async Task Too_many_changes_are_refused()
    {
        var change = """{"municipality": "1", "ozgId": "1", "level": 1}""";
        var body = $$"""{"changes": [{{string.Join(',', Enumerable.Repeat(change, 10_001))}}]}""";

        await AssertInvalid(await Reader.PostRaw("/v1/what-if", body), "too-many-changes", "/changes");
    }

    [Test]
    public async Task Ten_thousand_unknown_units_are_answered_with_one_look()
    {
        var changes = string.Join(',', Enumerable.Range(0, 10_000).Select(number => $$"""{"municipality": "9{{number:0000000}}", "ozgId": "10124", "level": 1}"""));
        var problem = await AssertProblem(await Reader.PostRaw("/v1/what-if", $$"""{"changes": [{{changes}}]}"""), 400, "invalid-request", "unknown-municipality");

        Assert.That(problem.Errors("code"), Has.Length.EqualTo(10_000));
    }

    [Test]
    public async Task Whoever_may_read_may_ask_and_no_idempotency_key_is_needed()
    {
        var body = new { changes = new[] { new { municipality = Cologne, ozgId = Residence, level = 4 } } };

        Assert.That((await Reader.Send(HttpMethod.Post, "/v1/what-if", body, ("Idempotency-Key", new string('x', 300)))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await AssertProblem(await App.Anonymous.Send(HttpMethod.Post, "/v1/what-if", body), 401, "unauthenticated");
        await AssertProblem(await Post("?model=ozg-9.9", (Bonn, Residence, 1)), 404, "unknown-model");
        await AssertInvalid(await Post("?groupBy=planet", (Bonn, Residence, 1)), "unknown-group", parameter: "groupBy");
    }

    async Task<JsonElement> Ask(string query, params (string Municipality, string OzgId, int Level)[] changes)
    {
        var response = await Post(query, changes);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        return await Json(response);
    }

    Task<HttpResponseMessage> Post(string query, params (string Municipality, string OzgId, int Level)[] changes) => Reader.Send(
        HttpMethod.Post, "/v1/what-if" + query, new { changes = changes.Select(change => new { municipality = change.Municipality, ozgId = change.OzgId, level = change.Level }) });
}
