using System.Text;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ReportFileTests : ReportFileFixture
{
    [Test]
    public async Task Each_line_has_a_result_in_its_order_and_a_summary_ends_them()
    {
        var lines = NewLines(12_000);

        var answer = await Lines(string.Join('\n', lines));

        Assert.That(answer.SkipLast(1).Select(line => line.Number("index")), Is.EqualTo(Enumerable.Range(0, 12_000)));
        Assert.That(answer.SkipLast(1).Select(line => line.Text("status")).Distinct(), Is.EqualTo((string[])["accepted"]));
        Assert.That(Summary(answer), Is.EqualTo(Counts(12_000, 0, 0)));
        var (unit, service) = Cell(11_999);
        var history = await Items(CellUrl(unit, service) + "/history");
        Assert.That((history[^1].Number("position"), history[^1].Number("version")), Is.EqualTo((answer[11_999].Number("position"), answer[11_999].Number("version"))));
        Assert.That(history.Select(happened => happened.Text("source")).Distinct(), Is.EqualTo((string[])["self"]));
    }

    [Test]
    public async Task The_same_file_again_is_unchanged_and_records_no_event()
    {
        var body = string.Join('\n', NewLines(11_000));
        await Lines(body);
        var before = await Events();

        var again = await Lines(body);

        Assert.That(Summary(again), Is.EqualTo(Counts(0, 11_000, 0)));
        Assert.That(await Events(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_line_sees_what_the_pages_before_it_recorded()
    {
        var lines = NewLines(5_000);

        var answer = await Lines(string.Join('\n', (string[])[.. lines, .. lines, .. lines]));

        Assert.That(Summary(answer), Is.EqualTo(Counts(5_000, 10_000, 0)));
    }

    [Test]
    public async Task What_is_not_ones_own_or_not_a_report_is_refused_alone()
    {
        var good = NewLines(3);

        var answer = await Lines(string.Join('\n', good[0], Line((Bonn, Residence), new(2025, 1, 1), 2), "{\"level\":", good[1], Line(("9770000", Residence), new(2025, 1, 1), 2), "", good[2]));

        Assert.That(answer.SkipLast(1).Select(line => line.TryGetProperty("code", out var code) ? code.GetString() : line.Text("status")),
            Is.EqualTo((string[])["accepted", "outside-your-keys", "invalid-json", "accepted", "leading-zero-lost", "accepted"]));
        Assert.That(answer[2].Number("line"), Is.EqualTo(3));
        Assert.That(answer.SkipLast(1).Where(line => line.Text("status") == "refused").All(line => line.Text("detail")!.Length > 0));
        Assert.That(Summary(answer), Is.EqualTo(Counts(3, 0, 3)));
        Assert.That(Internals().Match(string.Join('\n', answer)).Value, Is.Empty);
    }

    [Test]
    public async Task Results_may_leave_out_what_went_well()
    {
        var answer = await Lines(string.Join('\n', (string[])[.. NewLines(20), "7"]), "?results=refused");

        Assert.That(answer, Has.Length.EqualTo(2));
        Assert.That(answer[0].Number("index"), Is.EqualTo(20));
        Assert.That(Summary(answer), Is.EqualTo(Counts(20, 0, 1)));
    }

    [Test]
    public async Task A_table_is_read_with_German_headers_and_in_Windows_1252()
    {
        var file = $"Gemeindeschlüssel;OZG-ID;Reifegrad;Datum;Bemerkung\r\n{Ags(1)};{Residence};3,0;01.05.2011;läuft früh\r\n{Ags(2)};{Residence};3,5;01.05.2011;\r\n";
        var body = new ByteArrayContent(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(file));
        body.Headers.ContentType = new("text/csv");

        var answer = LinesOf(await (await Post(body)).Content.ReadAsStringAsync());

        Assert.That(Summary(answer), Is.EqualTo(Counts(1, 0, 1)));
        Assert.That((answer[1].Text("code"), answer[1].Number("line")), Is.EqualTo(("level-not-whole", 3L)));
        var history = await Items(CellUrl(Ags(1), Residence) + "/history");
        Assert.That(history.Select(happened => happened.GetProperty("data")).Where(data => data.Text("validOn") == "2011-05-01").Select(data => data.Text("note")), Is.EqualTo((string[])["läuft früh"]));
    }

    [Test]
    public async Task A_LeiKa_service_tells_its_OZG_service()
    {
        var answer = await Lines($$"""{"ags":"{{Ags(3)}}","leika_key":"{{ResidenceLeika}}","level":2,"validOn":"2012-01-01"}""");

        Assert.That((answer[0].Text("status"), answer[0].Text("ozgId")), Is.EqualTo(("accepted", Residence)));
    }

    [Test]
    public async Task A_Verband_speaks_for_its_members_by_a_file_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/reports?onBehalfOf={BuesumWesselburen}") { Content = Content($"ozg_id;stufe;seit\n{Passport};2;2012-01-01\n", "text/csv; charset=utf-8") };

        var answer = LinesOf(await (await App.ClientFor("reporter", BuesumWesselburen).SendAsync(request)).Content.ReadAsStringAsync());

        Assert.That((answer[0].Text("municipality"), answer[0].Text("status")), Is.EqualTo((Buesum, "accepted")));
        Assert.That((await Items(CellUrl(Buesum, Passport) + "/history")).Last().Text("onBehalfOf"), Is.EqualTo(BuesumWesselburen));
    }

    [Test]
    public async Task A_long_JSON_array_is_taken_page_by_page_and_answered_as_JSON()
    {
        var lines = NewLines(7_000);

        var response = await Post(Content($"{{\"items\":[{string.Join(',', (string[])[.. lines, "null", "{\"level\":\"3\"}"])}]}}", "application/json"));

        var answer = await Json(response);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        Assert.That(answer.GetProperty("items").GetArrayLength(), Is.EqualTo(7_002));
        Assert.That(answer.GetProperty("items")[7_001].Text("code"), Is.EqualTo("invalid-value"));
        Assert.That(answer.GetProperty("summary").ToString(), Is.EqualTo(Counts(7_000, 0, 2)));
    }

    [Test]
    public async Task The_form_of_the_results_is_the_clients_choice()
    {
        var asJson = await Post(Content(NewLines(1)[0]), accept: "application/json");
        var asLines = await Post(Content($"[{NewLines(1)[0]}]", "application/json"), accept: "application/x-ndjson");

        Assert.That((await Json(asJson)).GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        Assert.That(LinesOf(await asLines.Content.ReadAsStringAsync()), Has.Length.EqualTo(2));
        await AssertProblem(await Post(Content(NewLines(1)[0]), accept: "text/csv"), 406, "not-acceptable");
    }

    [Test]
    public async Task A_body_that_is_nothing_of_the_kind_is_refused_as_a_whole()
    {
        await AssertProblem(await Post(Content("x", "text/plain")), 415, "unsupported-media-type");
        await AssertProblem(await Post(Content("x", "text/csv; charset=utf-16")), 415, "unsupported-media-type");
        await AssertInvalid(await Post(Content("\n\n")), "missing-value");
        await AssertInvalid(await Post(Content("ort;stufe\nBonn;3", "text/csv")), "columns-missing");
        await AssertInvalid(await Post(Content("PK\u0003\u0004")), "file-not-text");
        await AssertInvalid(await Post(Content("[" + NewLines(1)[0], "application/json")), "body-cut-off");
        await AssertInvalid(await Post(Content(NewLines(1)[0]), "?atomicity=some"), "invalid-value", parameter: "atomicity");
        await AssertInvalid(await Post(Content(NewLines(1)[0]), "?results=good"), "invalid-value", parameter: "results");
    }

    [Test]
    public async Task A_dry_run_says_what_would_be_and_records_nothing()
    {
        var before = await Events();

        Assert.That(Summary(await Lines(string.Join('\n', NewLines(6_000)), "?dryRun=true")), Is.EqualTo(Counts(6_000, 0, 0)));
        Assert.That(await Events(), Is.EqualTo(before));
    }

    [Test]
    public async Task All_or_nothing_records_nothing_when_one_is_refused()
    {
        var lines = NewLines(2_000);
        var before = await Events();

        var refused = await Lines(string.Join('\n', (string[])[.. lines, "null"]), "?atomicity=all");
        var between = await Events();
        var accepted = await Lines(string.Join('\n', lines), "?atomicity=all");

        Assert.That(Summary(refused), Is.EqualTo(Counts(0, 0, 2_001)));
        Assert.That(refused[0].Text("code"), Is.EqualTo("others-refused"));
        Assert.That(between, Is.EqualTo(before));
        Assert.That(Summary(accepted), Is.EqualTo(Counts(2_000, 0, 0)));
        await AssertProblem(await Post(Content(string.Join('\n', NewLines(10_001))), "?atomicity=all"), 409, "too-many-cells");
    }
}
