using System.Globalization;
using System.Text.Json;
using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Analysis;

/// <summary>How numbers moved, how long steps took, and what may be expected of them.</summary>
public sealed class GetTrendsEndpointTests : ApiFixture
{
    const int Places = 40;

    static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UtcNow);

    [OneTimeSetUp]
    public async Task GivenALandThatReportsMonthByMonth()
    {
        await using (var store = OzgStore.Open(App.OwnerConnectionString))
        {
            await using var session = store.LightweightSession();
            session.Stamp(Provenance.OfImport);
            for (var number = 0; number < Places; number++) session.Events.StartStream(Municipality.StreamKey(UnitId.Parse(Place(number))), Registered(Place(number)));
            await session.SaveChangesAsync(CancellationToken.None);
        }

        await App.WaitForNonStaleProjectionDataAsync();
        for (var number = 0; number < 12; number++)
        {
            await Report(Place(number), Passport, new { level = 1, validOn = Ago(number + 2).AddDays(-100) });
            await Report(Place(number), Passport, new { level = 3, validOn = Ago(number + 2) });
        }

        await Report(Bonn, Residence, new { level = 2, validOn = Ago(8) });
        await Report(Cologne, Residence, new { level = 3, validOn = Ago(7) });
        await Report(Bonn, Residence, new { level = 3, validOn = Ago(5) });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task Each_point_is_the_tally_of_its_day()
    {
        var points = (await GetJson($"/v1/trends?groupBy=state,ozgId&from={Text(Ago(9))}")).GetProperty("points").EnumerateArray().ToArray();

        Assert.That(points, Has.Length.EqualTo(10));
        Assert.That(points[^1].Text("on"), Is.EqualTo(Text(Today)));
        foreach (var point in points.Where((_, number) => number % 3 == 0))
        {
            var tally = await GetJson($"/v1/maturity?groupBy=state,ozgId&asOf={point.Text("on")}");
            Assert.That(point.GetProperty("groups").ToString(), Is.EqualTo(tally.GetProperty("groups").ToString()), point.Text("on"));
        }
    }

    [Test]
    public async Task A_series_begins_24_months_ago_and_knows_months_and_quarters()
    {
        var months = await GetJson($"/v1/trends?ozgId={Passport}&state=03");
        var quarters = await GetJson($"/v1/trends?interval=quarter&from=2024-02-01&to=2024-12-31&ozgId={Passport}");

        Assert.That(months.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("groups")[0].Number("conform")), Is.Ordered);
        Assert.That(months.GetProperty("points").GetArrayLength(), Is.EqualTo(25));
        Assert.That(quarters.GetProperty("points").EnumerateArray().Texts("on"), Is.EqualTo((string[])["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]));
        Assert.That((quarters.Text("interval"), quarters.Text("asOf"), quarters.Text("metric")), Is.EqualTo(("quarter", "2024-12-31", "trends")));
    }

    [Test]
    public async Task A_series_as_it_was_known_before_the_last_reports()
    {
        var first = (await GetJson(CellUrl(Place(0), Passport))).Number("position");
        var points = (await GetJson($"/v1/trends?ozgId={Passport}&state=03&knownPosition={first}")).GetProperty("points").EnumerateArray().ToArray();

        Assert.That(points[^1].GetProperty("groups")[0].Number("reported"), Is.EqualTo(1));
    }

    [Test]
    public async Task Csv_has_a_line_for_each_day_and_group()
    {
        var lines = (await App.Anonymous.GetStringAsync("/v1/trends?groupBy=state&from=2024-01-01&to=2024-03-31&format=csv")).TrimEnd().Split("\r\n");

        Assert.That(lines[0], Does.StartWith("on,state,units,population,competent"));
        Assert.That(lines.Skip(1).Select(line => line[..13]), Is.EqualTo(
            from day in (string[])["2024-01-31", "2024-02-29", "2024-03-31"] from state in (string[])["01", "03", "05", "11"] select $"{day},{state}"));
    }

    [Test]
    public async Task Ndjson_has_the_same_lines()
    {
        var lines = (await App.Anonymous.GetStringAsync("/v1/trends?groupBy=state&from=2024-01-01&to=2024-03-31&format=ndjson")).TrimEnd().Split('\n');
        var first = JsonDocument.Parse(lines[0]).RootElement;

        Assert.That(lines, Has.Length.EqualTo(12));
        Assert.That((first.Text("on"), first.GetProperty("group").GetProperty("key").Text("state")), Is.EqualTo(("2024-01-31", "01")));
    }

    [TestCase("interval=week", "unknown-interval", "interval")]
    [TestCase("from=2025-06-01&to=2025-05-01", "from-after-to", "from")]
    [TestCase("to=2999-01-01", "to-in-future", "to")]
    [TestCase("asOf=9999-12-31", "as-of-in-future", "asOf")]
    [TestCase("to=2025-01-01&asOf=2025-01-01", "contradictory-filters", "to")]
    [TestCase("from=2010-01-01", "too-many-points", "from")]
    [TestCase("from=0001-01-01", "too-many-points", "from")]
    [TestCase("groupBy=planet", "unknown-group", "groupBy")]
    [TestCase("from=gestern", "invalid-parameter", "from")]
    public async Task Bad_input_says_what_to_do(string query, string error, string parameter) =>
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/trends?{query}"), error, parameter: parameter);

    [Test]
    public async Task More_tallies_than_anybody_reads_are_refused() => await AssertInvalid(
        await App.Anonymous.GetAsync($"/v1/trends?groupBy=ozgId,district&from={Text(Ago(119))}"), "too-many-points", parameter: "groupBy");

    [Test]
    public async Task Steps_have_counts_and_from_five_on_quartiles()
    {
        var steps = (await GetJson($"/v1/services/{Passport}/transition-times")).GetProperty("steps").EnumerateArray().ToArray();

        Assert.That(steps.Select(step => (step.Text("sizeClass"), step.Number("from"), step.Number("to"), step.Number("count"))), Is.EqualTo(
            ((string?, long, long, long)[])[(null, 1, 3, 12), ("500-999", 1, 3, 12)]));
        Assert.That((steps[0].GetProperty("q1").GetDouble(), steps[0].GetProperty("median").GetDouble(), steps[0].GetProperty("q3").GetDouble()), Is.EqualTo((100, 100, 100)));

        var few = (await GetJson($"/v1/services/{Residence}/transition-times?sizeClass=100000-499999")).GetProperty("steps").EnumerateArray().Single();
        Assert.That((few.Number("from"), few.Number("to"), few.Number("count"), few.IsNull("median")), Is.EqualTo((2, 3, 1, true)));
        Assert.That((await App.Anonymous.GetStringAsync($"/v1/services/{Passport}/transition-times?format=csv")).Split("\r\n")[..2], Is.EqualTo(
            (string[])["sizeClass,from,to,count,q1,median,q3", ",1,3,12,100,100,100"]));
        await AssertProblem(await App.Anonymous.GetAsync("/v1/services/19999/transition-times"), 404, "unknown-service");
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/services/{Passport}/transition-times?ozgId={Passport}"), "contradictory-filters", parameter: "ozgId");
    }

    [Test]
    public async Task A_service_on_its_way_has_a_day_with_a_range_and_the_series_it_comes_from()
    {
        var forecast = await GetJson($"/v1/forecasts?ozgId={Passport}&state=03");

        Assert.That(forecast.IsNull("notForecastable") && forecast.IsNull("completeSince"), Is.True);
        Assert.That((string?[])[Text(Today), forecast.Text("earliest"), forecast.Text("date"), forecast.Text("latest")], Is.Ordered);
        var last = forecast.GetProperty("series").EnumerateArray().Last();
        Assert.That((last.Text("on"), last.Number("competent"), last.Number("conform"), last.GetProperty("conformShare").GetDecimal()), Is.EqualTo((Text(Today), Places, 12, 0.3m)));
        Assert.That((await GetJson(last.Text("unitsUrl") + "&counted=conform")).Number("total"), Is.EqualTo(12));
        Assert.That(await App.Anonymous.GetStringAsync($"/v1/forecasts?ozgId={Passport}&state=03&format=csv"), Does.StartWith(
            $"ozgId,name,date,earliest,latest,completeSince,reason,detail\r\n{Passport},Reisepass,{forecast.Text("date")},"));
    }

    [Test]
    public async Task What_is_complete_says_since_when_and_what_cannot_be_told_says_why()
    {
        var complete = await GetJson($"/v1/forecasts?ozgId={Residence}&state=05");
        var since = DateOnly.ParseExact(complete.Text("completeSince")!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var earlier = await GetJson($"/v1/forecasts?ozgId={Residence}&state=05&asOf={Text(Ago(7))}");
        var still = await GetJson($"/v1/forecasts?ozgId={VehicleRegistration}&state=03");

        Assert.That(since, Is.InRange(Ago(5), Ago(5).AddDays(31)));
        Assert.That(earlier.GetProperty("notForecastable").Text("reason"), Is.EqualTo("tooFewUnits"));
        Assert.That(still.GetProperty("notForecastable").Text("reason"), Is.EqualTo("tooShort"));
        Assert.That(still.GetProperty("notForecastable").Text("detail"), Does.Contain("6"));
    }

    [TestCase("", "missing-parameter")]
    [TestCase("?ozgId=10124,10177", "too-many-services")]
    [TestCase("?ozgId=abc", "invalid-ozg-id")]
    public async Task A_forecast_is_about_one_service(string query, string error) =>
        await AssertInvalid(await App.Anonymous.GetAsync($"/v1/forecasts{query}"), error, parameter: "ozgId");

    [Test]
    public async Task A_forecast_of_an_unknown_service_is_not_found() => await AssertProblem(await App.Anonymous.GetAsync("/v1/forecasts?ozgId=19999"), 404, "unknown-service");

    static string Place(int number) => $"03{number + 101}001";

    static MunicipalityRegistered Registered(string id) => new(
        UnitKind.Gemeinde, id, id, UnitDesignation.Gemeinde, Ags.Parse(id), Ars.Padded(id), id[..5], null, 900, null, new(2025, 8, 31), null);

    static DateOnly Ago(int months) => Today.AddMonths(-months);

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
