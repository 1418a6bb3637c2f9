using OzgTracker.Intake.Reports;

namespace OzgTracker.Intake.Tests.Reports;

public sealed class JsonReportReaderTests
{
    const string Good = """{"municipality":"05314000","ozgId":"10124","level":3,"note":"eckig ]}, \" und {"}""";

    [TestCase("[{0},{0}]", 1)]
    [TestCase(" [ {0} ,\n {0} ] ", 3)]
    [TestCase("{{\"items\":[{0},{0}]}}", 5)]
    [TestCase(" {{ \"items\" : [ {0} , {0} ] }} \n", 1)]
    [TestCase("[{0},{0}]", 100_000)]
    public async Task Each_item_is_a_report_wherever_the_input_is_cut(string form, int atOnce)
    {
        var reader = ReportReader.Json(new Rows.Trickle(Input.Bytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Good)), atOnce));

        var rows = await Rows.Of(reader);

        Assert.That(reader.Failure, Is.Null);
        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, null]));
        Assert.That(rows[1].Note, Is.EqualTo("eckig ]}, \" und {"));
    }

    [TestCase("[]")]
    [TestCase(" [ ] ")]
    [TestCase("{\"items\":[]}")]
    public async Task Nothing_is_no_failure(string json)
    {
        var reader = ReportReader.Json(Input.Of(json));

        Assert.That(await Rows.Of(reader), Is.Empty);
        Assert.That(reader.Failure, Is.Null);
    }

    [Test]
    public async Task What_is_no_report_costs_one_item()
    {
        var rows = await Rows.Of(ReportReader.Json(Input.Of($$"""[{{Good}},null,7,"text",[1,2],{"level":"3"},{"level":},{{Good}}]""")));

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, "invalid-request", "invalid-request", "invalid-request", "invalid-request", "invalid-value", "invalid-json", null]));
    }

    [TestCase("[{0}", "body-cut-off", 1)]
    [TestCase("[{0},", "body-cut-off", 1)]
    [TestCase("[{0},{{\"note\":\"", "body-cut-off", 1)]
    [TestCase("{{\"items\":[{0}]", "body-cut-off", 1)]
    [TestCase("", "body-cut-off", 0)]
    [TestCase("[{0} {0}]", "invalid-json", 1)]
    [TestCase("[{0},,{0}]", "invalid-json", 1)]
    [TestCase("[{0},]", "invalid-json", 1)]
    [TestCase("[{0}]]", "invalid-json", 1)]
    [TestCase("{0}", "invalid-json", 0)]
    [TestCase("{{\"other\":[{0}]}}", "invalid-json", 0)]
    [TestCase("7", "invalid-json", 0)]
    public async Task A_broken_array_ends_where_it_breaks(string form, string code, int good)
    {
        var reader = ReportReader.Json(new Rows.Trickle(Input.Bytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Good)), 11));

        var rows = await Rows.Of(reader);

        Assert.That(reader.Failure?.Code, Is.EqualTo(code));
        Assert.That(rows.Codes(), Is.EqualTo(Enumerable.Repeat<string?>(null, good)));
    }

    [Test]
    public async Task An_item_of_ten_megabytes_costs_one_item_and_is_not_held()
    {
        var input = Input.Of($$"""[{{Good}},{"note":"{{new string('x', 10_000_000)}}"},{{Good}}]""");
        var reader = ReportReader.Json(input);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var rows = await Rows.Of(reader);

        Assert.That(rows.Codes(), Is.EqualTo((string?[])[null, "item-too-long", null]));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }
}
