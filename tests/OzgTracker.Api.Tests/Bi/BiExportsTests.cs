using System.Text.Json;

namespace OzgTracker.Api.Tests.Bi;

/// <summary>Scripts of <c>deploy/bi</c> that take lists and exports over HTTP.</summary>
public sealed class BiExportsTests : BiFixture
{
    [Test]
    public async Task Pandas_pages_through_lists_and_takes_an_export()
    {
        var answer = await BiTool.Python("pages.py", [App.Anonymous.BaseAddress!.ToString().TrimEnd('/'), "05"]);
        Assert.That(answer.ExitCode, Is.Zero, answer.ToString());
        var found = JsonDocument.Parse(answer.Output).RootElement;
        Assert.That((found.Number("units"), found.Number("cells")), Is.EqualTo(((await Items("/v1/municipalities?state=05")).Length, 2)));
        Assert.That(found.GetProperty("levels").ToString(), Is.EqualTo("""{"3": 2}"""));
        Assert.That(found.Number("position"), Is.EqualTo(await Ask<long>("select min(position) from bi.freshness")));
    }

    [Test]
    public async Task DuckDB_counts_an_export()
    {
        var folder = Directory.CreateTempSubdirectory("ozgtracker-duckdb-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "status.csv"), await App.Anonymous.GetStringAsync("/v1/exports/status.csv"));

        var answer = await BiTool.Node("duckdb.mjs", [Path.Combine(BiTool.Folder, "duckdb", "levels.sql")], folder);

        Assert.That(answer.ExitCode, Is.Zero, answer.ToString());
        var rows = JsonDocument.Parse(answer.Output).RootElement.EnumerateArray().Select(row => $"{row.Text("state")} {row.Number("level")} {row.Text("cells")}");
        Assert.That(rows, Is.EqualTo((string[])["01 0 1", "01 1 1", "05 3 2"]));
    }
}
