using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

/// <summary>Coverage of services, and who still blocks it.</summary>
public sealed class ListCoverageEndpointTests : ApiFixture
{
    [OneTimeSetUp]
    public async Task GivenAServiceThatOneLandHasEverywhere()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-03-01" });
        await Report(Cologne, Residence, new { level = 4, validOn = "2025-04-01" });
        await Report(Berlin, Residence, new { level = 2, validOn = "2025-05-01" });
        await Report(Bonn, Passport, new { level = 1, validOn = "2025-05-01" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task A_service_has_its_category_its_shares_and_its_complete_regions()
    {
        var row = await Row("/v1/coverage", Residence);

        Assert.That(row.Text("coverage"), Is.EqualTo("statewide"));
        Assert.That((row.Text("name"), row.Text("topicArea")), Is.EqualTo(("Wohnsitzmeldungen", "Bauen & Wohnen")));
        Assert.That((row.Number("competent"), row.Number("conform"), row.GetProperty("anyConform").GetBoolean()), Is.EqualTo((4, 2, true)));
        Assert.That(row.GetProperty("conformShare").GetDecimal(), Is.EqualTo(0.5m));
        Assert.That((row.Number("states"), row.Number("statesComplete")), Is.EqualTo((3, 1)));
        Assert.That((row.Number("districts"), row.Number("districtsComplete")), Is.EqualTo((4, 2)));
        Assert.That((await GetJson(row.Text("unitsUrl") + "&counted=conform")).Number("total"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_service_that_nobody_has_is_there_too_and_filters_narrow_the_category()
    {
        Assert.That((await Row("/v1/coverage", HousingBenefit)).Text("coverage"), Is.EqualTo("none"));
        Assert.That((await Row("/v1/coverage", Passport)).GetProperty("anyConform").GetBoolean(), Is.False);
        Assert.That((await Row("/v1/coverage?state=05", Residence)).Text("coverage"), Is.EqualTo("statewide"));
        Assert.That((await Row("/v1/coverage?asOf=2025-03-15", Residence)).Text("coverage"), Is.EqualTo("districtwide"));
    }

    [Test]
    public async Task Services_come_page_by_page_and_as_csv()
    {
        var first = await GetJson("/v1/coverage?limit=2");
        var second = await GetJson($"/v1/coverage?limit=1000&cursor={first.Text("nextCursor")}");
        var csv = (await App.Anonymous.GetStringAsync("/v1/coverage?format=csv")).Split("\r\n");

        var both = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray());
        Assert.That(both.Texts("ozgId"), Is.Ordered.And.Length.EqualTo(first.Number("total")));
        Assert.That(csv[0], Does.StartWith("ozgId,name,topicArea,coverage,competent,conform,conformShare"));
        Assert.That(csv.Single(line => line.StartsWith(Residence, StringComparison.Ordinal)), Does.Contain(",statewide,4,2,0.5,"));
    }

    [Test]
    public async Task The_last_mile_is_who_counts_and_is_not_conform_the_largest_first()
    {
        var mile = await GetJson($"/v1/services/{Residence}/last-mile");
        var items = mile.GetProperty("items").EnumerateArray().ToArray();

        Assert.That(items.Texts("municipality"), Is.EqualTo((string[])[Berlin, Buesum]));
        Assert.That((items[0].Number("level"), items[0].Text("since"), items[0].Text("name")), Is.EqualTo((2, "2025-05-01", "Berlin")));
        Assert.That(items[1].IsNull("level"), Is.True);
        const decimal all = 323_336 + 1_024_621 + 3_685_265 + 4_900;
        Assert.That(
            items.Select(item => item.GetProperty("cumulativePopulationShare").GetDecimal()),
            Is.EqualTo((decimal[])[Math.Round(3_685_265 / all, 4), Math.Round(3_690_165 / all, 4)]));
        Assert.That(mile.Number("total"), Is.EqualTo(2));
        Assert.That((await GetJson(items[0].Text("cellUrl")!)).Number("level"), Is.EqualTo(2));
    }

    [Test]
    public async Task The_last_mile_can_be_asked_of_a_day_of_a_land_and_page_by_page()
    {
        Assert.That((await Items($"/v1/services/{Residence}/last-mile?state=05")), Is.Empty);
        Assert.That((await Items($"/v1/services/{Residence}/last-mile?state=05&asOf=2025-03-15")).Texts("municipality"), Is.EqualTo((string[])[Cologne]));
        var first = await GetJson($"/v1/services/{Residence}/last-mile?limit=1");
        Assert.That((await Items($"/v1/services/{Residence}/last-mile?limit=1&cursor={first.Text("nextCursor")}")).Texts("municipality"), Is.EqualTo((string[])[Buesum]));
    }

    [Test]
    public async Task What_does_not_fit_is_refused()
    {
        await AssertProblem(await App.Anonymous.GetAsync("/v1/services/19999/last-mile"), 404, "unknown-service");
        await AssertProblem(await App.Anonymous.GetAsync("/v1/services/abc/last-mile"), 404, "unknown-service");
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/services/{Residence}/last-mile?ozgId={Passport}"), "contradictory-filters", parameter: "ozgId");
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/services/{Residence}/last-mile?limit=0"), "limit-out-of-range", parameter: "limit");
        await AssertInvalid(await App.Anonymous.GetAsync("/v1/coverage?state=17"), "invalid-state", parameter: "state");
        await AssertProblem(await App.Anonymous.GetAsync("/v1/coverage?cursor=x"), 400, "bad-cursor");
    }

    async Task<JsonElement> Row(string url, string ozgId) => (await Items(url)).Single(item => item.Text("ozgId") == ozgId);
}
