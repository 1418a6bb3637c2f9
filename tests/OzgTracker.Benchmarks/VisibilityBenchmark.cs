using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Benchmarks;

/// <summary>From commit to a row of <c>read.status</c> that another session sees, or to the cube of the process, under 1,000 reports a second by 8 clients; the bars are times.</summary>
/// <remarks>
/// Each commit notes when it was confirmed; a session of its own asks for the position of the read model without a pause and notes when it passes. So what it needs
/// for asking counts as delay, too.
/// </remarks>
sealed class VisibilityBenchmark(double percentile, double limitMilliseconds, bool inCube)
    : Benchmark(
        "visibility", $"from commit to {(inCube ? "the cube" : "the row in read.status")}, {percentile:0} % of all, under 1,000 reports/s", $"ms, p{percentile:0}{(inCube ? ", cube" : "")}", 1)
{
    const int PerSecond = 1_000;
    const int Clients = 8;

    static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    public static IReadOnlyList<Benchmark> All { get; } = [new VisibilityBenchmark(50, 8, inCube: false), new VisibilityBenchmark(99, 50, inCube: false), new VisibilityBenchmark(50, 8, inCube: true), new VisibilityBenchmark(99, 50, inCube: true)];

    public override bool LessIsBetter => true;

    public override Task<double> Limit(BenchmarkDatabase database) => Task.FromResult(limitMilliseconds);

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        using var stop = new CancellationTokenSource();
        var daemon = database.Store.BuildProjectionDaemon().RunAsync(stop.Token);
        if (!await database.Store.Projections.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMinutes(1), stop.Token)) throw new TimeoutException("The read models are behind.");

        var commits = await Write(database, stop.Token);
        await stop.CancelAsync();
        await daemon;
        var delays = commits.Delays();
        return delays[(int)(delays.Length * percentile / 100)];
    }

    async Task<Commits> Write(BenchmarkDatabase database, CancellationToken ct)
    {
        var commits = new Commits();
        var watching = Task.Run(() => inCube ? WatchCube(database, commits) : Watch(database, commits, ct), CancellationToken.None);
        var start = Stopwatch.GetTimestamp();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref number) is var mine && mine < PerSecond * Length.TotalSeconds)
            {
                // Each at its time: a client that was held up does not stop the clock.
                var due = TimeSpan.FromSeconds((double)mine / PerSecond) - Stopwatch.GetElapsedTime(start);
                if (due > TimeSpan.Zero) await Task.Delay(due, ct);
                await using var session = database.Store.LightweightSession();
                var receipt = session.Events.StartStream(Samples.NewKey(), Samples.Report(mine));
                await session.SaveChangesAsync(ct);
                commits.Add(receipt.Appended[0].Sequence);
            }
        })));
        commits.IsComplete = true;
        await watching;
        return commits;
    }

    static async Task Watch(BenchmarkDatabase database, Commits commits, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select last_seq_id from log.mt_event_progression where name like 'ozgtracker:status\\_v%'", connection);
        await command.PrepareAsync(ct);
        while (!commits.IsComplete || commits.Seen < commits.Last) commits.See((long)(await command.ExecuteScalarAsync(ct))!);
    }

    /// <summary>Here nothing has to be asked: whoever waits for the cube is woken by it.</summary>
    static async Task WatchCube(BenchmarkDatabase database, Commits commits)
    {
        using var cube = new MaturityCube(database.DataSource, NullLogger<MaturityCube>.Instance);
        using var stop = new CancellationTokenSource();
        var following = cube.FollowAsync(database.Store, stop.Token);
        while (!commits.IsComplete || commits.Seen < commits.Last)
        {
            await cube.WaitForAsync(commits.Seen + 1, TimeSpan.FromSeconds(1), CancellationToken.None);
            commits.See(cube.Current.Position);
        }

        await stop.CancelAsync();
        await following;
    }

    /// <summary>When each position was confirmed and when it was seen.</summary>
    sealed class Commits
    {
        readonly Lock guard = new();
        readonly List<(long Position, long At)> confirmed = [];
        readonly List<(long Position, long At)> seen = [];

        public bool IsComplete { get; set; }

        public long Seen { get; private set; }

        public long Last { get; private set; }

        public void Add(long position)
        {
            var at = Stopwatch.GetTimestamp();
            lock (guard)
            {
                confirmed.Add((position, at));
                Last = Math.Max(Last, position);
            }
        }

        public void See(long position)
        {
            if (position == Seen) return;
            seen.Add((position, Stopwatch.GetTimestamp()));
            Seen = position;
        }

        /// <summary>In milliseconds, ascending; a row that was seen before its writer was told counts as 0.</summary>
        public double[] Delays()
        {
            lock (guard)
                return [.. confirmed.Select(commit => Math.Max(0, Stopwatch.GetElapsedTime(commit.At, seen.First(look => look.Position >= commit.Position).At).TotalMilliseconds)).Order()];
        }
    }
}
