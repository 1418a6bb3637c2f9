using System.Diagnostics;
using Npgsql;

namespace OzgTracker.Benchmarks;

/// <summary>The audit chain of two million events verified, against a plain COPY of the same columns that is read and thrown away.</summary>
sealed class VerifyBenchmark() : Benchmark("verify", "audit chain of 2 million events, against a plain COPY of the same columns", "events/s", 0.6)
{
    const int Events = 2_000_000;

    /// <summary>Events as the append benchmarks write them.</summary>
    static readonly string Fill = $$"""
        insert into log.mt_streams (id, version)
        select 'rollout-' || lpad(number::text, 8, '0') || '-10124', 1
          from generate_series(1, {{Events}}) as number;
        insert into log.mt_events (seq_id, id, stream_id, version, data, type, mt_dotnet_type, correlation_id, headers)
        select nextval('log.mt_events_sequence'), gen_random_uuid(), 'rollout-' || lpad(number::text, 8, '0') || '-10124', 1,
               jsonb_build_object(
                   'model', 'ozg-1.1', 'level', number % 5, 'validOn', date '2020-01-01' + number % 2000,
                   'evidenceUrl', 'https://service.example.invalid/antrag/' || number, 'note', 'Der Antrag ist online.'),
               'maturity_reported', 'OzgTracker.Domain.Rollouts.MaturityReported, OzgTracker.Domain', 'benchmark',
               '{"actor": "ozg-cli", "role": "operator", "source": "import"}'
          from generate_series(1, {{Events}}) as number;
        """;

    const string Plain = """
        copy (
            select seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers
              from log.mt_events
             order by seq_id
        ) to stdout (format binary)
        """;

    public override double? Floor => 300_000;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await database.Execute(Fill);
        await database.Execute("vacuum analyze log.mt_events");
        await database.Store.Audit.SealAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
    }

    public override Task<double> Ours(BenchmarkDatabase database) => Rate(async () =>
    {
        var report = await database.Store.Audit.VerifyAsync(null, null, CancellationToken.None);
        if (report is not { IsIntact: true, Unsealed: 0, Events: >= Events }) throw new InvalidOperationException($"The chain was not verified whole: {report}.");
    });

    public override Task<double> Limit(BenchmarkDatabase database) => Rate(async () =>
    {
        // The same driver at its best: a large buffer, and no waiting between messages.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ReadBufferSize = 128 * 1024 }.ConnectionString);
        await connection.OpenAsync();
        await using var copy = await connection.BeginRawBinaryCopyAsync(Plain);
        await Task.Run(() =>
        {
            var thrownAway = new byte[512 * 1024];
            while (copy.Read(thrownAway) > 0)
            {
            }
        });
    });

    static async Task<double> Rate(Func<Task> pass)
    {
        var since = Stopwatch.GetTimestamp();
        await pass();
        return Events / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
