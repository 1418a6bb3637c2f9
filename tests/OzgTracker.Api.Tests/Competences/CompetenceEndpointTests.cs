using System.Net;
using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Competences;

/// <summary>Each test takes a service and a Land that no other has touched.</summary>
public sealed class CompetenceEndpointTests : ApiFixture
{
    static readonly string[] Services = [Residence, ParentalAllowance, VehicleRegistration, HousingBenefit, Passport];

    int taken;

    [Test]
    public async Task Where_nothing_is_declared_the_default_is_answered()
    {
        var (url, _) = Next();

        var competence = await GetJson(url + "?asOf=2025-01-01");

        Assert.That(Kinds(competence), Is.EqualTo((string[])["gemeinde"]));
        Assert.That((competence.Text("source"), competence.Text("asOf")), Is.EqualTo(("default", "2025-01-01")));
        Assert.That(competence.IsNull("validFrom"), Is.True);
        Assert.That((competence.Number("version"), competence.Number("position"), competence.GetProperty("declarations").GetArrayLength()), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task A_coordinator_declares_who_executes_a_service()
    {
        var (url, state) = Next();

        var response = await Put(url, state, new { executedBy = (string[])["kreis", "gemeinde"], validFrom = "2020-01-01" });

        var answer = await Json(response);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), answer.ToString());
        Assert.That(response.Headers.ETag?.ToString(), Is.EqualTo("\"1\""));
        Assert.That(Kinds(answer), Is.EqualTo((string[])["gemeinde", "kreis"]));
        Assert.That((answer.Text("source"), answer.Text("validFrom")), Is.EqualTo(("declared", "2020-01-01")));
        Assert.That(answer.Number("position"), Is.Positive);
        Assert.That((await GetJson(url)).ToString(), Is.EqualTo(answer.ToString()));
        Assert.That((await GetJson(url + "?asOf=2019-12-31")).Text("source"), Is.EqualTo("default"));
    }

    [Test]
    public async Task A_later_day_changes_it_and_both_are_shown()
    {
        var (url, state) = Next();
        await Put(url, state, new { executedBy = (string[])["kreis"], validFrom = "2020-01-01" });

        await Put(url, state, new { executedBy = Array.Empty<string>(), validFrom = "2020-06-01" });

        Assert.That(Kinds(await GetJson(url + "?asOf=2020-05-31")), Is.EqualTo((string[])["kreis"]));
        var now = await GetJson(url);
        Assert.That(Kinds(now), Is.Empty);
        Assert.That(now.GetProperty("declarations").EnumerateArray().Texts("validFrom"), Is.EqualTo((string[])["2020-01-01", "2020-06-01"]));
    }

    [Test]
    public async Task Without_a_day_it_holds_from_today_unless_it_is_so_already()
    {
        var (url, state) = Next();
        var before = await Json(await Put(url, state, new { executedBy = (string[])["kreis"], validFrom = "2020-01-01" }));

        var same = await Json(await Put(url, state, new { executedBy = (string[])["kreis"] }));
        var other = await Json(await Put(url, state, new { executedBy = (string[])["verband"] }));

        Assert.That(same.ToString(), Is.EqualTo(before.ToString()));
        Assert.That(other.Text("validFrom"), Is.EqualTo(other.Text("asOf")));
    }

    [Test]
    public async Task The_same_again_records_nothing_also_with_the_version_from_before()
    {
        var (url, state) = Next();
        var body = new { executedBy = (string[])["verband"], validFrom = "2024-01-01" };
        var first = await Put(url, state, body, ("If-Match", "\"0\""));

        var again = await Put(url, state, body, ("If-Match", "\"0\""));

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That((await GetJson(url)).Number("version"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_same_again_with_the_same_key_is_the_stored_answer()
    {
        var (url, state) = Next();
        var (key, body) = (Guid.NewGuid().ToString(), new { executedBy = (string[])["verband"], validFrom = "2024-01-01" });
        var first = await Put(url, state, body, ("Idempotency-Key", key));

        var again = await Put(url, state, body, ("Idempotency-Key", key));

        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.EqualTo(await first.Content.ReadAsByteArrayAsync()));
    }

    [TestCase("""{"executedBy":["land"]}""", "unknown-kind", "/executedBy/0")]
    [TestCase("""{"executedBy":["gemeindefrei"]}""", "unknown-kind", "/executedBy/0")]
    [TestCase("""{"executedBy":["kreis",null]}""", "unknown-kind", "/executedBy/1")]
    [TestCase("""{"executedBy":["kreis","kreis"]}""", "repeated-value", "/executedBy")]
    [TestCase("""{"executedBy":"kreis"}""", "invalid-value", "/executedBy")]
    [TestCase("""{"executedBy":["kreis"],"validFrom":"1.1.2024"}""", "invalid-value", "/validFrom")]
    [TestCase("""{"validFrom":"2024-01-01"}""", "missing-member", null)]
    [TestCase("""{"executedBy":[],"from":"2024-01-01"}""", "unknown-member", "/from")]
    public async Task A_declaration_of_the_wrong_shape_says_what_is_wrong_where(string body, string error, string? pointer) =>
        await AssertInvalid(await Put(Url(Residence, "05"), "05", JsonDocument.Parse(body).RootElement), error, pointer);

    [TestCase("17")]
    [TestCase("5")]
    [TestCase("NW")]
    public async Task A_Land_that_is_none_is_invalid(string state)
    {
        await AssertInvalid(await Put(Url(Residence, state), "05", new { executedBy = Array.Empty<string>() }), "invalid-state", parameter: "state");
        await AssertInvalid(await App.Anonymous.GetAsync(Url(Residence, state)), "invalid-state", parameter: "state");
    }

    [Test]
    public async Task Without_a_token_nothing_is_declared() =>
        await AssertProblem(await App.Anonymous.Send(HttpMethod.Put, Url(Residence, "05"), new { executedBy = Array.Empty<string>() }), 401, "unauthenticated");

    [TestCase("reader")]
    [TestCase("reporter")]
    [TestCase("admin")]
    public async Task Only_a_coordinator_may_declare(string role) => await AssertProblem(
        await App.ClientFor(role, "05").Send(HttpMethod.Put, Url(Residence, "05"), new { executedBy = Array.Empty<string>() }), 403, "role-not-allowed");

    [Test]
    public async Task A_coordinator_declares_for_the_own_Land_only_whatever_the_service()
    {
        await AssertProblem(await Put(Url(Residence, "06"), "05", new { executedBy = Array.Empty<string>() }), 403, "outside-your-states");
        await AssertProblem(await Put(Url("19999", "06"), "05", new { executedBy = Array.Empty<string>() }), 403, "outside-your-states");
    }

    [Test]
    public async Task A_service_that_the_catalogue_lacks_is_not_found()
    {
        await AssertProblem(await Put(Url("19999", "05"), "05", new { executedBy = Array.Empty<string>() }), 404, "unknown-service");
        await AssertProblem(await App.Anonymous.GetAsync(Url("19999", "05")), 404, "unknown-service");
    }

    [TestCase("2024-01-01", "competence-overlap")]
    [TestCase("1989-12-31", "date-too-early")]
    [TestCase("2999-01-01", "date-too-far")]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded(string validFrom, string code)
    {
        var (url, state) = Next();
        await Put(url, state, new { executedBy = (string[])["kreis"], validFrom = "2024-01-01" });

        await AssertProblem(await Put(url, state, new { executedBy = (string[])["gemeinde"], validFrom }), 409, code);

        Assert.That((await GetJson(url)).Number("version"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_declaration_on_an_old_version_is_refused_and_not_recorded()
    {
        var (url, state) = Next();
        await Put(url, state, new { executedBy = (string[])["kreis"], validFrom = "2024-01-01" });

        var problem = await AssertProblem(
            await Put(url, state, new { executedBy = (string[])["gemeinde"], validFrom = "2025-01-01" }, ("If-Match", "\"0\"")), 412, "stale-version");

        Assert.That(problem.Number("currentVersion"), Is.EqualTo(1));
        Assert.That((await GetJson(url)).Number("version"), Is.EqualTo(1));
    }

    [Test]
    public async Task Another_text_than_an_ETag_in_If_Match_is_refused() =>
        await AssertProblem(await Put(Url(Residence, "05"), "05", new { executedBy = Array.Empty<string>() }, ("If-Match", "one")), 400, "bad-etag");

    [Test]
    public async Task Coordinators_who_declare_at_once_lose_nothing()
    {
        var (url, state) = Next();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(year =>
            Put(url, state, new { executedBy = (string[])[year % 2 == 0 ? "kreis" : "gemeinde"], validFrom = $"{2010 + year}-01-01" })));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        var declared = (await GetJson(url)).GetProperty("declarations").EnumerateArray().ToArray();
        Assert.That(Enumerable.Range(2010, 6).Select(year => Kinds(declared.Last(one => string.CompareOrdinal(one.Text("validFrom"), $"{year}-01-01") <= 0)).Single()),
            Is.EqualTo((string[])["kreis", "gemeinde", "kreis", "gemeinde", "kreis", "gemeinde"]));
    }

    static string Url(string ozgId, string state) => $"/v1/services/{ozgId}/competence/{state}";

    static string?[] Kinds(JsonElement competence) => [.. competence.GetProperty("executedBy").EnumerateArray().Select(kind => kind.GetString())];

    (string Url, string State) Next()
    {
        var number = taken++;
        var state = $"{1 + (number / Services.Length):00}";
        return (Url(Services[number % Services.Length], state), state);
    }

    Task<HttpResponseMessage> Put(string url, string state, object body, params (string, string)[] headers) =>
        App.ClientFor("coordinator", state).Send(HttpMethod.Put, url, body, headers);
}
