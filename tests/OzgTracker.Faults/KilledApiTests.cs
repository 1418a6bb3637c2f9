using System.Net.Http.Json;
using System.Text.Json;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.Faults;

/// <summary>F01: 5,000 reports from 8 clients while the API is killed and started again.</summary>
public sealed class KilledApiTests
{
    const int Clients = 8;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    TestDatabase database = null!;
    DocumentStore store = null!;
    string home = null!;
    ReportLoad load = null!;

    [OneTimeSetUp]
    public async Task Run_the_load_and_kill_the_API_twice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OZG_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Progress.WriteLine($"F01 seed {seed} (OZG_SEED)");
        database = await LoadDatabase.Create();
        store = OzgStore.Open(database.ConnectionString);
        home = Directory.CreateTempSubdirectory("ozgtracker-faults-").FullName;
        var tokens = await DevelopmentTokens.OfHomeAsync(home, CancellationToken.None);
        var token = tokens.Create(new TokenHolder("reporter", ["05999"], []), TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        var reports = LoadDatabase.Reports(seed);
        load = new ReportLoad(reports, token);

        var clients = load.Run(Clients);
        foreach (var killAt in (int[])[reports.Count / 3, reports.Count * 2 / 3])
        {
            using var api = await ApiProcess.Start(database.ConnectionString, home);
            load.Address.SetResult(api.Address);
            await Task.WhenAny(clients, load.Acknowledged(killAt));
            load.Address = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await api.Kill();
        }

        using (var last = await ApiProcess.Start(database.ConnectionString, home))
        {
            load.Address.SetResult(last.Address);
            await clients;
            Assert.That(await store.Projections.WaitForNonStaleProjectionDataAsync(Patience, CancellationToken.None), Is.True);
            using var http = new HttpClient { BaseAddress = last.Address };
            foreach (var service in LoadDatabase.Services) ranked.Add(service, await FrontrunnersOverHttp(http, service));
            history = await HistoryOverHttp(http, reports[0]);
        }

        TestContext.Progress.WriteLine($"F01: {load.Journal.Count} acknowledged, {load.Unanswered} sent again after no answer");
    }

    readonly Dictionary<string, List<string>> ranked = [];
    JsonElement history;

    [OneTimeTearDown]
    public async Task CleanUp()
    {
        if (store is not null) await store.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        if (home is not null) Directory.Delete(home, recursive: true);
    }

    [Test]
    public void The_kill_hit_requests_on_their_way() => Assert.That(load.Unanswered, Is.GreaterThan(0));

    [Test]
    public async Task Everything_acknowledged_is_there_exactly_once_and_nothing_else()
    {
        var recorded = await Evidence.Recorded(store.DataSource);

        Assert.That(load.Journal, Has.Count.EqualTo(5_000));
        Assert.That(recorded, Is.EquivalentTo(load.Journal.Keys));
    }

    [Test]
    public async Task Every_stream_has_its_versions_without_a_hole() => Assert.That(await Evidence.BrokenStreams(store.DataSource), Is.Empty);

    [Test]
    public async Task Read_models_equal_a_rebuild()
    {
        var live = await Evidence.ReadModelRows(store.DataSource);

        Assert.That(live, Has.Count.EqualTo(10_000));
        Assert.That(await Evidence.RebuiltReadModelRows(store), Is.EqualTo(live));
    }

    [Test]
    public async Task Frontrunners_of_every_service_equal_what_SQL_over_the_events_says()
    {
        foreach (var (service, items) in ranked) Assert.That(items, Is.EqualTo(await Evidence.Frontrunners(store.DataSource, service)), service);
    }

    [Test]
    public void The_history_of_a_cell_shows_its_report()
    {
        var item = history.GetProperty("items").EnumerateArray().Single();

        Assert.That(item.GetProperty("type").GetString(), Is.EqualTo("maturity_reported"));
        Assert.That(item.GetProperty("source").GetString(), Is.EqualTo("self"));
    }

    static async Task<List<string>> FrontrunnersOverHttp(HttpClient http, string service)
    {
        var page = await http.GetFromJsonAsync<JsonElement>($"/v1/services/{service}/frontrunners?limit=1000");
        return [.. page.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("rank")} {item.GetProperty("unit")} {item.GetProperty("level")} {item.GetProperty("since")}")];
    }

    static async Task<JsonElement> HistoryOverHttp(HttpClient http, PlannedReport report) =>
        await http.GetFromJsonAsync<JsonElement>($"/v1/municipalities/{report.Unit}/services/{report.OzgId}/history");
}
