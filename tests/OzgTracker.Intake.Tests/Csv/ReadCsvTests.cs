using System.Text;

namespace OzgTracker.Intake.Tests.Csv;

/// <summary>What both CSV readers share, shown on the list of LeiKa services.</summary>
public sealed class ReadCsvTests
{
    const string Header = "leika_id,leika_id_roh,name,ozg_id,typ,rechtsgebiet_gesetze,gesetz_kurz,sdg1,sdg2";

    [Test]
    public async Task A_semicolon_separates_as_well()
    {
        var result = await Read(Header.Replace(',', ';'), Record(1).Replace(',', ';'));

        Assert.That(result.File.Delimiter, Is.EqualTo(';'));
        Assert.That(result.Rows, Has.Count.EqualTo(1));
    }

    [TestCase("\n")]
    [TestCase("\r\n")]
    public async Task Byte_order_mark_and_line_ends_make_no_difference(string lineEnd)
    {
        var result = await LeikaReader.Read(Input.OfBytes(Input.Bytes("\uFEFF" + Header + lineEnd + Record(1) + lineEnd + Record(2))));

        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Rows, Has.Count.EqualTo(2));
        Assert.That(result.File.HasByteOrderMark, Is.True);
    }

    [Test]
    public async Task Columns_may_stand_in_another_order_and_further_ones_are_ignored()
    {
        var result = await Read(
            "sdg2,sdg1,extra,gesetz_kurz,rechtsgebiet_gesetze,typ,ozg_id,name,leika_id_roh,leika_id",
            "0,1,x,WaffG,,1,10151,Name,,99089128001000");

        Assert.That(result.Rows.Single().Sdg1, Is.True);
    }

    [Test]
    public async Task A_missing_column_is_one_error_that_names_what_is_missing_and_what_is_there()
    {
        var result = await Read(Header.Replace("ozg_id", "ozgid", StringComparison.Ordinal), Record(1), Record(2));

        Assert.That(result.IsRefused, Is.True);
        Assert.That(result.Errors.Single().Code, Is.EqualTo("columns-missing"));
        Assert.That(result.Errors[0].Reason, Does.Contain("Missing: ozg_id. Found: 'leika_id', 'leika_id_roh', 'name', 'ozgid'"));
    }

    [Test]
    public async Task A_column_that_stands_twice_is_refused() =>
        Assert.That((await Read(Header + ",typ", Record(1))).Errors.Single().Reason, Does.Contain("the column 'typ' twice"));

    [Test]
    public async Task A_quoted_field_may_have_line_breaks_delimiters_and_quotes()
    {
        var result = await Read(Header, Record(1, "\"Förderung, \"\"neu\"\"", "und \"\"alt\"\"\""), Record(2), Record(3, "x"));

        Assert.That(result.Errors, Is.Empty);
        (int, string)[] names = [(2, "Förderung, \"neu\" und \"alt\""), (4, "Name"), (5, "x")];
        Assert.That(result.Rows.Select(row => (row.LineNumber, row.Name)), Is.EqualTo(names));
    }

    [Test]
    public async Task A_quote_that_nobody_closes_costs_one_line()
    {
        string[] later = [.. Enumerable.Range(2, 200).Select(number => Record(number, number % 7 == 0 ? "\"a, b\"" : "Name"))];
        var result = await Read([Header, Record(1, "\"Name"), .. later]);

        Assert.That((result.Errors.Single().Line, result.Errors[0].Code), Is.EqualTo((2, "quote-not-closed")));
        Assert.That(result.Rows, Has.Count.EqualTo(200));
    }

    [Test]
    public async Task A_quoted_field_ends_within_fifty_lines()
    {
        var result = await Read(Header, Record(1, ["\"Name", .. Enumerable.Repeat("", 60), "\""]), Record(2));

        Assert.That((result.Errors[0].Line, result.Errors[0].Code), Is.EqualTo((2, "quote-not-closed")));
        Assert.That(result.Rows, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Two_such_quotes_cost_two_lines()
    {
        var result = await Read(Header, Record(1, "\"Name"), Record(2), Record(3, "\"Name"), Record(4));

        int[] damaged = [2, 4];
        int[] whole = [3, 5];
        Assert.That(result.Errors.Select(error => error.Line), Is.EqualTo(damaged));
        Assert.That(result.Rows.Select(row => row.LineNumber), Is.EqualTo(whole));
    }

    [Test]
    public async Task Quotes_inside_an_unquoted_field_are_reported()
    {
        var result = await Read(Header, Record(1, "Eine \"neue\" Leistung"), Record(2));

        Assert.That((result.Errors.Single().Line, result.Errors[0].Code), Is.EqualTo((2, "record-malformed")));
        Assert.That(result.Rows, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_lone_carriage_return_does_not_hide_the_rest_of_a_line()
    {
        var result = await Read(Header, Record(1) + "\r" + Record(2), Record(3));

        Assert.That((result.Errors.Single().Line, result.Errors[0].Code), Is.EqualTo((2, "record-malformed")));
    }

    [Test]
    public async Task Too_few_and_too_many_fields_are_reported()
    {
        var result = await Read(Header, "99089128001000,,Name", Record(2) + ",x", Record(3));

        Assert.That(result.Errors.Select(error => (error.Line, error.Reason)), Is.EqualTo(new[]
        {
            (2, "Expected 9 fields as in the header; found 3."), (3, "Expected 9 fields as in the header; found 10."),
        }));
        Assert.That(result.Rows, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_line_that_is_not_utf8_is_reported_and_the_others_go_on()
    {
        var latin = Encoding.Latin1.GetBytes(Record(1, "Förderung") + "\n");
        var result = await LeikaReader.Read(Input.OfBytes(Input.Bytes(Header + "\n"), latin, Input.Bytes(Record(2))));

        Assert.That((result.Errors.Single().Line, result.Errors[0].Position, result.Errors[0].Code), Is.EqualTo((2, 18, "not-utf-8")));
        Assert.That(result.Rows, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Long_content_is_shortened_in_the_reason()
    {
        var result = await Read(Header, Record(1).Replace("10151", new string('7', 5_000), StringComparison.Ordinal));

        Assert.That(result.Errors.Single().Reason, Has.Length.LessThan(120).And.Contain("…"));
    }

    [Test]
    public async Task A_line_of_ten_megabytes_costs_one_error()
    {
        var result = await Read(Header, Record(1), new string('x', 10_000_000), Record(2));

        Assert.That(result.Errors.Single().Code, Is.EqualTo("line-too-long"));
        Assert.That(result.Rows, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_hundred_thousand_open_quotes_end_in_time()
    {
        var result = await Read([Header, .. Enumerable.Repeat("\"", 100_000)]);

        Assert.That(result.ErrorCount, Is.EqualTo(100_000));
        Assert.That(result.Errors, Has.Count.EqualTo(IntakeResult<object>.MaxListedErrors));
    }

    [Test]
    public async Task Blank_lines_mean_nothing()
    {
        var result = await Read("", Header, "", Record(1), "  ");

        Assert.That(result.IsClean, Is.True);
        Assert.That(result.Rows.Single().LineNumber, Is.EqualTo(4));
    }

    [TestCase("", "file-empty")]
    [TestCase("\n\n", "columns-missing")]
    [TestCase("%PDF-1.7", "file-not-text")]
    [TestCase("102025083112          Brandenburg", "columns-missing")]
    [TestCase("{\"content\": []}", "columns-missing")]
    [TestCase("\"leika_id", "columns-missing")]
    public async Task A_wrong_file_is_refused_with_one_error(string content, string code)
    {
        var result = await LeikaReader.Read(new MemoryStream(Input.Bytes(content)));

        Assert.That(result.IsRefused, Is.True);
        Assert.That(result.Errors.Single().Code, Is.EqualTo(code));
    }

    static string Record(int number, params string[] nameLines) =>
        $"99089{number:D3}001000,,{(nameLines.Length == 0 ? "Name" : string.Join('\n', nameLines))},10151,1,,,0,0";

    static Task<IntakeResult<LeikaRow>> Read(params string[] lines) => LeikaReader.Read(Input.Of(lines));
}
