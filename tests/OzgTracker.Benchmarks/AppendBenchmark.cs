using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain;
using OzgTracker.Operations;

namespace OzgTracker.Benchmarks;

/// <summary>One event on a new stream, again and again, against one bare prepared statement that writes the same rows through the same pool.</summary>
sealed class AppendBenchmark(int clients) : Benchmark("append", $"one event per new stream, {clients} clients, against one bare statement", $"events/s, {clients} cl.", 0.9)
{
    /// <summary>Of one turn.</summary>
    const int Events = 800;

    const string Bare = """
        with stream as (
            insert into log.mt_streams (id, version, timestamp, created, tenant_id, is_archived)
            values ($1, 1, now(), now(), '*DEFAULT*', false)
        )
        insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
        values (nextval('log.mt_events_sequence'), $2, $1, 1, $3, 'maturity_reported', now(), '*DEFAULT*', $4, $5, null, $6, false)
        returning seq_id, version, timestamp
        """;

    public static IReadOnlyList<Benchmark> All { get; } = [new AppendBenchmark(1), new AppendBenchmark(8)];

    public override int Turns => 10;

    public override Task<double> Ours(BenchmarkDatabase database) => Rate(async number =>
    {
        await using var session = database.Store.LightweightSession();
        session.Stamp(Provenance.OfImport);
        session.CorrelationId = "benchmark";
        session.Events.StartStream(Samples.NewKey(), Samples.Report(number));
        await session.SaveChangesAsync(CancellationToken.None);
    });

    public override Task<double> Limit(BenchmarkDatabase database)
    {
        var headers = """{"actor":"ozg-cli","role":"operator","source":"import"}"""u8.ToArray();
        return Rate(async number =>
        {
            await using var command = database.DataSource.CreateCommand(Bare);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Samples.NewKey() });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = JsonSerializer.SerializeToUtf8Bytes(Samples.Report(number), DomainJson.Default.MaturityReported), NpgsqlDbType = NpgsqlDbType.Jsonb });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "OzgTracker.Domain.Rollouts.MaturityReported, OzgTracker.Domain" });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "benchmark" });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = headers, NpgsqlDbType = NpgsqlDbType.Jsonb });
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
        });
    }

    async Task<double> Rate(Func<int, Task> append)
    {
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (var number = client; number < Events; number += clients) await append(number);
        })));
        return Events / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
