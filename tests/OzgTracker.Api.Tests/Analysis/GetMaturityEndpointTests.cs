using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

public sealed class GetMaturityEndpointTests : ApiFixture
{
    [OneTimeSetUp]
    public async Task GivenReports()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-03-01", evidenceUrl = "https://www.bonn.de/wohnsitz" });
        await Report(Cologne, Residence, new { level = 2, validOn = "2025-04-01" });
        await Report(Buesum, Residence, new { level = 1, validOn = "2025-05-01" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task A_tally_counts_cells_and_inhabitants_by_level()
    {
        var group = (await GetJson($"/v1/maturity?ozgId={Residence}&state=05")).GetProperty("groups").EnumerateArray().Single();

        Assert.That(group.Number("reported"), Is.EqualTo(2));
        Assert.That(group.GetProperty("levels").Number("3"), Is.EqualTo(1));
        Assert.That(group.GetProperty("levels").Number("2"), Is.EqualTo(1));
        Assert.That(group.Number("conform"), Is.EqualTo(1));
        Assert.That(group.GetProperty("conformShare").GetDecimal(), Is.EqualTo(Math.Round(1m / group.Number("competent"), 4, MidpointRounding.AwayFromZero)));
    }

    [Test]
    public async Task Groups_are_named_by_their_keys_and_their_numbers_add_up()
    {
        var whole = (await GetJson($"/v1/maturity?ozgId={Residence}")).GetProperty("groups").EnumerateArray().Single();
        var groups = (await GetJson($"/v1/maturity?ozgId={Residence}&groupBy=state,sizeClass")).GetProperty("groups").EnumerateArray().ToArray();

        Assert.That(groups.Sum(group => group.Number("competent")), Is.EqualTo(whole.Number("competent")));
        Assert.That(groups.Sum(group => group.Number("reported")), Is.EqualTo(3));
        Assert.That(groups.Select(group => group.GetProperty("key").Text("state")), Is.Ordered);
    }

    [Test]
    public async Task As_of_an_earlier_day_and_as_known_before_nothing_was_said()
    {
        async Task<long> Reported(string more) =>
            (await GetJson($"/v1/maturity?ozgId={Residence}{more}")).GetProperty("groups").EnumerateArray().Single().Number("reported");

        var first = (await GetJson($"{CellUrl(Bonn, Residence)}")).Number("position");
        Assert.That(await Reported("&asOf=2025-03-15"), Is.EqualTo(1));
        Assert.That(await Reported("&asOf=2025-02-15"), Is.Zero);
        Assert.That(await Reported($"&knownPosition={first}"), Is.EqualTo(1));
        Assert.That(await Reported($"&knownAt={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null))}"), Is.EqualTo(3));
    }

    [Test]
    public async Task Each_number_leads_to_exactly_as_many_cells_also_after_more_was_reported()
    {
        var groups = (await GetJson($"/v1/maturity?groupBy=state,ozgId")).GetProperty("groups").EnumerateArray().Where(group => group.Number("reported") > 0).ToArray();
        await Report(Bonn, Passport, new { level = 4, validOn = "2025-06-01" });
        await App.WaitForNonStaleProjectionDataAsync();

        foreach (var group in groups)
        {
            var url = group.Text("unitsUrl");
            await Same(url + "&limit=1000", group.Number("competent"));
            await Same(url + "&counted=reported", group.Number("reported"));
            await Same(url + "&counted=conform", group.Number("conform"));
            foreach (var level in group.GetProperty("levels").EnumerateObject()) await Same($"{url}&level={level.Name}", level.Value.GetInt64());
        }

        async Task Same(string url, long count)
        {
            var cells = await GetJson(url);
            Assert.That(cells.Number("total"), Is.EqualTo(count), url);
            Assert.That(cells.GetProperty("items").GetArrayLength(), Is.EqualTo(count), url);
        }
    }

    [Test]
    public async Task What_a_client_has_already_is_not_computed_again()
    {
        var first = await App.Anonymous.GetAsync("/v1/maturity?groupBy=state");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/maturity?groupBy=state");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        Assert.That((await App.Anonymous.SendAsync(again)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(first.Headers.ETag!.IsWeak, Is.False);
    }

    [Test]
    public async Task Csv_has_a_column_for_each_grouping_and_each_level()
    {
        var lines = (await App.Anonymous.GetStringAsync($"/v1/maturity?groupBy=state&ozgId={Residence}&format=csv")).Split("\r\n");

        Assert.That(lines[0], Does.StartWith("state,units,population,competent,reported,level0,level1,level2,level3,level4,populationAtLevel0"));
        Assert.That(lines.Single(line => line.StartsWith("05,", StringComparison.Ordinal)), Does.Contain(",2,0,0,1,1,0,"));
    }

    [Test]
    public async Task Ndjson_has_a_line_for_each_group()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/maturity?groupBy=state") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/x-ndjson") } } };
        var lines = (await (await App.Anonymous.SendAsync(request)).Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        Assert.That(lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("key").Text("state")), Is.EquivalentTo((string[])["01", "05", "11"]));
    }

    [TestCase("groupBy=planet", "unknown-group", "groupBy")]
    [TestCase("groupBy=state,kind,sizeClass,ozgId", "too-many-groups", "groupBy")]
    [TestCase("groupBy=state,state", "repeated-group", "groupBy")]
    [TestCase("asOf=2999-01-01", "as-of-in-future", "asOf")]
    [TestCase("knownAt=2001-01-01", "known-at-too-early", "knownAt")]
    [TestCase("knownAt=gestern", "invalid-moment", "knownAt")]
    [TestCase("state=05&district=01051", "contradictory-filters", "district")]
    [TestCase("state=05&association=010515163", "contradictory-filters", "association")]
    [TestCase("kind=kreis&association=010515163", "contradictory-filters", "association")]
    [TestCase("kind=gemeindefrei", "unknown-kind", "kind")]
    [TestCase("topicArea=Raumfahrt", "unknown-topic-area", "topicArea")]
    [TestCase("tag=mond", "unknown-tag", "tag")]
    [TestCase("type=77", "unknown-type", "type")]
    [TestCase("district=99999", "invalid-district", "district")]
    [TestCase("district=05999", "unknown-district", "district")]
    [TestCase("ozgId=10001,abc", "invalid-ozg-id", "ozgId")]
    [TestCase("policy=best", "unknown-policy", "policy")]
    [TestCase("population=5", "unknown-parameter", "population")]
    public async Task Bad_input_says_what_to_do(string query, string error, string parameter) =>
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/maturity?{query}"), error, parameter: parameter);

    [Test]
    public async Task What_does_not_exist_is_not_found()
    {
        await AssertProblem(await App.Anonymous.GetAsync("/v1/maturity?ozgId=19999"), 404, "unknown-service");
        await AssertProblem(await App.Anonymous.GetAsync("/v1/maturity?model=ozg-9.9"), 404, "unknown-model");
        await AssertProblem(await App.Anonymous.GetAsync("/v1/maturity?minPosition=999999"), 409, "position-not-reached");
        await AssertProblem(await App.Anonymous.GetAsync("/v1/maturity?format=xml"), 406, "not-acceptable");
    }
}
