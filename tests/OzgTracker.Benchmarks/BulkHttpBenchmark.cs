using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Benchmarks;

/// <summary>500,000 first reports over HTTP in one request, each with a result of its own, against the bare bulk append of the same events in one transaction.</summary>
/// <remarks>The API's daemon takes everything in meanwhile, which the limit in a database of its own has not beside it.</remarks>
sealed class BulkHttpBenchmark(bool csv)
    : Benchmark("bulk-http", csv ? "500,000 reports as CSV over HTTP, against BulkAppend of the same events" : "500,000 reports as NDJSON over HTTP, against BulkAppend of the same events", "reports/s", 0.4)
{
    const int Reports = 500_000;

    /// <summary>Megabytes.</summary>
    const double MostGrowth = 64;

    ServerProcess? api;
    BenchmarkDatabase? another;
    HttpClient? client;
    (string Unit, string Service)[] cells = [];
    int taken;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await CubeDatabase.ImportAsync(database.Store);
        var reference = await SyntheticReference.ReadAsync(database.DataSource, CancellationToken.None);
        cells = [.. from unit in reference.Units from service in reference.Services select (unit.Id.Value, service.Id.Value)];   // unit by unit, as files are
        another = await database.CreateAnother();
        await another.Execute("alter table log.mt_events set (autovacuum_enabled = off); alter table log.mt_streams set (autovacuum_enabled = off)");
        api = await ServerProcess.Api(database.ConnectionString);
        var keys = Enumerable.Range(1, 16).Select(land => land.ToString("00", CultureInfo.InvariantCulture)).ToArray();
        var token = (await DevelopmentTokens.OfHomeAsync(api.Home, CancellationToken.None)).Create(new TokenHolder("reporter", keys, []), DateTimeOffset.UtcNow, TimeSpan.FromHours(2));
        client = new HttpClient { BaseAddress = api.Address, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await Send(50_000);
    }

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        if (!await database.Store.Projections.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMinutes(5), CancellationToken.None)) throw new TimeoutException("The read models are behind.");
        await database.Execute("checkpoint");
        api!.ForgetMost();
        var before = api.Memory().Now;
        var rate = await Send(Reports);
        var growth = api.Memory().Most - before;
        if (!await database.Store.Projections.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMinutes(5), CancellationToken.None)) throw new TimeoutException("The read models are behind.");
        await Console.Error.WriteLineAsync(
            $"bulk-http: {rate:0} reports/s; {before:0} MB before, {growth:0} MB more at most{(growth > MostGrowth ? $", MISSED {MostGrowth:0}" : "")}, {api.Memory().Now - before:0} MB more with all cells in the cube");
        return rate;
    }

    public override async Task<double> Limit(BenchmarkDatabase database)
    {
        var since = Stopwatch.GetTimestamp();
        var bulk = another!.Store.BulkAppend();
        bulk.CorrelationId = "benchmark";
        foreach (var (name, value) in Samples.Headers) bulk.SetHeader(name, value);
        for (var number = 0; number < Reports; number++) bulk.Append($"rollout-{cells[number].Unit}-{cells[number].Service}", Event(number), expectedVersion: 0);
        await bulk.SaveChangesAsync(CancellationToken.None);
        var rate = Reports / Stopwatch.GetElapsedTime(since).TotalSeconds;
        await Console.Error.WriteLineAsync($"bulk-http: {rate:0} events/s bare");
        await another.Execute("truncate log.mt_streams cascade; checkpoint");
        return rate;
    }

    public override async ValueTask DisposeAsync()
    {
        client?.Dispose();
        api?.Dispose();
        if (another is not null) await another.DisposeAsync();
        await base.DisposeAsync();
    }

    static MaturityReported Event(int number) => new("ozg-1.1", number % 5, null, Day(number), Url(number), null, null, null);

    static DateOnly Day(int number) => new DateOnly(2020, 1, 1).AddDays(number % 2000);

    static string Url(int number) => string.Create(CultureInfo.InvariantCulture, $"https://service.example.invalid/{number}");

    /// <summary>The first reports of the next cells, from a file.</summary>
    async Task<double> Send(int reports)
    {
        var path = Path.GetTempFileName();
        try
        {
            await WriteFile(path, reports);
            var since = Stopwatch.GetTimestamp();
            await using var file = File.OpenRead(path);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/reports") { Content = new StreamContent(file) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(csv ? "text/csv" : "application/x-ndjson");
            using var response = await client!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var results = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
            var last = "";
            while (await results.ReadLineAsync() is { } line) last = line;
            var rate = reports / Stopwatch.GetElapsedTime(since).TotalSeconds;
            return last.Contains($"\"accepted\":{reports}", StringComparison.Ordinal) ? rate : throw new InvalidDataException(last);
        }
        finally
        {
            File.Delete(path);
        }
    }

    async Task WriteFile(string path, int reports)
    {
        await using var file = new StreamWriter(path);
        if (csv) await file.WriteLineAsync("ags;ozgId;reifegrad;seit;url");
        for (var number = 0; number < reports; number++)
        {
            var (unit, service) = cells[(taken + number) % cells.Length];
            await file.WriteLineAsync(csv
                ? string.Create(CultureInfo.InvariantCulture, $"{unit};{service};{number % 5};{Day(number):yyyy-MM-dd};{Url(number)}")
                : string.Create(CultureInfo.InvariantCulture, $$"""{"municipality":"{{unit}}","ozgId":"{{service}}","level":{{number % 5}},"validOn":"{{Day(number):yyyy-MM-dd}}","evidenceUrl":"{{Url(number)}}"}"""));
        }

        taken += reports;
    }
}
