using System.Diagnostics;
using System.Globalization;
using OzgTracker.Domain;
using OzgTracker.Operations;

namespace OzgTracker.Benchmarks;

/// <summary>Appends into a log of 7 million cells, every Gemeinde and every service, against the same into an empty one; tells how the log was loaded and how large it is.</summary>
/// <remarks>Takes minutes and 5 GB, so it runs only when it is named.</remarks>
sealed class FullLogBenchmark() : Benchmark("full-log", "one event per new stream into a log of 7 million streams, against an empty log", "events/s, 1 cl.", 0.8)
{
    const int Streams = 7_000_000;
    const int Transaction = 500_000;
    const int Appends = 3_000;

    BenchmarkDatabase? empty;

    public override bool OnlyWhenNamed => true;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        empty = await database.CreateAnother();
        var since = Stopwatch.GetTimestamp();
        for (var loaded = 0; loaded < Streams; loaded += Transaction)
        {
            var bulk = database.Store.BulkAppend();
            bulk.CorrelationId = "benchmark";
            foreach (var (name, value) in Samples.Headers) bulk.SetHeader(name, value);
            for (var number = 0; number < Transaction; number++) bulk.Append(Samples.NewKey(), Samples.Report(number), expectedVersion: 0);
            await bulk.SaveChangesAsync(CancellationToken.None);
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"full-log: {loaded + Transaction:#,0} streams, {(loaded + Transaction) / Stopwatch.GetElapsedTime(since).TotalSeconds:#,0} events/s so far"));
        }

        var bytes = await database.Ask("select pg_total_relation_size('log.mt_events') + pg_total_relation_size('log.mt_streams')");
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"full-log: {Streams:#,0} streams in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s; {bytes / (double)Streams:0} bytes an event with its stream row and all indexes"));
        await database.Execute("vacuum analyze log.mt_streams");
        await database.Execute("vacuum analyze log.mt_events");
    }

    public override Task<double> Ours(BenchmarkDatabase database) => Rate(database);

    public override Task<double> Limit(BenchmarkDatabase database) => Rate(empty!);

    public override async ValueTask DisposeAsync()
    {
        if (empty is not null) await empty.DisposeAsync();
        await base.DisposeAsync();
    }

    static async Task<double> Rate(BenchmarkDatabase database)
    {
        await database.Execute("checkpoint");
        var since = Stopwatch.GetTimestamp();
        for (var number = 0; number < Appends; number++)
        {
            await using var session = database.Store.LightweightSession();
            session.Stamp(Provenance.OfImport);
            session.CorrelationId = "benchmark";
            session.Events.StartStream(Samples.NewKey(), Samples.Report(number));
            await session.SaveChangesAsync(CancellationToken.None);
        }

        return Appends / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
