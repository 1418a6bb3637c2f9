using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Web;

/// <summary>
/// An extract page by page while reports arrive between any two pages: what stood still comes exactly once. The address stays the same and the cursor is one query value more, as
/// Power Query demands, for which any other address is another data source (B-01).
/// </summary>
public sealed class PagingUnderWritesTests : ApiFixture
{
    static readonly string[] Standing = [Dithmarschen, BuesumWesselburen, Buesum, Bonn, Cologne];

    static readonly string[] Services = [Residence, ParentalAllowance, VehicleRegistration, HousingBenefit, Passport];

    /// <summary>Each with the members that tell its rows from one another.</summary>
    static readonly TestCaseData[] Lists =
    [
        new("/v1/findings", "limit=2&kind=unsupported", (string[])["unit", "ozgId", "kind"]),
        new("/v1/findings", "limit=1&status=all", (string[])["unit", "ozgId", "kind", "openedPosition"]),
        new($"/v1/municipalities/{Bonn}/services", "limit=1&minLevel=1", (string[])["ozgId"]),
        new("/v1/maturity/cells", "limit=2&counted=reported", (string[])["ozgId", "municipality"]),
        new("/v1/municipalities", "limit=1", (string[])["id"]),
        new("/v1/services", "limit=1", (string[])["ozgId"]),
        new("/v1/coverage", "limit=1", (string[])["ozgId"]),
        new($"/v1/services/{Residence}/frontrunners", "limit=1", (string[])["unit"]),
        new($"/v1/services/{Residence}/last-mile", "limit=1", (string[])["municipality"]),
        new(CellUrl(Bonn, Residence) + "/history", "limit=1", (string[])["position"]),
    ];

    int written;

    [OneTimeSetUp]
    public async Task ReportWhatStandsStill()
    {
        foreach (var level in (int[])[0, 1, 2]) await Report(Bonn, Residence, new { level, validOn = $"201{level}-01-01" });
        foreach (var unit in Standing)
            foreach (var ozgId in Services.Where(ozgId => ozgId != ParentalAllowance))
                await Report(unit, ozgId, new { level = Services.IndexOf(ozgId) == 0 ? Standing.IndexOf(unit) : 3, validOn = "2020-01-01" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [TestCaseSource(nameof(Lists))]
    public async Task What_stood_still_comes_exactly_once(string address, string filters, string[] identity)
    {
        var before = await Keys($"{address}?{Whole(filters)}", identity);
        var walked = new List<string>();
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var pages = 0; ; pages++)
        {
            Assert.That(pages, Is.LessThan(500), "A walk ends.");
            var page = await GetJson($"{address}?{filters}{string.Concat(query.Select(value => $"&{value.Key}={Uri.EscapeDataString(value.Value)}"))}");
            walked.AddRange(page.GetProperty("items").EnumerateArray().Select(item => Key(item, identity)));
            if (page.Text("nextCursor") is not { } cursor) break;
            query["cursor"] = cursor;
            await ReportInBetween();
        }

        var still = before.Intersect(await Keys($"{address}?{Whole(filters)}", identity)).ToArray();
        Assert.That(still, Has.Length.GreaterThan(2));
        foreach (var key in still) Assert.That(walked.Count(one => one == key), Is.EqualTo(1), key);
    }

    /// <summary>A new cell, a changed one and one that is taken back, in front of any cursor and behind it: Berlin is last in every order of keys and jumps in every ranking, parental allowance is the first service.</summary>
    async Task ReportInBetween()
    {
        var number = ++written;
        var day = new DateOnly(2021, 1, 1).AddDays(number).ToString("yyyy-MM-dd");
        await Report(Berlin, Residence, new { level = number % 2 == 0 ? 4 : 1, validOn = day });
        await Report(Bonn, ParentalAllowance, new { level = number % 2 == 0 ? 1 : 4, validOn = day });
        await Report(Standing[number % Standing.Length], ParentalAllowance, new { level = 2 + number % 2, validOn = new DateOnly(2015, 1, 1).AddDays(number).ToString("yyyy-MM-dd") });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    static string Whole(string filters) => "limit=1000&" + string.Join('&', filters.Split('&').Where(filter => !filter.StartsWith("limit=", StringComparison.Ordinal)));

    async Task<string[]> Keys(string url, string[] identity) => [.. (await Items(url)).Select(item => Key(item, identity))];

    static string Key(JsonElement item, string[] identity) => string.Join(' ', identity.Select(member => item.GetProperty(member).ToString()));
}
