using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Bi;

/// <summary>What lies in <c>deploy/bi</c>, run by the tools that it is for, or parsed as they do.</summary>
public sealed partial class BiToolsTests : BiFixture
{
    static IEnumerable<string> PowerQueries => Directory.GetFiles(Path.Combine(BiTool.Folder, "powerquery"), "*.pq").Order(StringComparer.Ordinal);

    [Test]
    public async Task Power_Query_files_are_M()
    {
        var parsed = await BiTool.Node("parse.mjs", [.. PowerQueries]);
        Assert.That((parsed.ExitCode, parsed.Output.Trim()), Is.EqualTo((0, "4 parsed")), parsed.ToString());
    }

    [Test]
    public async Task What_is_not_M_is_found()
    {
        var broken = Path.Combine(Directory.CreateTempSubdirectory("ozgtracker-m-").FullName, "broken.pq");
        await File.WriteAllTextAsync(broken, "let x = [a = 1 in x");
        Assert.That((await BiTool.Node("parse.mjs", [broken])).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Power_Query_asks_one_constant_address_and_puts_the_rest_into_the_query()
    {
        var calls = PowerQueries.SelectMany(file => WebContents().Matches(File.ReadAllText(file)).Select(call => (Path.GetFileName(file), call.Groups[1].Value))).ToArray();
        Assert.That(calls, Has.Length.EqualTo(3));
        Assert.That(calls.Select(call => call.Value), Is.All.EqualTo("address").IgnoreCase, "The Power BI service refreshes nothing whose address is put together.");
    }

    [Test]
    public async Task Every_panel_of_the_dashboard_has_an_answer()
    {
        var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(BiTool.Folder, "grafana", "service.json"))).RootElement;
        var statements = dashboard.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("targets")[0].Text("rawSql")!)
            .Concat(dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Where(variable => variable.Text("type") == "query").Select(variable => variable.Text("query")!))
            .ToArray();

        foreach (var statement in statements)
        {
            var sql = TimeFilter().Replace(statement, "$1 between '2020-01-01' and '2099-12-31'")
                .Replace("${service}", Residence, StringComparison.Ordinal).Replace("${model}", "ozg-1.1", StringComparison.Ordinal)
                .Replace("${state:sqlstring}", "'01','05'", StringComparison.Ordinal);
            Assert.That(sql, Does.Not.Contain("$"), "A variable that nobody sets.");
            Assert.That(await Count(sql), Is.Positive, sql);
        }

        Assert.That(statements, Has.Length.EqualTo(9));
    }

    [Test]
    public async Task Every_question_for_Metabase_has_an_answer()
    {
        var questions = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(BiTool.Folder, "metabase", "questions.json"))).RootElement.EnumerateArray().ToArray();
        Assert.That(questions, Has.Length.EqualTo(6));
        foreach (var question in questions)
        {
            var native = question.GetProperty("dataset_query").GetProperty("native");
            var sql = native.Text("query")!;
            foreach (var tag in native.GetProperty("template-tags").EnumerateObject())
                sql = sql.Replace($"{{{{{tag.Name}}}}}", $"'{tag.Value.Text("default")}'", StringComparison.Ordinal);
            Assert.That(sql, Does.Not.Contain("{{"), question.Text("name"));
            var name = question.Text("name")!;
            if (name.Contains("Meile", StringComparison.Ordinal)) sql = sql.Replace(Residence, HousingBenefit, StringComparison.Ordinal);   // which Bonn has not reported
            var rows = await Count(sql.Replace("'100000-499999'", "'>=500000'", StringComparison.Ordinal));
            Assert.That(rows, name.Contains("Feststellungen", StringComparison.Ordinal) ? Is.Zero : Is.Positive, name);
        }
    }

    [Test]
    public async Task Through_ODBC_BI_reads_the_views()
    {
        var answer = await BiTool.Isql(Odbc(), $"select ags, level, since from bi.fact_status join bi.dim_municipality using (unit) where ozg_id = '{Residence}' and model = 'ozg-1.1' and status = 'reported' order by 1");
        Assert.That(answer.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo((string[])[$"{Buesum}\t0\t2023-07-01", $"{Bonn}\t3\t2025-03-01", $"{Cologne}\t3\t2024-03-31"]), answer.ToString());
    }

    [TestCase("select * from log.mt_events", "42501")]
    [TestCase("select * from read.status", "42501")]
    [TestCase("delete from bi.fact_status", "25006|55000|42501")]
    [TestCase("create table mine (x int)", "25006|42501")]
    public async Task Through_ODBC_nothing_else_can_be_done(string sql, string states)
    {
        var answer = await BiTool.Isql(Odbc(), sql);
        Assert.That(answer.ToString(), Does.Match($@"\[({states})\]"));
    }

    [Test]
    public async Task Through_ODBC_a_statement_is_cut_at_the_timeout()
    {
        var usual = await BiTool.Isql(Odbc(), "show statement_timeout");
        Assert.That(usual.Output.Trim(), Is.EqualTo("1min"), usual.ToString());

        // The same a minute earlier.
        await Do($"alter role {Roles.Bi} in database \"{new NpgsqlConnectionStringBuilder(App.OwnerConnectionString).Database}\" set statement_timeout = '300ms'");
        try
        {
            var cut = await BiTool.Isql(Odbc(), "select pg_sleep(50)");
            Assert.That(cut.ToString(), Does.Contain("57014"));
        }
        finally
        {
            await Do($"alter role {Roles.Bi} in database \"{new NpgsqlConnectionStringBuilder(App.OwnerConnectionString).Database}\" reset statement_timeout");
        }
    }

    [Test]
    public async Task Pandas_asks_the_views()
    {
        var settings = new NpgsqlConnectionStringBuilder(Roles.As(Roles.Bi, App.OwnerConnectionString));
        var answer = await BiTool.Python("views.py", [Residence], ("OZG_BI", $"host={settings.Host} port={settings.Port} dbname={settings.Database} user={settings.Username} password={settings.Password}"));
        Assert.That(answer.ExitCode, Is.Zero, answer.ToString());
        Assert.That(answer.Output.Trim(), Is.EqualTo(
            """[{"state_name": "Nordrhein-Westfalen", "reported": 2, "conform": 2, "share": 1.0}, {"state_name": "Schleswig-Holstein", "reported": 1, "conform": 0, "share": 0.0}]"""));
    }

    string Odbc()
    {
        var settings = new NpgsqlConnectionStringBuilder(Roles.As(Roles.Bi, App.OwnerConnectionString));
        return $"DRIVER=PostgreSQL Unicode;SERVER={settings.Host};PORT={settings.Port};DATABASE={settings.Database};UID={settings.Username};PWD={settings.Password}";
    }

    async Task<long> Count(string sql) => await Ask<long>($"select count(*) from ({sql}) as rows");

    [GeneratedRegex(@"Web\.Contents\(\s*([^,\s]+),")]
    private static partial Regex WebContents();

    [GeneratedRegex(@"\$__timeFilter\(([^)]+)\)")]
    private static partial Regex TimeFilter();
}
