using System.Text;
using OzgTracker.Testing;

namespace OzgTracker.Intake.Tests.Dashboard;

public sealed class ReadDashboardTests
{
    const string Header = "leika_key;leika_name;ars;ars_name;ozgid;url;online_status;aktiv;art_flaechendeckung";

    [Test]
    public async Task A_CSV_record_becomes_a_row()
    {
        var (rows, account) = await Read(Header, "99041006017000;Elterngeld;010510000000;Dithmarschen;10000;https://a.example/eg;ok;ja;kreisweit flächendeckend");

        Assert.That(account.Errors, Is.Empty);
        Assert.That(
            (rows.Single().LineNumber, rows[0].LeikaId.Value, rows[0].Area.Value, rows[0].Url, rows[0].State),
            Is.EqualTo((2, "99041006017000", "010510000000", "https://a.example/eg", DashboardState.Online)));
    }

    [TestCase("ok", "ja", "kreisweit flächendeckend", DashboardState.Online)]
    [TestCase("nicht ok", "ja", "kreisweit flächendeckend", DashboardState.NotOk)]
    [TestCase("nicht ok", "nein", "nicht in Auswertung berücksichtigt", DashboardState.NotOk)]
    [TestCase("ok", "nein", "nicht in Auswertung berücksichtigt", DashboardState.Inactive)]
    public async Task States_tell_what_a_row_is_worth(string status, string active, string reach, DashboardState state) =>
        Assert.That((await Read(Header, $"99041006017000;E;01051;D;10000;https://a.example/;{status};{active};{reach}")).Rows.Single().State, Is.EqualTo(state));

    [TestCase("99041006017000;E;01051;D;10000;https://a.example/;ok;ja;nicht in Auswertung berücksichtigt", DashboardReader.NotEvaluated)]
    [TestCase("99041006017000;E;01051;D;10000;;ok;ja;kreisweit", DashboardReader.WithoutAddress)]
    [TestCase("10204100601700;E;01051;D;10000;https://a.example/;ok;ja;kreisweit", DashboardReader.NotInLeika)]
    public async Task Rows_that_say_nothing_are_skipped_by_reason(string record, string reason)
    {
        var (rows, account) = await Read(Header, record);

        Assert.That((rows.Count, account.ErrorCount, account.Skipped[reason]), Is.EqualTo((0, 0, 1)));
    }

    [TestCase("99041;E;01051;D;10000;https://a.example/;ok;ja;x", "leika_key", "leika-id-invalid")]
    [TestCase("99041006017000;E;0105;D;10000;https://a.example/;ok;ja;x", "ars", "area-invalid")]
    [TestCase("99041006017000;E;170510000000;D;10000;https://a.example/;ok;ja;x", "ars", "area-invalid")]
    [TestCase("99041006017000;E;01051;D;10000;ftp://a.example/;ok;ja;x", "url", "address-not-public")]
    [TestCase("99041006017000;E;01051;D;10000;https://a.example/;gut;ja;x", "online_status", "value-unknown")]
    [TestCase("99041006017000;E;01051;D;10000;https://a.example/;ok;;x", "aktiv", "field-missing")]
    public async Task A_wrong_field_is_reported_by_its_column_and_the_others_go_on(string record, string column, string code)
    {
        var (rows, account) = await Read(Header, record, "99041006017000;E;01051;D;10000;https://a.example/;ok;ja;x");

        Assert.That(account.Errors.Select(error => (error.Line, error.Field, error.Code)), Is.EqualTo(((int, string?, string)[])[(2, column, code)]));
        Assert.That(rows, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_sample_page_is_read()
    {
        await using var file = OfficialData.Open("dashboard-data-page.SYNTHETIC.json");
        var reader = new DashboardReader(file);
        var rows = await All(reader);

        Assert.That(reader.Account.Errors, Is.Empty);
        Assert.That(rows.Select(row => (row.Area.Value, row.State)), Is.EqualTo(((string, DashboardState)[])
        [
            ("010510000000", DashboardState.Online), ("053340002002", DashboardState.Online), ("160615051119", DashboardState.NotOk),
        ]));
    }

    [TestCase("[{0},{1}]")]
    [TestCase("{{\"number\":0,\"content\":[{0}],\"sort\":{{\"content\":[1]}}}}\n{{\"content\":[{1}]}}")]
    [TestCase(" {{\"content\" : [ {0} , {1} ] }} ")]
    public async Task Pages_and_arrays_of_JSON_are_read_alike(string form)
    {
        var (rows, account) = await Read(form.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
            .Replace("{0}", Row("010510000000"), StringComparison.Ordinal).Replace("{1}", Row("02"), StringComparison.Ordinal));

        Assert.That(account.Errors, Is.Empty);
        Assert.That(rows.Select(row => row.Area.Value), Is.EqualTo((string[])["010510000000", "020000000000"]));
    }

    [Test]
    public async Task Many_rows_of_JSON_are_read_through_a_small_buffer()
    {
        var (rows, account) = await Read($"{{\"content\":[{string.Join(",\n", Enumerable.Repeat(Row("02"), 5_000))}]}}");

        Assert.That((rows.Count, account.ErrorCount, account.File.Lines), Is.EqualTo((5_000, 0, 5_000)));
    }

    [Test]
    public async Task What_stands_before_a_break_of_JSON_counts()
    {
        var (rows, account) = await Read($"[{Row("02")},{Row("03")},{{\"leika_key\":");

        Assert.That(rows, Has.Count.EqualTo(2));
        Assert.That(account.Errors.Single().Code, Is.EqualTo("json-malformed"));
    }

    [TestCase("{}", "rows-missing")]
    [TestCase("a;b\n1;2", "columns-missing")]
    [TestCase("", "file-empty")]
    public async Task A_file_of_another_kind_has_one_error(string text, string code) => Assert.That((await Read(text)).Account.Errors.Single().Code, Is.EqualTo(code));

    [Test]
    public async Task A_row_of_JSON_that_is_wrong_costs_only_itself()
    {
        var (rows, account) = await Read($"[{Row("02")},{Row("17")},{{\"ars\":null}},{Row("03")}]");

        Assert.That(rows.Select(row => row.LineNumber), Is.EqualTo((int[])[1, 4]));
        Assert.That(account.Errors.Select(error => error.Line).Distinct(), Is.EqualTo((int[])[2, 3]));
    }

    static string Row(string area) =>
        $$"""{"leika_key":"99041006017000","ars":"{{area}}","ozgid":10000,"url":"https://a.example/","online_status":"ok","aktiv":"ja","art_flaechendeckung":"landesweit","more":[{"a":1}] }""";

    static async Task<(List<DashboardRow> Rows, IntakeResult<DashboardRow> Account)> Read(params string[] lines)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        var reader = new DashboardReader(file);
        return (await All(reader), reader.Account);
    }

    static async Task<List<DashboardRow>> All(DashboardReader reader)
    {
        var rows = new List<DashboardRow>();
        await foreach (var row in reader.Read()) rows.Add(row);
        return rows;
    }
}
