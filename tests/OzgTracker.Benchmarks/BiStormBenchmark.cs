using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Benchmarks;

/// <summary>Twenty BI sessions that ask without a pause while 200 reports a second are recorded: what writers and followers of the log notice of them (F52).</summary>
/// <remarks>The sessions are logins of <c>ozg_bi</c> with its limits, over the views of <c>deploy/postgres/bi.sql</c>, on a million transitions. Server, sessions and writers share the machine.</remarks>
sealed class BiStormBenchmark(bool inFeed)
    : Benchmark(
        "bi-storm",
        inFeed ? "from commit to the feed under 20 BI sessions, the slowest; the bar is 2 seconds" : "a report's save, 99 % of all, with and without 20 BI sessions",
        inFeed ? "ms, slowest in the feed" : "ms, p99 of a save", inFeed ? 1 : 0.5)
{
    const int Sessions = 20, PerSecond = 200, Clients = 8;

    const string Login = "ozg_bench_bi";

    static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    static readonly string[] Questions =
    [
        "select state, level, count(*) from bi.fact_status where ozg_id = '10124' and model = 'ozg-1.1' group by state, level",
        "select count(*), count(*) filter (where is_conform) from bi.fact_status where model = 'ozg-1.1' and state = '09'",
        "select unit.size_class, count(*) from bi.fact_competence as competent join bi.dim_municipality as unit using (unit) where competent.ozg_id = '10169' group by 1",
        "select month_end, level, sum(units) from bi.fact_month_end where model = 'ozg-1.1' group by 1, 2",
        "select recorded_at::date, count(*) from bi.fact_status_change where position > 100000 group by 1",
    ];

    public static IReadOnlyList<Benchmark> All { get; } = [new BiStormBenchmark(inFeed: false), new BiStormBenchmark(inFeed: true)];

    public override bool LessIsBetter => true;

    public override async Task Prepare(BenchmarkDatabase database)
    {
        await CubeDatabase.ImportAsync(database.Store);
        await SyntheticGermany.LoadAsync(database.Store, new SyntheticOptions(Transitions: 1_000_000), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var daemon = database.Store.BuildProjectionDaemon().RunAsync(stop.Token);
        if (!await database.Store.Projections.WaitForNonStaleProjectionDataAsync(TimeSpan.FromMinutes(5), CancellationToken.None)) throw new TimeoutException("The read models did not keep up.");
        await stop.CancelAsync();
        await daemon;

        var folder = Path.Combine(AppContext.BaseDirectory, "postgres");
        var roles = await File.ReadAllTextAsync(Path.Combine(folder, "roles.sql"));
        await database.Execute(roles);
        await database.Execute($"do $$ begin if not exists (select from pg_roles where rolname = '{Login}') then create role {Login} login password '{Login}' in role ozg_bi; end if; end $$");
        await database.Execute(roles);
        await database.Execute(await File.ReadAllTextAsync(Path.Combine(folder, "bi.sql")));
        await database.Execute("vacuum analyze");
    }

    public override async Task<double> Ours(BenchmarkDatabase database)
    {
        using var stop = new CancellationTokenSource();
        var storm = Enumerable.Range(0, Sessions).Select(number => Task.Run(() => Ask(database, number, stop.Token))).ToArray();
        var figures = await Write(database);
        await stop.CancelAsync();
        await Task.WhenAll(storm);
        return inFeed ? figures.SlowestInFeed : figures.Save99;
    }

    public override async Task<double> Limit(BenchmarkDatabase database) => inFeed ? 2_000 : (await Write(database)).Save99;

    static async Task Ask(BenchmarkDatabase database, int number, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = Login, Password = Login, Pooling = false }.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        for (var turn = number; !ct.IsCancellationRequested; turn++)
        {
            try
            {
                await using var command = new NpgsqlCommand(Questions[turn % Questions.Length], connection);
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct)) { }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    static async Task<(double Save99, double SlowestInFeed)> Write(BenchmarkDatabase database)
    {
        var count = (int)(PerSecond * Length.TotalSeconds);
        var (saves, committed) = (new double[count], new ConcurrentDictionary<long, long>());
        using var stop = new CancellationTokenSource();
        var follower = Follow(database, await database.Store.Feed.LastGivenAsync(CancellationToken.None), count, stop.Token);
        var (start, number) = (Stopwatch.GetTimestamp(), -1);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref number) is var mine && mine < count)
            {
                var due = TimeSpan.FromSeconds((double)mine / PerSecond) - Stopwatch.GetElapsedTime(start);
                if (due > TimeSpan.Zero) await Task.Delay(due);
                var before = Stopwatch.GetTimestamp();
                await using var session = database.Store.LightweightSession();
                var receipt = session.Events.StartStream(Samples.NewKey(), Samples.Report(mine));
                await session.SaveChangesAsync(CancellationToken.None);
                committed[receipt.Appended[0].Sequence] = Stopwatch.GetTimestamp();
                saves[mine] = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
            }
        })));
        var seen = await follower.WaitAsync(TimeSpan.FromMinutes(1));
        Array.Sort(saves);
        return (saves[(int)(count * 0.99)], seen.Max(found => Math.Max(0, Stopwatch.GetElapsedTime(committed[found.Position], found.At).TotalMilliseconds)));
    }

    static async Task<List<(long Position, long At)>> Follow(BenchmarkDatabase database, long after, int count, CancellationToken ct)
    {
        var seen = new List<(long, long)>();
        await foreach (var page in database.Store.Feed.SubscribeAsync(after, ct))
        {
            var now = Stopwatch.GetTimestamp();
            seen.AddRange(page.Events.Select(happened => (happened.Sequence, now)));
            if (seen.Count >= count) break;
        }

        return seen;
    }
}
