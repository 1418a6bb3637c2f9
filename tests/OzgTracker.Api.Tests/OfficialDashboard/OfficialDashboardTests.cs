using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.OfficialDashboard;

public sealed class OfficialDashboardTests : ApiFixture
{
    const string Data = "/dashboard-api/v1/data";

    static readonly string[] Members =
    [
        "leika_key", "leika_name", "ars", "ars_name", "ars_federal_state", "bundesland", "leika_bezeichnung", "ozgid", "ozg_bezeichnung", "url", "online_status", "aktiv",
        "art_flaechendeckung",
    ];

    static readonly string[] Envelope = ["content", "totalElements", "totalPages", "number", "size", "numberOfElements", "first", "last", "empty"];

    protected override (string, string)[] Settings => [("OfficialDashboard:KeepSeconds", "0")];

    [OneTimeSetUp]
    public async Task ReportSomething()
    {
        await Report(Bonn, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://bonn.de/a,b" });
        await Report(Cologne, Residence, new { level = 1, validOn = "2025-01-01", evidenceUrl = "https://koeln.de/" });
        await Report(Cologne, Passport, new { level = 4, validOn = "2025-01-01" });
        await Report(Buesum, Residence, new { level = 2, validOn = "2025-01-01", evidenceUrl = "https://buesum.de/" });
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task A_page_has_the_official_members_and_no_other()
    {
        var page = await GetJson(Data);

        Assert.That(page.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(Envelope));
        foreach (var row in page.GetProperty("content").EnumerateArray())
        {
            Assert.That(row.EnumerateObject().Select(member => member.Name), Is.EqualTo(Members));
            Assert.That(row.GetProperty("ozgid").ValueKind, Is.EqualTo(JsonValueKind.Number));
        }

        Assert.That(page.Number("totalElements"), Is.EqualTo(6), "three cells with an address, each with two LeiKa services");
    }

    [Test]
    public void The_official_sample_has_the_same_members()
    {
        var sample = JsonDocument.Parse(File.ReadAllText(OfficialData.PathOf("dashboard-data-page.SYNTHETIC.json"))).RootElement;

        Assert.That(sample.EnumerateObject().Select(member => member.Name).Where(name => name != "_comment"), Is.EquivalentTo(Envelope));
        Assert.That(sample.GetProperty("content")[0].EnumerateObject().Select(member => member.Name), Is.EqualTo(Members));
    }

    [Test]
    public async Task A_row_says_what_is_online_and_where()
    {
        var row = (await Rows(Data)).Single(one => one.Text("ars") == BonnArs && one.Text("leika_key") == ResidenceLeika);

        Assert.That(row.Text("ars_name"), Is.EqualTo("Bonn, Stadt"));
        Assert.That(row.Text("ars_federal_state"), Is.EqualTo("05"));
        Assert.That(row.Text("bundesland"), Is.EqualTo("Nordrhein-Westfalen"));
        Assert.That(row.Number("ozgid"), Is.EqualTo(10124));
        Assert.That(row.Text("ozg_bezeichnung"), Is.EqualTo("Wohnsitzmeldungen"));
        Assert.That(row.Text("leika_bezeichnung"), Is.EqualTo(row.Text("leika_name")));
        Assert.That(row.Text("url"), Is.EqualTo("https://bonn.de/a,b"));
        Assert.That((row.Text("online_status"), row.Text("aktiv")), Is.EqualTo(("ok", "ja")));
        Assert.That(row.Text("art_flaechendeckung"), Is.AnyOf("landesweit flächendeckend", "kreisweit flächendeckend", "in mind. einer Kommune verfügbar"));
    }

    [Test]
    public async Task Below_level_2_nothing_is_active_and_nothing_counted()
    {
        var rows = await Rows($"{Data}/053150000000");

        Assert.That(rows, Has.Length.EqualTo(2), "a cell without an address has no row");
        Assert.That(rows.Select(row => (row.Text("aktiv"), row.Text("art_flaechendeckung"))), Is.All.EqualTo(("nein", "nicht in Auswertung berücksichtigt")));
        Assert.That((await Rows($"{Data}/{BuesumArs}")).Select(row => row.Text("aktiv")), Is.All.EqualTo("ja"), "level 2 counts");
    }

    [Test]
    public async Task A_refuted_address_is_not_ok()
    {
        var cell = await Report(Berlin, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://berlin.de/kfz" });
        await App.WaitForNonStaleProjectionDataAsync();
        Assert.That((await Rows($"{Data}/110000000000")).Texts("online_status"), Is.EqualTo((string[])["ok", "ok"]));

        await Do("update read.status_v3 set evidence = 2 where municipality = '11000000'");
        try
        {
            var row = (await Rows($"{Data}/110000000000"))[0];
            Assert.That((row.Text("online_status"), row.Text("aktiv"), row.Text("art_flaechendeckung")), Is.EqualTo(("nicht ok", "nein", "nicht in Auswertung berücksichtigt")));
        }
        finally
        {
            await Withdraw(Berlin, cell);
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(100)]
    public async Task Pages_together_are_the_whole(int size)
    {
        var area = $"{Data}/000000000000?includeBelow=true";
        var whole = (await Rows(area)).Select(row => row.ToString()).ToArray();
        var walked = new List<string>();
        for (var number = 0; ; number++)
        {
            var page = await GetJson($"{area}&page={number}&size={size}");
            var rows = page.GetProperty("content").EnumerateArray().ToArray();
            walked.AddRange(rows.Select(row => row.ToString()));
            Assert.That(page.Number("number"), Is.EqualTo(number));
            Assert.That(page.Number("size"), Is.EqualTo(size));
            Assert.That(page.Number("numberOfElements"), Is.EqualTo(rows.Length));
            Assert.That(page.GetProperty("first").GetBoolean(), Is.EqualTo(number == 0));
            Assert.That(page.Number("totalPages"), Is.EqualTo((page.Number("totalElements") + size - 1) / size));
            if (page.GetProperty("last").GetBoolean()) break;
        }

        Assert.That(walked, Is.EqualTo(whole));
        Assert.That(walked, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task Behind_the_last_page_there_is_an_empty_one()
    {
        var page = await GetJson($"{Data}?page=2000000&size=1000");

        Assert.That(page.GetProperty("empty").GetBoolean(), Is.True);
        Assert.That(page.GetProperty("last").GetBoolean(), Is.True);
        Assert.That(page.Number("totalElements"), Is.GreaterThan(0));
    }

    [TestCase("/010510000000", 0)]
    [TestCase("/010510000000?includeBelow=true", 2)]
    [TestCase("/010515178000?includeBelow=true", 2)]
    [TestCase("/010000000000?includeBelow=true", 2)]
    [TestCase("/050000000000", 0)]
    [TestCase("/050000000000?includeBelow=true", 4)]
    [TestCase("/010515178013?includeAbove=true", 2)]
    public async Task An_area_has_what_is_in_it_when_that_is_asked_for(string area, int rows) => Assert.That(await Rows(Data + area), Has.Length.EqualTo(rows));

    [Test]
    public async Task Above_are_the_Kreis_and_the_Verband()
    {
        var cell = await Report(Dithmarschen, Residence, new { level = 3, validOn = "2025-01-01", evidenceUrl = "https://dithmarschen.de/" });
        await App.WaitForNonStaleProjectionDataAsync();
        try
        {
            var above = await Rows($"{Data}/{BuesumArs}?includeAbove=true");
            Assert.That(above.Texts("ars").Distinct(), Is.EquivalentTo((string[])["010510000000", BuesumArs]));
            Assert.That((await Rows($"{Data}/{BuesumArs}")).Texts("ars").Distinct(), Is.EqualTo((string[])[BuesumArs]));
        }
        finally
        {
            await Withdraw(Dithmarschen, cell);
        }
    }

    [Test]
    public async Task The_csv_has_the_same_rows()
    {
        var answer = await App.Anonymous.GetAsync($"{Data}/050000000000?includeBelow=true&filetype=csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/csv"));
        Assert.That(lines[0], Is.EqualTo(string.Join(',', Members)));
        Assert.That(lines[1..^1], Is.EqualTo((await Rows($"{Data}/050000000000?includeBelow=true")).Select(row =>
            string.Join(',', Members.Select(member => row.GetProperty(member).ToString() is var text && text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text)))));
    }

    [Test]
    public async Task Areas_are_the_Bund_the_Laender_and_all_units()
    {
        var areas = (await GetJson("/dashboard-api/v1/ars")).EnumerateArray().ToArray();

        Assert.That(areas.Texts("ars"), Is.Ordered.And.Unique.And.SupersetOf((string[])["000000000000", "050000000000", BonnArs, "010510000000"]));
        Assert.That(areas.Single(area => area.Text("ars") == BuesumArs).Text("bundesland"), Is.EqualTo("Schleswig-Holstein"));
    }

    [Test]
    public async Task What_does_not_exist_is_said()
    {
        var xlsx = await AssertProblem(await App.Anonymous.GetAsync($"{Data}?filetype=xlsx"), 406, "not-acceptable");
        Assert.That(xlsx.Text("detail"), Does.Contain("filetype=csv"));
        await AssertProblem(await App.Anonymous.GetAsync($"{Data}/059990000000"), 404, "unknown-municipality");
        await AssertInvalid(await App.Anonymous.GetAsync($"{Data}/05315"), "invalid-key", parameter: "ars");
        await AssertInvalid(await App.Anonymous.GetAsync($"{Data}?size=1001"), "size-out-of-range", parameter: "size");
        await AssertInvalid(await App.Anonymous.GetAsync($"{Data}?page=-1"), "page-out-of-range", parameter: "page");
    }

    [Test]
    public async Task Who_has_the_page_gets_304()
    {
        var first = await App.Anonymous.GetAsync($"{Data}/{BonnArs}");

        Assert.That((await App.Anonymous.Get($"{Data}/{BonnArs}", ("If-None-Match", first.Headers.ETag!.ToString()))).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    /// <summary>Other tests count the rows.</summary>
    async Task Withdraw(string unit, JsonElement cell)
    {
        var withdrawn = await App.ClientFor("reporter", unit).PostAsJsonAsync(CellUrl(unit, Residence) + "/withdrawals", new { position = cell.Number("position"), reason = "a mistake" });
        Assert.That(withdrawn.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        await App.WaitForNonStaleProjectionDataAsync();
    }

    async Task<JsonElement[]> Rows(string url) => [.. (await GetJson(url)).GetProperty("content").EnumerateArray()];
}
