using System.Globalization;
using System.Text.Json;
using OzgTracker.Benchmarks;
using Spectre.Console;

if (args is [BareEndpoints.Switch, var bare])
{
    await BareEndpoints.RunAsync(bare);
    return 0;
}

if (args is [UnguardedApi.Switch, var unguarded])
{
    await UnguardedApi.RunAsync(unguarded);
    return 0;
}

// Usage: dotnet run -c Release --project tests/OzgTracker.Benchmarks -- [NAME…] [--json FILE]
var json = Array.IndexOf(args, "--json") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
var names = args.Where((argument, index) => argument != "--json" && (index == 0 || args[index - 1] != "--json")).ToHashSet(StringComparer.Ordinal);
Benchmark[] all =
[
    .. AppendBenchmark.All, new BatchAppendBenchmark(), new BulkAppendBenchmark(), new StreamReadBenchmark(), new RebuildBenchmark(), .. VisibilityBenchmark.All, new VerifyBenchmark(), new FullLogBenchmark(),
    new CubeLoadBenchmark(), new TallyBenchmark(), new AsOfTallyBenchmark(), new FrontrunnersBenchmark(againstSql: false), new FrontrunnersBenchmark(againstSql: true), new CellBenchmark(),
    new ReadersBenchmark(), new MemoryBenchmark(), new ReportBenchmark(), new AccessCostBenchmark(reporting: false), new AccessCostBenchmark(reporting: true),
    new ExportBenchmark(), .. BiStormBenchmark.All, new BulkHttpBenchmark(csv: false), new BulkHttpBenchmark(csv: true),
];
if (names.Except(all.Select(benchmark => benchmark.Name)).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{unknown}'; there are {string.Join(", ", all.Select(benchmark => benchmark.Name).Distinct())}.");
    return 2;
}

var rows = new List<BenchmarkRow>();
await using (var server = await BenchmarkServer.Start())
{
    foreach (var benchmark in all.Where(benchmark => names.Count == 0 ? !benchmark.OnlyWhenNamed : names.Contains(benchmark.Name)))
    {
        await using var database = await BenchmarkDatabase.Create(server.ConnectionString);
        await using var cleaned = benchmark;
        rows.Add(await BenchmarkRow.Measure(benchmark, database, line => Console.Error.WriteLine(line)));
    }
}

var table = new Table().AddColumns("name", "value", "unit", "limit", "ratio", "bar", "");
foreach (var row in rows)
    table.AddRow(row.Name, Number(row.Value), row.Unit, Number(row.Limit), row.Ratio.ToString("0.00", CultureInfo.InvariantCulture), $">= {row.Bar.ToString("0.00", CultureInfo.InvariantCulture)}{(row.Floor is { } floor ? $", >= {Number(floor)}" : "")}", row.Ok ? "ok" : "MISSED");
AnsiConsole.Write(table);
if (json is not null) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(rows, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
return rows.TrueForAll(row => row.Ok) ? 0 : 1;

static string Number(double value) => value.ToString(value < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
