using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

public sealed class ListFindingsEndpointTests : ApiFixture
{
    [OneTimeSetUp]
    public async Task GivenWhatDoesNotFit()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://example.org/bonn" });
        await Report(Bonn, Residence, new { level = 2, validOn = "2025-03-01", evidenceUrl = "https://example.org/bonn" });
        await Post(App.ClientFor("reporter", Bonn), Bonn, "evidence-refutations", new { url = "https://example.org/bonn", source = "linkCheck", reason = "404", seenAt = "2025-04-01T00:00:00Z" });
        await Report(Cologne, Residence, new { level = 3, validOn = "2025-01-01" });
        await Post(App.ClientFor("reporter", Buesum), Buesum, "evidence", new { url = "https://example.org/buesum", source = "pvog" });
        await Report(Berlin, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://example.org/berlin" });
        await Post(App.ClientFor("coordinator", "11"), Berlin, "disputes", new { reason = "Der Rückkanal fehlt." });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task What_does_not_fit_is_listed_with_the_event_that_opened_it()
    {
        var findings = await Items("/v1/findings");

        Assert.That(
            findings.Select(finding => $"{finding.Text("unit")} {finding.Text("kind")} {finding.Text("detail")}".TrimEnd()),
            Is.EqualTo((string[])[
                $"{Buesum} conflict evidence-without-report", $"{Bonn} deadLink", $"{Bonn} regression from 3", $"{Cologne} unsupported", $"{Berlin} conflict disputed",
            ]));
        var history = await Items(CellUrl(Bonn, Residence) + "/history");
        Assert.That(findings[2].Number("openedPosition"), Is.EqualTo(history[1].Number("position")));
        Assert.That(findings[1].Text("since"), Is.EqualTo("2025-04-01"));
    }

    [TestCase("kind=regression", Bonn)]
    [TestCase("kind=unsupported", Cologne)]
    [TestCase("state=11", Berlin)]
    [TestCase("ozgId=10177")]
    [TestCase("status=resolved&kind=deadLink")]
    public async Task Findings_are_filtered(string query, params string[] units) => Assert.That((await Items("/v1/findings?" + query)).Texts("unit"), Is.EqualTo(units));

    [Test]
    public async Task Pages_go_on_inside_a_unit()
    {
        var first = await GetJson("/v1/findings?limit=2");
        var rest = await Items($"/v1/findings?cursor={Uri.EscapeDataString(first.Text("nextCursor")!)}");

        Assert.That(rest.Texts("kind"), Is.EqualTo((string[])["regression", "unsupported", "conflict"]));
    }

    [Test]
    public async Task A_finding_is_resolved_by_an_event_and_stays_listed()
    {
        await Report(Dithmarschen, Passport, new { level = 2, validOn = "2025-01-01" });
        await Report(Dithmarschen, Passport, new { level = 1, validOn = "2025-02-01" });
        await Post(App.ClientFor("reporter", Dithmarschen), Dithmarschen, "confirmations", new { }, Passport);
        await App.WaitForNonStaleProjectionDataAsync();

        var resolved = (await Items($"/v1/findings?status=resolved&ozgId={Passport}")).Single();

        Assert.That((resolved.Text("unit"), resolved.Text("kind")), Is.EqualTo((Dithmarschen, "regression")));
        Assert.That(resolved.Number("resolvedPosition"), Is.EqualTo((await Items(CellUrl(Dithmarschen, Passport) + "/history"))[^1].Number("position")));
    }

    [TestCase("kind=odd", "unknown-kind")]
    [TestCase("status=odd", "unknown-status")]
    [TestCase("state=17", "invalid-state")]
    public async Task Another_value_than_the_documented_ones_is_refused(string query, string error) =>
        await AssertInvalid(await App.Anonymous.GetAsync("/v1/findings?" + query), error);

    static async Task Post(HttpClient client, string unit, string what, object body, string ozgId = Residence)
    {
        var response = await client.Send(HttpMethod.Post, $"{CellUrl(unit, ozgId)}/{what}", body);
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
    }
}

/// <summary>With a duty to confirm every day, all old reports are stale.</summary>
public sealed class StaleFindingsTests : ApiFixture
{
    protected override (string Key, string Value)[] Settings => [("Reports:StaleAfterDays", "1")];

    [Test]
    public async Task A_report_of_today_is_not_stale()
    {
        await Report(Bonn, Residence, new { level = 1, validOn = "2025-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();

        Assert.That(await Items("/v1/findings?kind=stale"), Is.Empty);
    }
}
