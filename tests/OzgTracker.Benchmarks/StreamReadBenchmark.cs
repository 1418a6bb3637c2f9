using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Operations;

namespace OzgTracker.Benchmarks;

/// <summary>Fold of a stream of five events, against the same rows read and deserialized by raw Npgsql.</summary>
sealed class StreamReadBenchmark() : Benchmark("stream-read", "fold of a 5-event stream, against the same rows read and deserialized raw", "streams/s", 0.95)
{
    const int Streams = 2_000;
    const int Reads = 8_000;

    readonly string[] keys = [.. Enumerable.Range(0, Streams).Select(_ => Samples.NewKey())];

    public override async Task Prepare(BenchmarkDatabase database)
    {
        foreach (var page in keys.Chunk(500))
        {
            await using var session = database.Store.LightweightSession();
            session.Stamp(Provenance.OfImport);
            foreach (var key in page) session.Events.StartStream(key, [.. Enumerable.Range(0, 5).Select(Samples.Report)]);
            await session.SaveChangesAsync(CancellationToken.None);
        }

        await database.Execute("analyze log.mt_events");
    }

    public override Task<double> Ours(BenchmarkDatabase database) => Rate(async key =>
    {
        await using var session = database.Store.LightweightSession();
        return (await session.Events.AggregateStreamAsync<Rollout>(key, CancellationToken.None)).Claims.Length;
    });

    public override Task<double> Limit(BenchmarkDatabase database) => Rate(async key =>
    {
        await using var command = database.DataSource.CreateCommand("""
            select seq_id, id, stream_id, version, timestamp, type, data, correlation_id, causation_id, headers
              from log.mt_events
             where stream_id = $1
             order by version
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<(long, Guid, long, DateTimeOffset, string, MaturityReported)>();
        while (await reader.ReadAsync())
        {
            var data = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(6), DomainJson.Default.MaturityReported)!;
            events.Add((reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(5), data));
        }

        return events.Count;
    });

    async Task<double> Rate(Func<string, Task<int>> read)
    {
        var since = Stopwatch.GetTimestamp();
        for (var number = 0; number < Reads; number++)
            if (await read(keys[number * 7 % Streams]) != 5)
                throw new InvalidOperationException("A stream was not read whole.");
        return Reads / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
