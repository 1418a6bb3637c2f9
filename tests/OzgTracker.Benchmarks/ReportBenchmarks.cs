using System.Globalization;
using Npgsql;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Benchmarks;

/// <summary>The API with all units and services, and a reporter who may speak for all of it.</summary>
abstract class ReportingBenchmark(string name, string what, string unit, double bar) : Benchmark(name, what, unit, bar)
{
    public const int Connections = 16;

    /// <summary>Those that are read.</summary>
    protected const int ReportedCells = 2_000;

    const int MostOfATurn = 10_000;

    ServerProcess? api;
    int reports;

    protected ServerProcess Api => api!;

    /// <summary>Paths of cells.</summary>
    protected string[] Cells { get; private set; } = [];

    protected string Token { get; private set; } = "";

    public override int Turns => 3;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await FillAsync(database);
        Cells = [.. (await CellsAsync(database)).Select(cell => $"/v1/municipalities/{cell.Unit}/services/{cell.Service}")];
        api = await ServerProcess.Api(database.ConnectionString);
        var keys = Enumerable.Range(1, 16).Select(land => land.ToString("00", CultureInfo.InvariantCulture)).ToArray();
        Token = (await DevelopmentTokens.OfHomeAsync(api.Home, CancellationToken.None)).Create(new TokenHolder("reporter", keys, []), DateTimeOffset.UtcNow, TimeSpan.FromHours(2));
        await WarmUp(api.Address, Token);
    }

    public override async ValueTask DisposeAsync()
    {
        api?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>All units and services of the official files, and some cells that have been reported.</summary>
    protected static async Task FillAsync(BenchmarkDatabase database)
    {
        await CubeDatabase.ImportAsync(database.Store);
        var bulk = database.Store.BulkAppend();
        var number = 0;
        foreach (var (unit, service) in (await CellsAsync(database)).Take(ReportedCells)) bulk.Append($"rollout-{unit}-{service}", Samples.Report(number++));
        await bulk.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>Cells of all services in every tenth unit, in an order of chance that is always the same.</summary>
    static async Task<IReadOnlyList<(string Unit, string Service)>> CellsAsync(BenchmarkDatabase database)
    {
        var reference = await SyntheticReference.ReadAsync(database.DataSource, CancellationToken.None);
        (string, string)[] cells = [.. from unit in reference.Units.Where((_, number) => number % 10 == 0) from service in reference.Services select (unit.Id.Value, service.Id.Value)];
        new Random(1).Shuffle(cells);
        return cells;
    }

    /// <summary>A server runs for months; its first half minute is the compiler's.</summary>
    protected async Task WarmUp(Uri server, string? token)
    {
        for (var turn = 0; turn < 12; turn++)
        {
            await Report(server, token);
            await HttpLoad.Rate(server, number => Cells[number % ReportedCells], null, token, Connections);
        }
    }

    /// <summary>Reports per second, each of them the first of its cell.</summary>
    protected Task<double> Report(Uri server, string? token)
    {
        var first = Interlocked.Add(ref reports, MostOfATurn) - MostOfATurn + ReportedCells;
        return HttpLoad.Rate(
            server,
            number => $"{Cells[(first + number) % Cells.Length]}/reports",
            number => string.Create(CultureInfo.InvariantCulture, $$"""{"level":{{number % 5}},"validOn":"2025-03-14","evidenceUrl":"https://www.beispiel.invalid/leistung","note":"Stand {{Word(first + number)}}"}"""),
            token,
            Connections);
    }

    /// <summary>Digits would look like a telephone number, which a remark must not have.</summary>
    static string Word(int number) => string.Create(7, number, static (text, number) =>
    {
        for (var at = 0; at < text.Length; at++, number /= 26) text[at] = (char)('a' + (number % 26));
    });
}

/// <summary>A single report: over HTTP, authorised, validated, decided and durable, against the bare statement from pgbench.</summary>
sealed class ReportBenchmark() : ReportingBenchmark("report-http", "a report over HTTP, 16 connections, against pgbench of the append statement", "reports/s", 0.4)
{
    /// <summary>A colon with a word behind it would be a variable, hence the blanks in the JSON.</summary>
    const string Append = """
        \set cell random(1, 9000000000000000)
        with stream as (insert into log.mt_streams (id, version, timestamp, created, tenant_id, is_archived) values ('rollout-pgbench-' || :cell::text, 1, now(), now(), '*DEFAULT*', false)) insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived) values (nextval('log.mt_events_sequence'), gen_random_uuid(), 'rollout-pgbench-' || :cell::text, 1, '{"model": "ozg-1.1","level": 3,"criteria": null,"validOn": "2025-03-14","evidenceUrl": "https://www.beispiel.invalid/leistung","leikaIds": [],"note": "Stand"}', 'maturity_reported', now(), '*DEFAULT*', 'OzgTracker.Domain.Rollouts.MaturityReported, OzgTracker.Domain', 'benchmark', null, '{"actor": "dev-reporter","role": "reporter","source": "self"}', false) returning seq_id, version, timestamp;

        """;

    string limitDatabase = "";
    BenchmarkDatabase? another;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await base.Prepare(database);
        // Beside the API its daemon would take in what pgbench writes.
        another = await database.CreateAnother();
        limitDatabase = new NpgsqlConnectionStringBuilder(another.ConnectionString).ConnectionString;
    }

    public override Task<double> Ours(BenchmarkDatabase database) => Report(Api.Address, Token);

    public override Task<double> Limit(BenchmarkDatabase database) => PgBench.Rate(limitDatabase, Append, Connections);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (another is not null) await another.DisposeAsync();
    }
}

/// <summary>What access, allowances, headers and audit cost: the API against the same operations without them.</summary>
sealed class AccessCostBenchmark(bool reporting) : ReportingBenchmark(
    "access-cost", reporting ? "a report, against the same without access, limits and audit" : "a cell, against the same without access, limits and audit", reporting ? "reports/s" : "cells/s", 0.8)
{
    ServerProcess? unguarded;
    BenchmarkDatabase? another;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await base.Prepare(database);
        another = await database.CreateAnother();
        await FillAsync(another);
        unguarded = await ServerProcess.Unguarded(another.ConnectionString);
        await WarmUp(unguarded.Address, null);
        if (!await another.Store.Projections.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMinutes(1), CancellationToken.None)) throw new TimeoutException("The read models are behind.");
    }

    public override Task<double> Ours(BenchmarkDatabase database) => Ask(Api.Address, Token);

    public override Task<double> Limit(BenchmarkDatabase database) => Ask(unguarded!.Address, null);

    public override async ValueTask DisposeAsync()
    {
        unguarded?.Dispose();
        await base.DisposeAsync();
        if (another is not null) await another.DisposeAsync();
    }

    Task<double> Ask(Uri server, string? token) =>
        reporting ? Report(server, token) : HttpLoad.Rate(server, number => Cells[number % ReportedCells], null, token, Connections);
}
