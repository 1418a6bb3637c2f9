using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

/// <summary>The dashboards of the Länder: every part is the same as where it can be asked alone.</summary>
public sealed class StateDashboardTests : ApiFixture
{
    [OneTimeSetUp]
    public async Task GivenReportsAFindingAndATarget()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-03-01", evidenceUrl = "https://www.bonn.de/wohnsitz" });
        await Report(Cologne, Residence, new { level = 4, validOn = "2025-04-01" });
        await Report(Cologne, Residence, new { level = 2, validOn = "2025-09-01" });
        await Report(Bonn, Passport, new { level = 3, validOn = "2025-05-01" });
        await Report(Buesum, Residence, new { level = 1, validOn = "2025-05-01" });
        var response = await App.ClientFor("coordinator", "05").Send(HttpMethod.Post, "/v1/targets", new
        {
            id = "ummeldung",
            state = "05",
            title = "Ummeldung überall",
            level = 3,
            by = "2027-12-31",
            ozgIds = (string[])[Residence],
        });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task A_Land_on_one_screen_has_the_numbers_of_the_tally()
    {
        var dashboard = await GetJson("/v1/dashboards/states/05");

        Assert.That(dashboard.Text("name"), Is.EqualTo("Nordrhein-Westfalen"));
        var whole = (await GetJson("/v1/maturity?state=05")).GetProperty("groups")[0];
        Assert.That(dashboard.GetProperty("totals").Number("competent"), Is.EqualTo(whole.Number("competent")));
        Assert.That(dashboard.GetProperty("totals").Number("reported"), Is.EqualTo(3));
        var areas = (await GetJson("/v1/maturity?state=05&groupBy=topicArea")).GetProperty("groups").EnumerateArray();
        Assert.That(
            dashboard.GetProperty("topicAreas").EnumerateArray().Select(area => (area.GetProperty("key").Text("topicArea"), area.Number("conform"))),
            Is.EqualTo(areas.Select(area => (area.GetProperty("key").Text("topicArea"), area.Number("conform")))));
    }

    [Test]
    public async Task It_shows_what_changed_last_and_what_has_to_be_looked_into()
    {
        var dashboard = await GetJson("/v1/dashboards/states/05");

        var changes = dashboard.GetProperty("lastChanges").EnumerateArray().ToArray();
        Assert.That(changes.Select(change => change.Number("position")), Is.Ordered.Descending);
        Assert.That((changes[0].Text("unit"), changes[0].Text("ozgId"), changes[0].Number("level")), Is.EqualTo((Bonn, Passport, 3)));
        Assert.That(changes.Texts("unit"), Does.Not.Contain(Buesum));
        var findings = dashboard.GetProperty("findings");
        Assert.That((findings.Number("regression"), findings.Number("unsupported")), Is.EqualTo((1, 1)));
        foreach (var kind in (string[])["conflict", "deadLink", "regression", "unsupported"])
            Assert.That(await Items($"{findings.Text("url")}&kind={kind}&limit=1000"), Has.Length.EqualTo(findings.Number(kind)), kind);
    }

    [Test]
    public async Task A_target_is_as_far_as_its_own_page_says()
    {
        var target = (await GetJson("/v1/dashboards/states/05")).GetProperty("targets").EnumerateArray().Single();
        var progress = await GetJson(target.Text("progressUrl")!);

        foreach (var figure in (string[])["competent", "reached"]) Assert.That(target.Number(figure), Is.EqualTo(progress.Number(figure)), figure);
        foreach (var figure in (string[])["share", "perMonth", "neededPerMonth", "onTrack", "expectedOn"])
            Assert.That(target.GetProperty(figure).ToString(), Is.EqualTo(progress.GetProperty(figure).ToString()), figure);
    }

    [Test]
    public async Task Laender_side_by_side_have_the_numbers_of_their_own_screens()
    {
        var rows = await Items("/v1/dashboards/states");

        Assert.That(rows.Texts("state"), Is.EqualTo((string[])["01", "05", "11"]));
        foreach (var row in rows)
        {
            var own = await GetJson(row.Text("dashboardUrl")!);
            Assert.That(row.Number("conform"), Is.EqualTo(own.GetProperty("totals").Number("conform")));
            Assert.That(row.GetProperty("coverage").ToString(), Is.EqualTo(own.GetProperty("coverage").ToString()));
            Assert.That(row.GetProperty("findings").ToString(), Is.EqualTo(own.GetProperty("findings").ToString()));
            Assert.That(row.Number("targets"), Is.EqualTo(own.GetProperty("targets").GetArrayLength()));
        }
    }

    [Test]
    public async Task As_of_an_earlier_day_the_numbers_are_those_of_the_day() =>
        Assert.That((await GetJson("/v1/dashboards/states/05?asOf=2025-04-15")).GetProperty("totals").Number("conform"), Is.EqualTo(2));

    [Test]
    public async Task What_a_client_has_already_is_sent_again_only_when_something_moved()
    {
        var first = await App.Anonymous.GetAsync("/v1/dashboards/states/01");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/dashboards/states/01");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        Assert.That((await App.Anonymous.SendAsync(again)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [TestCase("/v1/dashboards/states/17", "invalid-state")]
    [TestCase("/v1/dashboards/states/5", "invalid-state")]
    [TestCase("/v1/dashboards/states/05?district=01051", "contradictory-filters")]
    [TestCase("/v1/dashboards/states/05?asOf=2999-01-01", "as-of-in-future")]
    [TestCase("/v1/dashboards/states/05?state=05", "unknown-parameter")]
    public async Task Bad_input_says_what_to_do(string url, string error) => await AssertInvalid(await App.Anonymous.GetAsync(url), error);

    [Test]
    public async Task One_screen_is_no_table() => await AssertProblem(await App.Anonymous.GetAsync("/v1/dashboards/states/05?format=csv"), 406, "not-acceptable");
}
