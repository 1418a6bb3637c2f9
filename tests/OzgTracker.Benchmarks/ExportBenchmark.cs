using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OzgTracker.ReadModels;

namespace OzgTracker.Benchmarks;

/// <summary>The status of all cells as CSV over HTTP, against the database that writes the same columns as CSV itself; both read and thrown away.</summary>
/// <remarks>The limit joins, formats and quotes likewise, but owes nobody an order, a guard against formulas, a digest or HTTP.</remarks>
sealed class ExportBenchmark() : HttpBenchmark("export", "status.csv of all cells, against COPY of the same columns as CSV", "rows/s", 1)
{
    /// <summary>As the columns of <c>status.csv</c>.</summary>
    const string CopySql = $"""
        copy (
            select unit.id, unit.ags, unit.ars, unit.name, unit.state, unit.district, unit.kind, unit.population, service.ozg_id, service.name, service.topic_area,
                   cell.model, cell.level, case cell.status when 1 then 'reported' when 2 then 'notCompetent' else 'unreported' end, cell.since,
                   cell.level >= model.conformity_threshold, case cell.verification when 1 then 'verified' when 2 then 'disputed' else 'unverified' end,
                   case cell.evidence when 1 then 'supported' when 2 then 'refuted' else 'none' end, cell.evidence_url, cell.efa_offer, cell.efa_stage, cell.planned_level,
                   cell.planned_for, cell.last_reported_at, cell.changed_at, cell.version, cell.position
              from {StatusProjection.Table} as cell
              join {MunicipalityProjection.Table} as unit on unit.id = cell.municipality
              join {ServiceProjection.Table} as service on service.ozg_id = cell.ozg_id
              join {MaturityModelProjection.Table} as model on model.id = cell.model
        ) to stdout (format csv, header)
        """;

    readonly byte[] buffer = new byte[1024 * 1024];
    double rows;
    double before;
    double most;

    public override int Turns => 1;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await base.Prepare(database);
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var count = source.CreateCommand($"select count(*) from {StatusProjection.Table}");
        rows = (long)(await count.ExecuteScalarAsync())!;
        before = Api.Memory().Now;
    }

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        using var http = new HttpClient { BaseAddress = Api.Address, Timeout = Timeout.InfiniteTimeSpan };
        var since = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync("/v1/exports/status.csv", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        long bytes = 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            if (bytes == 0) await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"first bytes after {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms"));
            bytes += read;
        }

        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        most = Math.Max(most, Api.Memory().Now - before);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB in {seconds:0.0} s, {bytes / 1e6 / seconds:0} MB/s; memory grew by {most:0} MB since the cube was loaded"));
        return rows / seconds;
    }

    public override async Task<double> Limit(BenchmarkDatabase database)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        var since = Stopwatch.GetTimestamp();
        using (var copy = await connection.BeginTextExportAsync(CopySql))
        {
            var bytes = ((StreamReader)copy).BaseStream;   // decoding would be ours to pay
            while (await bytes.ReadAsync(buffer, CancellationToken.None) > 0)
            {
            }
        }

        return rows / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
