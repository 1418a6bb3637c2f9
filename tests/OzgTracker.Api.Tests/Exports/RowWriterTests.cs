using System.Globalization;
using System.Text;
using System.Text.Json;
using OzgTracker.Api.Exports;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Tests.Exports;

public sealed class RowWriterTests
{
    static readonly ExportColumn[] Columns = [new("first", "Erste"), new("second", "Zweite")];

    [TestCase("plain", "plain")]
    [TestCase("Rhein, Main", "\"Rhein, Main\"")]
    [TestCase("say \"so\"", "\"say \"\"so\"\"\"")]
    [TestCase("two\nlines", "\"two\nlines\"")]
    [TestCase("=1+1", "'=1+1")]
    [TestCase("+49", "'+49")]
    [TestCase("-1", "'-1")]
    [TestCase("@sum", "'@sum")]
    [TestCase("\tx", "'\tx")]
    [TestCase("\rx", "\"'\rx\"")]
    [TestCase("\0x", "'\0x")]
    [TestCase("=\"a\",b", "\"'=\"\"a\"\",b\"")]
    [TestCase("1=1", "1=1")]
    [TestCase("", "")]
    [TestCase("Büsum", "Büsum")]
    public void Csv_quotes_what_it_must_and_guards_what_a_spreadsheet_would_run(string text, string expected) =>
        Assert.That(Row(new ExportLayout(IsJson: false), text), Is.EqualTo($"{expected},\r\n"));

    [TestCase("=1+1")]
    [TestCase("say \"so\" \\ not")]
    [TestCase("two\r\nlines\t\u0001")]
    [TestCase("Büsum € 😀")]
    [TestCase("")]
    public void Ndjson_has_the_text_as_it_is(string text)
    {
        var line = Row(new ExportLayout(IsJson: true), text);

        Assert.That(line, Does.EndWith("\n"));
        Assert.That(line.Count(letter => letter == '\n'), Is.EqualTo(1));
        Assert.That(JsonDocument.Parse(line).RootElement.Text("first"), Is.EqualTo(text));
        Assert.That(JsonDocument.Parse(line).RootElement.IsNull("second"), Is.True);
    }

    [Test]
    public void German_Excel_gets_its_delimiter_its_comma_its_names_and_its_mark()
    {
        var writer = new RowWriter(new ExportLayout(false, ';', DecimalComma: true, GermanHeader: true, Bom: true), Columns);
        writer.Header();
        writer.Text("a;b,c");
        writer.Decimal(1234.5m);
        writer.EndRow();

        Assert.That(writer.Written.ToArray()[..3], Is.EqualTo((byte[])[0xEF, 0xBB, 0xBF]));
        Assert.That(Encoding.UTF8.GetString(writer.Written.Span[3..]), Is.EqualTo("Erste;Zweite\r\n\"a;b,c\";1234,5\r\n"));
    }

    [TestCase("2026-11-22T07:20:48.405273Z")]
    [TestCase("2026-11-22T07:20:48.4Z")]
    [TestCase("2026-01-02T00:00:00Z")]
    [TestCase("0001-01-01T00:00:00.000001Z")]
    public void A_moment_reads_as_everywhere_in_the_API(string text)
    {
        var moment = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var writer = new RowWriter(new ExportLayout(false), Columns);
        writer.Moment(moment);

        Assert.That(Encoding.UTF8.GetString(writer.Written.Span), Is.EqualTo(text).And.EqualTo(ApiJson.Text(moment)));
    }

    [Test]
    public void Numbers_flags_and_days_have_types_in_Ndjson()
    {
        var writer = new RowWriter(new ExportLayout(true), [.. Columns, new("third", ""), new("fourth", ""), new("fifth", "")]);
        writer.Number(42);
        writer.Flag(true);
        writer.Day(new DateOnly(2026, 2, 3));
        writer.Decimal(0.125m);
        writer.Key("05314000");
        writer.EndRow();

        Assert.That(Encoding.UTF8.GetString(writer.Written.Span), Is.EqualTo("{\"first\":42,\"second\":true,\"third\":\"2026-02-03\",\"fourth\":0.125,\"fifth\":\"05314000\"}\n"));
    }

    [Test]
    public void What_many_rows_share_is_written_as_if_it_were_written_each_time()
    {
        foreach (var layout in (ExportLayout[])[new(false), new(true)])
        {
            var writer = new RowWriter(layout, Columns);
            var shared = writer.Render(1, one => one.Text("x,\"y"));
            writer.Number(1);
            writer.Rendered(shared, 1);
            writer.EndRow();
            var plain = new RowWriter(layout, Columns);
            plain.Number(1);
            plain.Text("x,\"y");
            plain.EndRow();

            Assert.That(writer.Written.ToArray(), Is.EqualTo(plain.Written.ToArray()));
        }
    }

    [Test]
    public void A_row_with_a_value_missing_is_a_defect()
    {
        var writer = new RowWriter(new ExportLayout(false), Columns);
        writer.Number(1);

        Assert.Throws<InvalidOperationException>(writer.EndRow);
    }

    static string Row(ExportLayout layout, string text)
    {
        var writer = new RowWriter(layout, Columns);
        writer.Text(text);
        writer.Null();
        writer.EndRow();
        return Encoding.UTF8.GetString(writer.Written.Span);
    }
}
