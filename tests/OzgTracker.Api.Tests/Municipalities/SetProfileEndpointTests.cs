using System.Net;
using System.Text.Json;
using OzgTracker.Api.Tests.Web;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Municipalities;

public sealed class SetProfileEndpointTests : SingleStreamFixture
{
    protected override string Recorded => "it_provider_assigned";

    protected override HttpClient Allowed => App.ClientFor("reporter", Bonn, "05999999");

    [Test]
    public Task Whose_keys_or_Laender_are_others_may_not_do_it() => AssertForbidden(App.ClientFor("reporter", Cologne), "outside-your-keys");

    protected override string[] OtherRoles => ["reader", "admin"];

    protected override (StreamRequest, string, string?, string?) Misshapen =>
        (Of(Bonn, new { contactPoint = new { mailbox = "Rathaus Bonn" } }), "invalid-mailbox", "/contactPoint/mailbox", null);

    [Test]
    public Task What_nobody_knows_is_not_found() => AssertRefused(Of("05999999", new { itProvider = "Dataport" }), 404, "unknown-municipality");

    [Test]
    public async Task The_whole_profile_is_shown_with_the_unit()
    {
        var strategy = new { state = "adopted", since = "2024-03-01", url = "https://www.koeln.example/strategie" };
        var contact = new { mailbox = "digitalisierung@koeln.example", url = "https://www.koeln.example/kontakt" };

        var answer = await Done(Cologne, new { digitalStrategy = strategy, itProvider = "KDN", contactPoint = contact });
        var unit = await GetJson($"/v1/municipalities/{Cologne}?minPosition={answer.Number("position")}");

        Assert.That(unit.GetProperty("digitalStrategy").ToString(), Is.EqualTo(JsonSerializer.Serialize(strategy)));
        Assert.That(unit.GetProperty("contactPoint").ToString(), Is.EqualTo(JsonSerializer.Serialize(contact)));
        Assert.That(unit.Text("itProvider"), Is.EqualTo("KDN"));
        Assert.That(unit.Text("name"), Is.EqualTo("Köln, Stadt"));
        foreach (var part in (string[])["digitalStrategy", "itProvider", "contactPoint"]) Assert.That(answer.GetProperty(part).ToString(), Is.EqualTo(unit.GetProperty(part).ToString()));
    }

    [Test]
    public async Task Absent_parts_stay_and_null_clears()
    {
        await Done(Dithmarschen, new { itProvider = "Dataport", contactPoint = new { url = "https://www.dithmarschen.example/" } });
        var cleared = await Done(Dithmarschen, new { itProvider = (string?)null });

        var unit = await GetJson($"/v1/municipalities/{Dithmarschen}?minPosition={cleared.Number("position")}");

        Assert.That(unit.IsNull("itProvider"), Is.True);
        Assert.That(unit.GetProperty("contactPoint").Text("url"), Is.EqualTo("https://www.dithmarschen.example/"));
        Assert.That(unit.IsNull("digitalStrategy"), Is.True);
    }

    [Test]
    public async Task An_empty_body_changes_nothing()
    {
        var response = await App.ClientFor("reporter", Berlin).Send(HttpMethod.Put, $"/v1/municipalities/{Berlin}/profile", new { });

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await History("municipality-" + Berlin), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_coordinator_of_the_Land_may_do_it_another_may_not()
    {
        var own = await App.ClientFor("coordinator", "01").Send(HttpMethod.Put, $"/v1/municipalities/{Buesum}/profile", new { itProvider = "Dataport" });
        var other = await App.ClientFor("coordinator", "05").Send(HttpMethod.Put, $"/v1/municipalities/{Buesum}/profile", new { itProvider = "Dataport" });

        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.OK), await own.Content.ReadAsStringAsync());
        await AssertProblem(other, 403, "outside-your-states");
    }

    [Test]
    public async Task A_stranger_learns_nothing_about_which_units_exist()
    {
        await AssertProblem(await Send(App.ClientFor("reporter", Cologne), Of("05999999", new { })), 403, "outside-your-keys");
        await AssertProblem(await Send(App.ClientFor("coordinator", "01"), Of("05999999", new { })), 403, "outside-your-states");
    }

    [Test]
    public async Task Writers_at_once_all_get_through_and_each_is_recorded_once()
    {
        var reporter = App.ClientFor("reporter", BuesumWesselburen);
        var before = await History("municipality-" + BuesumWesselburen);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(number =>
            reporter.Send(HttpMethod.Put, $"/v1/municipalities/{BuesumWesselburen}/profile", new { itProvider = $"Rechenzentrum {number}" })));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(answers.Select(answer => answer.Headers.ETag!.ToString()), Is.Unique);
        Assert.That(await History("municipality-" + BuesumWesselburen), Has.Count.EqualTo(before.Count + 5));
    }

    [Test]
    public async Task Of_writers_with_the_same_version_one_gets_through()
    {
        var reporter = App.ClientFor("reporter", Buesum);
        var before = await History("municipality-" + Buesum);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(number => reporter.Send(
            HttpMethod.Put, $"/v1/municipalities/{Buesum}/profile", new { itProvider = $"Rechenzentrum {number}" }, ("If-Match", $"\"{before.Count}\""))));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed), Is.EqualTo(4));
        Assert.That(await History("municipality-" + Buesum), Has.Count.EqualTo(before.Count + 1));
    }

    [TestCase("""{"contactPoint":{"mailbox":"erika.mustermann@bonn.example"}}""", "not-a-functional-mailbox")]
    [TestCase("""{"contactPoint":{}}""", "contact-empty")]
    [TestCase("""{"contactPoint":{"url":"ftp://bonn.example"}}""", "address-not-public")]
    [TestCase("""{"itProvider":"Frau Mustermann"}""", "not-an-organisation")]
    [TestCase("""{"digitalStrategy":{"state":"adopted","since":"2999-01-01"}}""", "date-in-future")]
    [TestCase("""{"digitalStrategy":{"state":"adopted","url":"intranet/strategie"}}""", "address-not-public")]
    public async Task What_must_not_get_into_the_log_is_refused(string body, string code)
    {
        var history = await History("municipality-" + Bonn);

        var response = await Allowed.PutAsync($"/v1/municipalities/{Bonn}/profile", new StringContent(body, null, "application/json"));

        var problem = await AssertProblem(response, 409, code);
        Assert.That(problem.ToString(), Does.Not.Contain("mustermann").IgnoreCase);
        Assert.That(await History("municipality-" + Bonn), Is.EqualTo(history));
    }

    [TestCase("""{"digitalStrategy":{"state":"perfect"}}""", "invalid-value")]
    [TestCase("""{"digitalStrategy":{}}""", "missing-member")]
    [TestCase("""{"strategy":{}}""", "unknown-member")]
    [TestCase("""{"itProvider":"A","itProvider":"B"}""", "repeated-member")]
    [TestCase("""{"itProvider":7}""", "invalid-value")]
    public async Task Bodies_are_read_strictly(string body, string error) =>
        await AssertInvalid(await Allowed.PutAsync($"/v1/municipalities/{Bonn}/profile", new StringContent(body, null, "application/json")), error);

    protected override Task<StreamRequest> Given() => Task.FromResult(Of(Bonn, new { itProvider = $"Rechenzentrum {Next()}" }));

    [Test]
    public Task What_a_rule_forbids_is_refused_and_not_recorded() => AssertRefused(Of(Bonn, new { itProvider = "Rechenzentrum", contactPoint = new { mailbox = "erika@bonn.example" } }), 409, "not-a-functional-mailbox");

    async Task<JsonElement> Done(string unit, object body)
    {
        var response = await App.ClientFor("reporter", unit).Send(HttpMethod.Put, $"/v1/municipalities/{unit}/profile", body);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        return await Json(response);
    }

    static StreamRequest Of(string unit, object body) => new(HttpMethod.Put, $"/v1/municipalities/{unit}/profile", "municipality-" + unit, body);
}
