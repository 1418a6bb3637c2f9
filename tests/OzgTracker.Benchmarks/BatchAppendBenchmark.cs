using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;
using OzgTracker.Operations;

namespace OzgTracker.Benchmarks;

/// <summary>Transactions of 1,000 new streams with one event each, against two bare set-wise statements that write the same rows.</summary>
sealed class BatchAppendBenchmark() : Benchmark("batch-append", "1,000 new streams a transaction, against INSERT … SELECT FROM unnest", "events/s", 0.9)
{
    /// <summary>Of one turn.</summary>
    const int Transactions = 2;
    const int Streams = 1_000;

    const string BareStreams = """
        insert into log.mt_streams (id, version, timestamp, created, tenant_id, is_archived)
        select id, 1, now(), now(), '*DEFAULT*', false from unnest($1) as stream (id)
        """;

    const string BareEvents = """
        insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
        select nextval('log.mt_events_sequence'), event.id, event.stream_id, 1, event.data, 'maturity_reported', now(), '*DEFAULT*',
               'OzgTracker.Domain.Rollouts.MaturityReported, OzgTracker.Domain', $4, null, $5, false
          from unnest($1, $2, $3) as event (id, stream_id, data)
        """;

    public override int Turns => 10;

    public override Task<double> Ours(BenchmarkDatabase database) => Rate(async () =>
    {
        await using var session = database.Store.LightweightSession();
        session.Stamp(Provenance.OfImport);
        session.CorrelationId = "benchmark";
        for (var number = 0; number < Streams; number++) session.Events.StartStream(Samples.NewKey(), Samples.Report(number));
        await session.SaveChangesAsync(CancellationToken.None);
    });

    public override Task<double> Limit(BenchmarkDatabase database) => Rate(async () =>
    {
        var keys = Enumerable.Range(0, Streams).Select(_ => Samples.NewKey()).ToArray();
        await using var batch = database.DataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(BareStreams) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = keys } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(BareEvents)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = [.. keys.Select(_ => Guid.CreateVersion7())] },
                new NpgsqlParameter<string[]> { TypedValue = keys },
                new NpgsqlParameter<byte[][]>
                {
                    TypedValue = [.. Enumerable.Range(0, Streams).Select(number => JsonSerializer.SerializeToUtf8Bytes(Samples.Report(number), DomainJson.Default.MaturityReported))],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                },
                new NpgsqlParameter<string> { TypedValue = "benchmark" },
                new NpgsqlParameter<byte[]> { TypedValue = """{"actor":"ozg-cli","role":"operator","source":"import"}"""u8.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
        await batch.ExecuteNonQueryAsync();
    });

    static async Task<double> Rate(Func<Task> transaction)
    {
        var since = Stopwatch.GetTimestamp();
        for (var number = 0; number < Transactions; number++) await transaction();
        return Transactions * Streams / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
