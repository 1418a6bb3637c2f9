using Npgsql;
using OzgTracker.Domain;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Benchmarks;

/// <summary>A figure of the API as a process, over all of Germany.</summary>
abstract class HttpBenchmark(string name, string what, string unit, double bar) : Benchmark(name, what, unit, bar)
{
    ServerProcess? api;

    protected ServerProcess Api => api!;

    protected string ConnectionString { get; private set; } = "";

    public override int Turns => 2;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        ConnectionString = await CubeDatabase.OfAsync(database);
        api = await ServerProcess.Api(ConnectionString);
        using var http = new HttpClient { BaseAddress = Api.Address, Timeout = TimeSpan.FromMinutes(3) };
        while (!(await http.GetAsync("/v1/maturity?groupBy=state")).IsSuccessStatusCode)
        {
            // Each waits for the cube for some seconds.
        }
    }

    public override async ValueTask DisposeAsync()
    {
        api?.Dispose();
        await base.DisposeAsync();
    }
}

/// <summary>Frontrunners of one service after the other, against an endpoint that does nothing, and against one that asks SQL.</summary>
sealed class FrontrunnersBenchmark(bool againstSql)
    : HttpBenchmark("frontrunners-http", againstSql ? "a service's frontrunners, against SQL in a bare endpoint" : "a service's frontrunners, against GET /health/live", "answers/s", againstSql ? 5 : 0.5)
{
    string[] services = [];
    ServerProcess? bare;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await base.Prepare(database);
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        services = [.. (await SyntheticReference.ReadAsync(source, CancellationToken.None)).Services.Select(service => service.Id.Value)];
        if (againstSql) bare = await ServerProcess.Bare(ConnectionString);
    }

    public override Task<double> Ours(BenchmarkDatabase database) => HttpLoad.Rate(Api.Address, number => $"/v1/services/{services[number % services.Length]}/frontrunners");

    public override Task<double> Limit(BenchmarkDatabase database) => bare is null
        ? HttpLoad.Rate(Api.Address, _ => "/health/live")
        : HttpLoad.Rate(bare.Address, number => $"/frontrunners/{services[number % services.Length]}");

    public override async ValueTask DisposeAsync()
    {
        bare?.Dispose();
        await base.DisposeAsync();
    }
}

/// <summary>One cell after the other, against a bare endpoint that reads the row of the read model.</summary>
sealed class CellBenchmark() : HttpBenchmark("cell-http", "a cell, against its row by raw Npgsql in a bare endpoint", "answers/s", 0.8)
{
    const int Units = 40;

    (string Unit, string Service)[] cells = [];
    ServerProcess? bare;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        var connectionString = await CubeDatabase.OfAsync(database);
        await using (var store = OzgStore.Open(connectionString)) cells = await Streams(store);
        await base.Prepare(database);
        bare = await ServerProcess.Bare(ConnectionString);
    }

    public override Task<double> Ours(BenchmarkDatabase database) =>
        HttpLoad.Rate(Api.Address, number => $"/v1/municipalities/{cells[number % cells.Length].Unit}/services/{cells[number % cells.Length].Service}");

    public override Task<double> Limit(BenchmarkDatabase database) =>
        HttpLoad.Rate(bare!.Address, number => $"/cells/{cells[number % cells.Length].Unit}/{cells[number % cells.Length].Service}");

    public override async ValueTask DisposeAsync()
    {
        bare?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Cells are read from their streams, which only this figure needs.</summary>
    static async Task<(string, string)[]> Streams(DocumentStore store)
    {
        var reference = await SyntheticReference.ReadAsync(store.DataSource, CancellationToken.None);
        var streams = new SyntheticHistory(SyntheticHistory.DefaultSeed).Streams(reference.Units.Where((_, number) => number % (reference.Units.Count / Units) == 0), reference.Services).ToArray();
        await using var known = store.DataSource.CreateCommand("select exists (select from log.mt_streams where id like 'rollout-%')");
        if (!(bool)(await known.ExecuteScalarAsync())!)
        {
            var bulk = store.BulkAppend();
            bulk.CorrelationId = "benchmark";
            bulk.SetHeader(Provenance.SourceHeader, Provenance.Demo);
            foreach (var stream in streams)
                foreach (var happened in stream.Events)
                    bulk.Append(stream.Cell.StreamKey, happened);
            await bulk.SaveChangesAsync(CancellationToken.None);
        }

        return [.. streams.Select(stream => (stream.Cell.Unit.Value, stream.Cell.Service.Value))];
    }
}

/// <summary>Readers of dashboards while reports arrive, against three times what they wait when nobody writes.</summary>
sealed class ReadersBenchmark() : HttpBenchmark("readers", "tallies and frontrunners while 2,000 reports/s arrive, 99 % of all, against three times the same without reports", "ms, p99", 1)
{
    const int PerSecond = 2_000;
    const int Writers = 8;

    static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    (string Unit, string Service)[] cells = [];
    DocumentStore? store;

    public override bool LessIsBetter => true;

    public override int Turns => 1;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await base.Prepare(database);
        store = OzgStore.Open(ConnectionString);
        var reference = await SyntheticReference.ReadAsync(store.DataSource, CancellationToken.None);
        cells = [.. from unit in reference.Units.Take(500) from service in reference.Services select (unit.Id.Value, service.Id.Value)];
        Random.Shared.Shuffle(cells);
    }

    public override async Task<double> Limit(BenchmarkDatabase database) => 3 * await Read();

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        using var stop = new CancellationTokenSource();
        var written = 0;
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref written);
                var due = TimeSpan.FromSeconds((double)number / PerSecond) - System.Diagnostics.Stopwatch.GetElapsedTime(since);
                if (due > TimeSpan.Zero) await Task.Delay(due);
                await using var session = store!.LightweightSession();
                var (unit, service) = cells[number % cells.Length];
                session.Events.Append($"rollout-{unit}-{service}", Samples.Report(number));
                await session.SaveChangesAsync(CancellationToken.None);
            }
        })));
        var slowest = await Read();
        await stop.CancelAsync();
        await writing;
        await Console.Error.WriteLineAsync($"readers: {written / System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalSeconds:0} reports/s");
        return slowest;
    }

    public override async ValueTask DisposeAsync()
    {
        if (store is not null) await store.DisposeAsync();
        await base.DisposeAsync();
    }

    Task<double> Read() => HttpLoad.SlowestOfHundred(
        Api.Address,
        number => (number % 4) switch
        {
            0 => "/v1/maturity?groupBy=state,topicArea",
            1 => $"/v1/maturity?groupBy=district&ozgId={cells[number % cells.Length].Service}",
            _ => $"/v1/services/{cells[number % cells.Length].Service}/frontrunners",
        },
        Length);
}

/// <summary>What the API holds with all of Germany, after it was asked a few things; the bar is megabytes.</summary>
sealed class MemoryBenchmark() : HttpBenchmark("memory", "resident memory of the API with all of Germany", "MB", 1)
{
    public override bool LessIsBetter => true;

    public override int Turns => 1;

    public override Task<double> Limit(BenchmarkDatabase database) => Task.FromResult(700.0);

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        using var http = new HttpClient { BaseAddress = Api.Address };
        foreach (var path in (string[])["/v1/maturity?groupBy=district,topicArea", "/v1/maturity?groupBy=ozgId&asOf=2024-12-31", "/v1/services/10124/frontrunners?limit=1000"])
            (await http.GetAsync(path)).EnsureSuccessStatusCode();
        var (now, most) = Api.Memory();
        await Console.Error.WriteLineAsync($"memory: {now:0} MB now, {most:0} MB at most");
        return now;
    }
}
