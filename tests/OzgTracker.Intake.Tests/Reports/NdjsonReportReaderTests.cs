using OzgTracker.Intake.Reports;

namespace OzgTracker.Intake.Tests.Reports;

public sealed class NdjsonReportReaderTests
{
    const string Good = """{"municipality":"05314000","ozgId":"10124","level":3,"validOn":"2025-05-01","evidenceUrl":"https://bonn.de","note":"läuft"}""";

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(100_000)]
    public async Task Each_line_is_a_report_wherever_the_input_is_cut(int atOnce)
    {
        var rows = await Rows.Of(ReportReader.Ndjson(new Rows.Trickle(Input.Bytes($"\uFEFF{Good}\r\n\n  \n{Good}"), atOnce)));

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, null]));
        Assert.That(rows.Select(row => (row.Index, row.Line)), Is.EqualTo(((long, int)[])[(0, 1), (1, 4)]));
        Assert.That(
            (rows[1].Municipality, rows[1].OzgId, rows[1].Level, rows[1].ValidOn, rows[1].EvidenceUrl, rows[1].Note),
            Is.EqualTo(("05314000", "10124", 3, new DateOnly(2025, 5, 1), "https://bonn.de", "läuft")));
    }

    [Test]
    public async Task The_names_of_the_official_dashboard_and_of_German_tables_are_understood()
    {
        var row = (await Read("""{"ars":"053140000000","ozgid":10124,"leika_key":"99115005000000","Reifegrad":2,"url":"https://bonn.de","Gültig ab":"2025-05-01","ars_name":"Bonn","aktiv":"ja"}""")).Single();

        Assert.That(row.Fault, Is.Null);
        Assert.That((row.Municipality, row.OzgId, row.LeikaId, row.Level, row.EvidenceUrl), Is.EqualTo(("053140000000", "10124", "99115005000000", 2, "https://bonn.de")));
    }

    [Test]
    public async Task Lists_and_criteria_are_read()
    {
        var row = (await Read("""{"leikaIds":["99115005000000"],"criteria":{"formular":3,"nachweise":2},"reportedAt":"2025-05-01T10:00:00+02:00","model":"ozg-2.0","note":null}""")).Single();

        Assert.That(row.Fault, Is.Null);
        Assert.That(row.LeikaIds, Is.EqualTo((string[])["99115005000000"]));
        Assert.That(row.Criteria, Is.EquivalentTo(new Dictionary<string, int> { ["formular"] = 3, ["nachweise"] = 2 }));
        Assert.That(row.ReportedAt, Is.EqualTo(new DateTimeOffset(2025, 5, 1, 8, 0, 0, TimeSpan.Zero)));
    }

    [TestCase("""{"level":"3"}""", "invalid-value", "/level")]
    [TestCase("""{"level":3.5}""", "invalid-value", "/level")]
    [TestCase("""{"level":3,"maturity":3}""", "unknown-member", "/maturity")]
    [TestCase("""{"level":3,"level":2}""", "repeated-member", "/level")]
    [TestCase("""{"municipality":"05314000","ags":"05315000"}""", "repeated-member", "/ags")]
    [TestCase("""{"validOn":"01.05.2025"}""", "invalid-value", "/validOn")]
    [TestCase("""{"note":"a\u0000b"}""", "invalid-value", "/note")]
    [TestCase("""{"note":"\ud800"}""", "invalid-value", null)]
    [TestCase("""{"leikaIds":["99115005000000",7]}""", "invalid-value", "/leikaIds/1")]
    [TestCase("""{"criteria":{"formular":"3"}}""", "invalid-value", "/criteria/formular")]
    [TestCase("""{"criteria":{"formular":3,"formular":3}}""", "repeated-member", "/criteria/formular")]
    [TestCase("""{"level":3""", "invalid-json", null)]
    [TestCase("""{"level":3} {"level":3}""", "invalid-json", null)]
    [TestCase("""{"level":3,}""", "invalid-json", null)]
    [TestCase("null", "invalid-request", null)]
    [TestCase("[1]", "invalid-request", null)]
    public async Task A_line_that_is_no_report_says_why_and_costs_one_line(string line, string code, string? field)
    {
        var rows = await Read(Good, line, Good);

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, code, null]));
        Assert.That(rows[1].Fault!.Field, Is.EqualTo(field));
        Assert.That(rows[1].Fault!.Reason, Is.Not.Empty);
    }

    [Test]
    public async Task A_line_of_ten_megabytes_costs_one_line_and_is_not_held()
    {
        var input = Input.OfBytes(Input.Bytes(Good + "\n"), Input.Bytes($$"""{"note":"{{new string('x', 10_000_000)}}"}""" + "\n"), Input.Bytes(Good));
        var reader = ReportReader.Ndjson(input);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var rows = await Rows.Of(reader);

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, "line-too-long", null]));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public async Task Another_encoding_costs_the_line()
    {
        var rows = await Rows.Of(ReportReader.Ndjson(Input.OfBytes(Input.Bytes(Good + "\n"), [(byte)'{', (byte)'"', 0xFC, (byte)'"', (byte)':', (byte)'1', (byte)'}', (byte)'\n'], Input.Bytes(Good))));

        Assert.That(rows.Codes().ElementAt(0), Is.Null);
        Assert.That(rows.Codes().ElementAt(1), Is.Not.Null);
        Assert.That(rows.Codes().ElementAt(2), Is.Null);
    }

    [TestCase("PK\u0003\u0004rest")]
    [TestCase("%PDF-1.7")]
    public async Task A_file_of_another_kind_is_refused_as_a_whole(string start)
    {
        var reader = ReportReader.Ndjson(Input.Of(start));

        Assert.That(await Rows.Of(reader), Is.Empty);
        Assert.That(reader.Failure!.Code, Is.EqualTo("file-not-text"));
    }

    static Task<List<ReportRow>> Read(params string[] lines) => Rows.Of(ReportReader.Ndjson(Input.Of(lines)));
}
