using System.Text;
using OzgTracker.Intake.Reports;

namespace OzgTracker.Intake.Tests.Reports;

public sealed class CsvReportReaderTests
{
    static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [TestCase("ags;ozg_id;reifegrad;modell;seit;url;bemerkung", ';')]
    [TestCase("Gemeindeschlüssel,OZG-ID,Reifegradstufe,Modell,gültig ab,Nachweis,Kommentar", ',')]
    [TestCase("REGIONALSCHLUESSEL;ozgid;Stufe;Reifegradmodell;Datum;Link;note", ';')]
    public async Task Columns_are_known_by_many_names(string header, char delimiter)
    {
        var row = (await Read(header, "05314000;10124;3;ozg-1.1;01.05.2025;https://bonn.de;läuft".Replace(';', delimiter))).Single();

        Assert.That(row.Fault, Is.Null);
        Assert.That(
            (row.Municipality, row.OzgId, row.Level, row.Model, row.ValidOn, row.EvidenceUrl, row.Note),
            Is.EqualTo(("05314000", "10124", 3, "ozg-1.1", new DateOnly(2025, 5, 1), "https://bonn.de", "läuft")));
    }

    [TestCase("3,0", 3, null)]
    [TestCase("3.00", 3, null)]
    [TestCase("-1", -1, null)]
    [TestCase("3,5", null, "level-not-whole")]
    [TestCase("3,", null, "invalid-value")]
    [TestCase("drei", null, "invalid-value")]
    [TestCase("", null, null)]
    public async Task A_level_may_have_a_decimal_comma_as_long_as_it_is_whole(string text, int? level, string? code)
    {
        var row = (await Read("ags;ozgId;level", $"05314000;10124;{text}")).Single();

        Assert.That((row.Level, row.Fault?.Code), Is.EqualTo((level, code)));
    }

    [Test]
    public async Task Criteria_have_columns_of_their_own()
    {
        var row = (await Read("ags;ozgId;criterion:formular;Kriterium:nachweise;leikaIds", "05314000;10124;3;2,0;99115005000000|99115005060000")).Single();

        Assert.That(row.Criteria, Is.EquivalentTo(new Dictionary<string, int> { ["formular"] = 3, ["nachweise"] = 2 }));
        Assert.That(row.LeikaIds, Is.EqualTo((string[])["99115005000000", "99115005060000"]));
    }

    [Test]
    public async Task Windows_1252_is_recognised_by_the_first_line_that_is_not_ascii()
    {
        var rows = await Rows.Of(ReportReader.Csv(Input.OfBytes(
            Windows.GetBytes("Gemeindeschlüssel;ozgId;level;note\n05314000;10124;3;früher „ja“\n"),
            Input.Bytes("05314000;10124;3;später\n05314000;10124;3;plain\n"))));

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, "mixed-encoding", null]));
        Assert.That(rows[0].Note, Is.EqualTo("früher „ja“"));
    }

    [TestCase("")]
    [TestCase("\uFEFF")]
    public async Task A_line_in_Windows_1252_within_UTF_8_costs_that_line(string mark)
    {
        var rows = await Rows.Of(ReportReader.Csv(Input.OfBytes(
            Input.Bytes(mark + "ags;ozgId;level;note\n05314000;10124;3;später\n"), Windows.GetBytes("05314000;10124;3;früher\n"), Input.Bytes("05314000;10124;3;spät\n"))));

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, "mixed-encoding", null]));
        Assert.That(rows.Select(row => row.Line), Is.EqualTo((int[])[2, 3, 4]));
    }

    [Test]
    public async Task The_charset_of_the_sender_goes_before_the_guess()
    {
        var rows = await Rows.Of(ReportReader.Csv(Input.OfBytes(Windows.GetBytes("ags;ozgId;level;note\n05314000;10124;3;früher\n")), FileEncoding.Utf8));

        Assert.That(rows.Codes(), Is.EqualTo((string?[])["mixed-encoding"]));
    }

    [Test]
    public async Task One_bad_line_among_many_costs_one_line()
    {
        var file = new StringBuilder("ags;ozgId;level;validOn;note\n");
        for (var line = 2; line <= 50_000; line++) file.Append(line == 40_000 ? "05314000;10124\n" : "05314000;10124;3;2025-05-01;ok\n");

        var rows = await Rows.Of(ReportReader.Csv(new MemoryStream(Encoding.UTF8.GetBytes(file.ToString()))));

        var bad = rows.Single(row => row.Fault is not null);
        Assert.That((bad.Line, bad.Index, bad.Fault!.Code, rows.Count), Is.EqualTo((40_000, 39_998L, "field-count", 49_999)));
    }

    [Test]
    public async Task Quotes_keep_delimiters_and_line_breaks_and_an_open_one_costs_its_line()
    {
        var rows = await Read(
            "ags;ozgId;level;note", "05314000;10124;3;\"a;b \"\"c\"\"\"", "05314000;10124;3;\"zwei", "Zeilen\"", "05314000;10124;3;\"offen", "05314000;10124;2;gut", "05314000;10124;1;auch \"innen\"");

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, null, "quote-not-closed", null, "record-malformed"]));
        Assert.That(rows.Select(row => row.Note), Is.EqualTo((string?[])["a;b \"c\"", "zwei Zeilen", null, "gut", null]));
    }

    [Test]
    public async Task Rows_without_any_value_and_the_first_line_of_spreadsheets_are_passed_over()
    {
        var rows = await Read("sep=;", "ags;ozgId;level", ";;", "05314000;10124;3", " ; ;", "");

        Assert.That(rows.Single().Line, Is.EqualTo(4));
    }

    [TestCase("ags;ozgId", "reifegrad")]
    [TestCase("ozgId;level", "ags")]
    [TestCase("ags;level", "ozg_id")]
    [TestCase("ags;ozgId;level;Stufe", "mean the same")]
    [TestCase("ags;ars;ozgId;level", "mean the same")]
    public async Task A_header_that_lacks_something_or_says_it_twice_refuses_the_file(string header, string said)
    {
        var reader = ReportReader.Csv(Input.Of(header, "1;2;3;4"));

        Assert.That(await Rows.Of(reader), Is.Empty);
        Assert.That((reader.Failure!.Code, reader.Failure.Line), Is.EqualTo(("columns-missing", LineError.WholeFile)));
        Assert.That(reader.Failure.Reason, Does.Contain(said));
    }

    [Test]
    public async Task A_workbook_or_nothing_at_all_is_refused()
    {
        var workbook = ReportReader.Csv(Input.Of("PK\u0003\u0004", "x"));
        var nothing = ReportReader.Csv(Input.Of("", " "));

        Assert.That(await Rows.Of(workbook), Is.Empty);
        Assert.That(await Rows.Of(nothing), Is.Empty);
        Assert.That((workbook.Failure!.Code, nothing.Failure!.Code), Is.EqualTo(("file-not-text", "columns-missing")));
    }

    [Test]
    public async Task Other_columns_are_passed_over_and_named()
    {
        var reader = ReportReader.Csv(Input.Of("ags;Gemeindename;ozgId;level;rejectReason", "05314000;Bonn;10124;3;falsch"), keepText: true);

        var row = (await Rows.Of(reader)).Single();

        Assert.That((row.Fault, row.Text), Is.EqualTo(((RowFault?)null, "05314000;Bonn;10124;3;falsch")));
        Assert.That(reader.IgnoredColumns, Is.EqualTo((string[])["Gemeindename"]));
    }

    [Test]
    public async Task A_control_character_costs_its_line() =>
        Assert.That((await Read("ags;ozgId;level;note", "05314000;10124;3;a\0b")).Codes(), Is.EqualTo((string?[])["unwanted-character"]));

    static Task<List<ReportRow>> Read(params string[] lines) => Rows.Of(ReportReader.Csv(Input.Of(lines)));
}
