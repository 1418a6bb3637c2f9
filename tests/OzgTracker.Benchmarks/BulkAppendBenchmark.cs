using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;

namespace OzgTracker.Benchmarks;

/// <summary>500,000 events on 500,000 new streams in one transaction, against COPY binary of the same rows into both tables with all indexes in place.</summary>
sealed class BulkAppendBenchmark() : Benchmark("bulk-append", "500,000 new streams in one transaction, against COPY binary into both tables", "events/s", 0.95)
{
    const int Events = 500_000;

    /// <summary>Tables grow from round to round, so the side that goes second finds larger indexes; the order changes every time.</summary>
    public override Task Prepare(BenchmarkDatabase database) => database.Execute("alter table log.mt_events set (autovacuum_enabled = off); alter table log.mt_streams set (autovacuum_enabled = off)");

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        var since = Stopwatch.GetTimestamp();
        var bulk = database.Store.BulkAppend();
        bulk.CorrelationId = "benchmark";
        foreach (var (name, value) in Samples.Headers) bulk.SetHeader(name, value);
        for (var number = 0; number < Events; number++) bulk.Append(Samples.NewKey(), Samples.Report(number), expectedVersion: 0);
        await bulk.SaveChangesAsync(CancellationToken.None);
        var rate = Events / Stopwatch.GetElapsedTime(since).TotalSeconds;
        await Empty(database);
        return rate;
    }

    public override async Task<double> Limit(BenchmarkDatabase database)
    {
        var since = Stopwatch.GetTimestamp();
        await using (var connection = await database.DataSource.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Copy(connection, (await Now(connection)).UtcDateTime);
            await transaction.CommitAsync();
        }

        var rate = Events / Stopwatch.GetElapsedTime(since).TotalSeconds;
        await Empty(database);
        return rate;
    }

    static async Task Copy(NpgsqlConnection connection, DateTime now)
    {
        var headers = """{"actor":"ozg-cli","role":"operator","source":"import"}"""u8.ToArray();
        var keys = new string[Events];
        for (var number = 0; number < Events; number++) keys[number] = Samples.NewKey();
        await using (var streams = await connection.BeginBinaryImportAsync(
            "copy log.mt_streams (id, version, timestamp, created, tenant_id, is_archived) from stdin (format binary)"))
        {
            foreach (var key in keys)
            {
                streams.StartRow();
                streams.Write(key, NpgsqlDbType.Varchar);
                streams.Write(1L, NpgsqlDbType.Bigint);
                streams.Write(now, NpgsqlDbType.TimestampTz);
                streams.Write(now, NpgsqlDbType.TimestampTz);
                streams.Write("*DEFAULT*", NpgsqlDbType.Varchar);
                streams.Write(false, NpgsqlDbType.Boolean);
            }

            await streams.CompleteAsync();
        }

        // Numbers as they come without asking: nobody else writes here.
        var first = await First(connection);
        await using var events = await connection.BeginBinaryImportAsync("""
            copy log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
            from stdin (format binary)
            """);
        for (var number = 0; number < Events; number++)
        {
            events.StartRow();
            events.Write(first + number, NpgsqlDbType.Bigint);
            events.Write(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
            events.Write(keys[number], NpgsqlDbType.Varchar);
            events.Write(1L, NpgsqlDbType.Bigint);
            events.Write(JsonSerializer.SerializeToUtf8Bytes(Samples.Report(number), DomainJson.Default.MaturityReported), NpgsqlDbType.Jsonb);
            events.Write("maturity_reported", NpgsqlDbType.Varchar);
            events.Write(now, NpgsqlDbType.TimestampTz);
            events.Write("*DEFAULT*", NpgsqlDbType.Varchar);
            events.Write("OzgTracker.Domain.Rollouts.MaturityReported, OzgTracker.Domain", NpgsqlDbType.Varchar);
            events.Write("benchmark", NpgsqlDbType.Varchar);
            events.WriteNull();
            events.Write(headers, NpgsqlDbType.Jsonb);
            events.Write(false, NpgsqlDbType.Boolean);
        }

        await events.CompleteAsync();
    }

    static async Task<DateTimeOffset> Now(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select now()", connection);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!);
    }

    static async Task<long> First(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select setval('log.mt_events_sequence', nextval('log.mt_events_sequence') + $1) - $1", connection) { Parameters = { new() { Value = (long)Events } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Both sides begin with empty tables and a quiet disk.</summary>
    static Task Empty(BenchmarkDatabase database) => database.Execute("truncate log.mt_streams cascade; checkpoint");
}
