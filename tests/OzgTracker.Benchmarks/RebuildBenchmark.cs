using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Benchmarks;

/// <summary>
/// Rebuild of <c>status</c> and <c>status_transition</c> from 2 million events of 400,000 cells, against raw Npgsql: the same rows read in the same order, deserialized,
/// folded by a few lines that know only plain reports, copied into the same tables, the same indexes.
/// </summary>
/// <remarks>Of the cells, one in twenty has a correction and one in twenty a report that came late: these the raw side folds as if they were plain.</remarks>
sealed class RebuildBenchmark() : Benchmark("rebuild", "status and transitions of 2 million events, against ordered read, fold and COPY without the framework", "events/s", 0.6)
{
    const int Cells = 400_000;
    const int EventsEach = 5;
    const int Events = Cells * EventsEach;

    public override double? Floor => 300_000;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        for (var round = 0; round < EventsEach; round++)
        {
            var bulk = database.Store.BulkAppend();
            bulk.CorrelationId = "benchmark";
            foreach (var (name, value) in Samples.Headers) bulk.SetHeader(name, value);
            var order = Enumerable.Range(0, Cells).ToArray();
            new Random(round).Shuffle(order);
            foreach (var cell in order) bulk.Append(Key(cell), Event(cell, round), expectedVersion: round);
            await bulk.SaveChangesAsync(CancellationToken.None);
        }

        await database.Execute("vacuum analyze log.mt_events");
        await database.Execute("create schema raw");
    }

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        await database.Execute("checkpoint");
        var since = Stopwatch.GetTimestamp();
        await database.Store.Projections.RebuildProjectionAsync("status", CancellationToken.None);
        var rate = Events / Stopwatch.GetElapsedTime(since).TotalSeconds;
        var cells = await database.Ask($"select count(*) from {StatusProjection.Table}");
        return cells == Cells ? rate : throw new InvalidOperationException($"The rebuild gave {cells} cells.");
    }

    public override async Task<double> Limit(BenchmarkDatabase database)
    {
        var projection = (StatusProjection)database.Store.Projections.All.Single(known => known.Name == "status");
        await database.Execute("drop schema raw cascade; create schema raw; checkpoint");
        var raw = new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "raw", CommandTimeout = 0 }.ConnectionString;
        var since = Stopwatch.GetTimestamp();
        await using var source = NpgsqlDataSource.Create(raw);
        await Execute(source, projection.Schema);
        await using (var reading = await source.OpenConnectionAsync())
        await using (var cells = await source.OpenConnectionAsync())
        await using (var transitions = await source.OpenConnectionAsync())
            await Fill(reading, cells, transitions, projection.Tables);
        await Execute(source, $"set maintenance_work_mem = '512MB'; {projection.Indexes}");
        return Events / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    static async Task Fill(NpgsqlConnection reading, NpgsqlConnection cellConnection, NpgsqlConnection transitionConnection, IReadOnlyList<string> tables)
    {
        await using (var memory = new NpgsqlCommand("set work_mem = '256MB'", reading)) await memory.ExecuteNonQueryAsync();
        await using var cells = await cellConnection.BeginBinaryImportAsync($"copy {tables[0]} from stdin (format binary)");
        await using var transitions = await transitionConnection.BeginBinaryImportAsync($"copy {tables[1]} from stdin (format binary)");
        await using var rows = await reading.BeginBinaryExportAsync("""
            copy (select stream_id, version, seq_id, timestamp, type, data
                    from log.mt_events
                   where stream_id like 'rollout-%'
                   order by hashtextextended(stream_id, 0), stream_id, version) to stdout (format binary)
            """);
        (cells.Timeout, transitions.Timeout, rows.Timeout) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        var cell = default(Cell);
        while (await rows.StartRowAsync() >= 0)
        {
            var key = rows.Read<string>(NpgsqlDbType.Varchar);
            if (key != cell.Key)
            {
                if (cell.Key is not null) Write(cells, cell);
                cell = new Cell { Key = key, Unit = key[8..16], Service = key[17..] };
            }

            cell.Version = rows.Read<long>(NpgsqlDbType.Bigint);
            cell.Position = rows.Read<long>(NpgsqlDbType.Bigint);
            cell.At = rows.Read<DateTime>(NpgsqlDbType.TimestampTz);
            var type = rows.Read<string>(NpgsqlDbType.Varchar);
            var data = rows.Read<byte[]>(NpgsqlDbType.Jsonb);
            IMaturityClaim claim = type == "maturity_reported"
                ? JsonSerializer.Deserialize(data, DomainJson.Default.MaturityReported)!
                : JsonSerializer.Deserialize(data, DomainJson.Default.MaturityCorrected)!;
            if (cell.Version == 1 || cell.Level != claim.Level) cell.Since = claim.ValidOn;
            (cell.Level, cell.Url, cell.Model) = (claim.Level, claim.EvidenceUrl, claim.Model);
            Write(transitions, cell, claim);
        }

        Write(cells, cell);
        await cells.CompleteAsync();
        await transitions.CompleteAsync();
    }

    static void Write(NpgsqlBinaryImporter cells, in Cell cell)
    {
        cells.StartRow();
        cells.Write(cell.Unit, NpgsqlDbType.Varchar);
        cells.Write(cell.Service, NpgsqlDbType.Varchar);
        cells.Write(cell.Model, NpgsqlDbType.Varchar);
        cells.Write((short)1, NpgsqlDbType.Smallint);
        cells.Write((short)cell.Level, NpgsqlDbType.Smallint);
        cells.Write(cell.Since, NpgsqlDbType.Date);
        cells.Write((short)(cell.Url is null ? 0 : 1), NpgsqlDbType.Smallint);
        if (cell.Url is null) cells.WriteNull();
        else cells.Write(cell.Url, NpgsqlDbType.Varchar);
        cells.Write(cell.At, NpgsqlDbType.TimestampTz);
        cells.Write(cell.Version, NpgsqlDbType.Bigint);
        cells.Write(cell.Position, NpgsqlDbType.Bigint);
        cells.Write(cell.At, NpgsqlDbType.TimestampTz);
    }

    static void Write(NpgsqlBinaryImporter transitions, in Cell cell, IMaturityClaim claim)
    {
        transitions.StartRow();
        transitions.Write(cell.Unit, NpgsqlDbType.Varchar);
        transitions.Write(cell.Service, NpgsqlDbType.Varchar);
        transitions.Write(cell.Model, NpgsqlDbType.Varchar);
        transitions.Write(claim.ValidOn, NpgsqlDbType.Date);
        transitions.Write(cell.Position, NpgsqlDbType.Bigint);
        transitions.Write(cell.At, NpgsqlDbType.TimestampTz);
        transitions.Write((short)1, NpgsqlDbType.Smallint);
        transitions.Write((short)cell.Level, NpgsqlDbType.Smallint);
        transitions.Write((short)(cell.Url is null ? 0 : 1), NpgsqlDbType.Smallint);
    }

    static string Key(int cell) => Samples.Key(cell / 500, 10_000 + (cell % 500));

    static object Event(int cell, int round)
    {
        var day = new DateOnly(2019, 1, 1).AddDays((round * 300) + (cell % 250));
        var report = Samples.Report(cell + round) with { ValidOn = day };
        return (cell % 20, round) switch
        {
            (0, 3) => new MaturityCorrected(3, report.Model, report.Level, null, day, report.EvidenceUrl, null, null, null),
            (1, 3) => report with { ValidOn = day.AddDays(-700) },
            _ => report,
        };
    }

    static async Task Execute(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    struct Cell
    {
        public string Key;
        public string Unit;
        public string Service;
        public string Model;
        public int Level;
        public DateOnly Since;
        public string? Url;
        public DateTime At;
        public long Version;
        public long Position;
    }
}
