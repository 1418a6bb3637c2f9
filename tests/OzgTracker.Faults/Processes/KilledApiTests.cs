using System.Net.Http.Json;
using System.Text.Json;

namespace OzgTracker.Faults.Processes;

/// <summary>F01: the API is killed and started again while clients report.</summary>
public sealed class KilledApiTests() : FaultUnderLoad("F01", reports: 1_200)
{
    readonly Dictionary<string, List<string>> ranked = [];
    List<string> tallies = [];
    long tallied;
    JsonElement history;

    [Test]
    public void The_kill_hit_requests_on_their_way() => Assert.That(Load.Journal.WithoutAnswer, Is.GreaterThan(0));

    [Test]
    public async Task Frontrunners_of_every_service_equal_what_SQL_over_the_events_says()
    {
        foreach (var (service, items) in ranked) Assert.That(items, Is.EqualTo(await Evidence.Frontrunners(Store.DataSource, service)), service);
    }

    [Test]
    public async Task Tallies_of_the_cube_that_was_loaded_anew_equal_what_SQL_says() =>
        Assert.That(tallies, Is.EquivalentTo(await Evidence.Tallies(Store.DataSource, tallied)).And.Not.Empty);

    [Test]
    public void The_history_of_a_cell_shows_its_reports()
    {
        var items = history.GetProperty("items").EnumerateArray().ToArray();

        Assert.That(items.Select(item => item.GetProperty("type").GetString()), Is.All.EqualTo("maturity_reported"));
        Assert.That(items.Select(item => item.GetProperty("source").GetString()), Is.All.EqualTo("self"));
    }

    protected override Task Prepare() => Task.CompletedTask;

    protected override async Task Strike(Task clients)
    {
        var kills = FaultRun.IsLong ? 50 : 2;
        for (var kill = 1; kill <= kills; kill++)
        {
            await using var api = await ApiProcess.Start(Direct);
            Load.Address.SetResult(api.Address);
            await AfterPart(clients, kill, kills + 1);
            Load.Address = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await api.Kill();
        }

        await StartApi(Direct);
    }

    protected override async Task Finish()
    {
        using var http = new HttpClient { BaseAddress = await Load.Address.Task };
        var position = (await Store.Projections.StatusAsync(CancellationToken.None)).Min(projection => projection.Position);
        foreach (var service in LoadDatabase.Services) ranked.Add(service, await FrontrunnersOverHttp(http, service, position));
        (tallied, tallies) = await TalliesOverHttp.Read(http, $"minPosition={position}");
        var report = Load.Journal.Acknowledged.First().Report;
        history = await http.GetFromJsonAsync<JsonElement>($"/v1/municipalities/{report.Unit}/services/{report.OzgId}/history");
    }

    static async Task<List<string>> FrontrunnersOverHttp(HttpClient http, string service, long position)
    {
        var page = await http.GetFromJsonAsync<JsonElement>($"/v1/services/{service}/frontrunners?limit=1000&minPosition={position}");
        return [.. page.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("rank")} {item.GetProperty("unit")} {item.GetProperty("level")} {item.GetProperty("since")}")];
    }
}
