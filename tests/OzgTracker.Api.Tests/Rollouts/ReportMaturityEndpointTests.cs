using System.Net.Http.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ReportMaturityEndpointTests : CellCommandFixture
{
    protected override string Recorded => "maturity_reported";

    protected override CellRequest WellFormed => Reports(new { level = 3, validOn = "2025-05-03", evidenceUrl = "https://service.example.de/" });

    protected override MisshapenRequest Misshapen => new(Reports(new { level = 3, leikaIds = (string[])[ResidenceLeika, "99"] }), "invalid-leika-id", "/leikaIds/1");

    static string Tomorrow => DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd", null);

    [Test]
    public async Task A_reported_level_appears_in_the_cell()
    {
        var (unit, ozgId) = NewCell();

        await Report(unit, ozgId, new { level = 3, validOn = "2025-05-03", evidenceUrl = "https://service.example.de/" });

        var cell = await GetJson(CellUrl(unit, ozgId));
        Assert.That(cell.Number("level"), Is.EqualTo(3));
        Assert.That(cell.Text("since"), Is.EqualTo("2025-05-03"));
        Assert.That(cell.Text("status"), Is.EqualTo("reported"));
        Assert.That(cell.Text("evidence"), Is.EqualTo("supported"));
        Assert.That(cell.Text("evidenceUrl"), Is.EqualTo("https://service.example.de/"));
        Assert.That(cell.GetProperty("conform").GetBoolean(), Is.True);
    }

    [Test]
    public async Task The_lowest_criterion_decides_and_is_named()
    {
        var (unit, ozgId) = NewCell();

        var cell = await Report(unit, ozgId, new { criteria = new { bezahlung = 4, nachweise = 2 } });

        Assert.That(cell.Number("level"), Is.EqualTo(2));
        Assert.That(cell.GetProperty("blockingCriteria").EnumerateArray().Select(criterion => criterion.GetString()), Is.EqualTo((string[])["nachweise"]));
    }

    [Test]
    public async Task A_report_on_one_LeiKa_service_shows_which_one()
    {
        var cell = await Report(Berlin, Residence, new { level = 4, validOn = "2025-01-01", leikaIds = (string[])[ResidenceLeika] });

        Assert.That(cell.GetProperty("leika").ToString(), Is.EqualTo($"{{\"{ResidenceLeika}\":4}}"));
    }

    [Test]
    public async Task A_report_without_a_day_holds_from_today()
    {
        var (unit, ozgId) = NewCell();

        var cell = await Report(unit, ozgId, new { level = 1 });

        Assert.That(cell.Text("since"), Is.EqualTo(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-dd", null)));
    }

    [Test]
    public async Task A_unit_answers_to_its_AGS_and_to_its_ARS()
    {
        await App.ClientFor("reporter", Bonn).PostAsJsonAsync(CellUrl(BonnArs, Passport) + "/reports", new { level = 2 });

        Assert.That((await GetJson(CellUrl(Bonn, Passport))).Number("level"), Is.EqualTo(2));
        Assert.That((await GetJson(CellUrl(BonnArs, Passport))).Text("municipality"), Is.EqualTo(Bonn));
    }

    static IEnumerable<TestCaseData> Forbidden()
    {
        yield return Case(new { level = 5 }, "level-outside-model", "level 5 in ozg-1.1");
        yield return Case(new { level = -1 }, "level-outside-model", "negative level");
        yield return Case(new { level = 1, validOn = Tomorrow }, "date-in-future", "day in the future");
        yield return Case(new { level = 1, validOn = "9999-12-31" }, "date-in-future", "last day of the calendar");
        yield return Case(new { level = 1, reportedAt = "2999-01-01T00:00:00Z" }, "date-in-future", "reported in the future");
        yield return Case(new { level = 1, validOn = "1989-12-31" }, "date-too-early", "day before the web");
        yield return Case(new { level = 1, validOn = "0001-01-01" }, "date-too-early", "first day of the calendar");
        yield return Case(new { level = 3, evidenceUrl = "javascript:alert(1)" }, "evidence-not-http", "evidence javascript:");
        yield return Case(new { level = 3, evidenceUrl = "/service" }, "evidence-not-http", "relative evidence");
        yield return Case(new { level = 3, evidenceUrl = "" }, "evidence-not-http", "empty evidence");
        yield return Case(new { level = 3, evidenceUrl = "https://a:b@bonn.de/" }, "evidence-not-http", "evidence with credentials");
        yield return Case(new { level = 3, leikaIds = (string[])["99000000000000"] }, "leika-not-in-service", "foreign LeiKa service");
        yield return Case(new { level = 3, criteria = new { bezahlung = 3 } }, "level-or-criteria", "level and criteria");
        yield return Case(new { }, "level-or-criteria", "neither level nor criteria");
        yield return Case(new { criteria = new { kaffee = 3 } }, "unknown-criterion", "unknown criterion");
        yield return Case(new { criteria = new { bezahlung = 5 } }, "level-outside-model", "criterion at level 5");
    }

    static TestCaseData Case(object report, string code, string name) => new TestCaseData(report, code).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Forbidden))]
    public async Task A_report_that_cannot_be_true_is_refused(object report, string code)
    {
        var response = await App.ClientFor("reporter", Cologne).PostAsJsonAsync(CellUrl(Cologne, Passport) + "/reports", report);

        await AssertProblem(response, 409, code);
        Assert.That(await History(Cologne, Passport), Is.Empty);
    }

    [Test]
    public async Task A_model_that_nobody_published_is_not_found() =>
        await AssertProblem(await Send(App.ClientFor("reporter", Bonn), Bonn, Residence, Reports(new { model = "ozg-9", level = 1 })), 404, "unknown-model");

    [TestCase("Rückfragen an erika.mustermann@bonn.de")]
    [TestCase("Tel. 0228 77 12 34")]
    [TestCase("+49 228 771234")]
    public async Task Personal_data_has_no_place_in_the_log(string note) =>
        await AssertInvalid(await Send(App.ClientFor("reporter", Bonn), Bonn, Residence, Reports(new { level = 1, note })), "personal-data", "/note");

    [Test]
    public async Task A_note_about_the_service_is_kept()
    {
        var (unit, ozgId) = NewCell();

        await Report(unit, ozgId, new { level = 2, note = "Seit 05.03.2025 über das Portal, 10124 Fälle" });

        Assert.That((await History(unit, ozgId))[0].GetProperty("data").Text("note"), Is.EqualTo("Seit 05.03.2025 über das Portal, 10124 Fälle"));
    }

    [Test]
    public async Task Texts_and_lists_have_an_end()
    {
        var response = await App.ClientFor("reporter", Bonn).PostAsJsonAsync(CellUrl(Bonn, Residence) + "/reports", new
        {
            level = 1,
            note = new string('a', 501),
            evidenceUrl = "https://bonn.de/" + new string('a', 2_000),
            leikaIds = Enumerable.Repeat(ResidenceLeika, 1_001),
        });

        var problem = await AssertProblem(response, 400, "invalid-request");
        Assert.That(problem.Errors("pointer"), Is.EquivalentTo((string[])["/note", "/evidenceUrl", "/leikaIds"]));
    }

    protected override Task<CellRequest> Given(string unit, string ozgId) => Task.FromResult(WellFormed);

    protected override async Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId)
    {
        await App.ClientFor("reporter", unit)
            .PutAsJsonAsync(CellUrl(unit, ozgId) + "/not-competent", new { reason = "Aufgabe des Kreises", validFrom = "2024-01-01" });
        return (WellFormed, "not-competent");
    }

    static CellRequest Reports(object body) => new(HttpMethod.Post, "/reports", body);
}
