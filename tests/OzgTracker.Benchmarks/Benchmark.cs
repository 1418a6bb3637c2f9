namespace OzgTracker.Benchmarks;

/// <summary>One figure of the design against its own limit, both measured in the same run.</summary>
abstract class Benchmark(string name, string what, string unit, double bar) : IAsyncDisposable
{
    /// <summary>Name on the command line and in the JSON rows.</summary>
    public string Name { get; } = name;

    /// <summary>What is compared with what.</summary>
    public string What { get; } = what;

    public string Unit { get; } = unit;

    /// <summary>The ratio of value to limit that is promised; for times the limit divided by the value.</summary>
    public double Bar { get; } = bar;

    /// <summary>What the value itself must reach as well, where that is promised.</summary>
    public virtual double? Floor => null;

    /// <summary>Whether less is better; then the ratio is limit by value.</summary>
    public virtual bool LessIsBetter => false;

    /// <summary>Whether it takes too long to be part of every run.</summary>
    public virtual bool OnlyWhenNamed => false;

    /// <summary>Turns that each side takes in a round, one after the other, all of the same size.</summary>
    public virtual int Turns => 1;

    /// <summary>Tables and rows that every round needs.</summary>
    public virtual Task Prepare(BenchmarkDatabase database) => Task.CompletedTask;

    /// <summary>One turn of ours.</summary>
    public abstract Task<double> Ours(BenchmarkDatabase database);

    /// <summary>One turn of the limit.</summary>
    public abstract Task<double> Limit(BenchmarkDatabase database);

    /// <summary>What <see cref="Prepare"/> made besides the database.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A row of the table.</summary>
sealed record BenchmarkRow(string Name, double Value, string Unit, double Limit, double Ratio, double Bar, double? Floor, bool Ok)
{
    const int Rounds = 5;

    /// <summary>Medians of the rounds; the ratio is the median of the rounds' ratios, because both sides of a round saw the same machine.</summary>
    public static async Task<BenchmarkRow> Measure(Benchmark benchmark, BenchmarkDatabase database, Action<string> progress)
    {
        await benchmark.Prepare(database);
        var rounds = new List<(double Ours, double Limit)>();
        for (var round = 0; round <= Rounds; round++)
        {
            progress($"{benchmark.Name}: round {round} of {Rounds}");
            var both = await Round(benchmark, database, oursFirst: round % 2 == 1);
            if (round > 0) rounds.Add(both);   // the first warms up both sides
        }

        var (ours, limit) = (Median(rounds.Select(both => both.Ours)), Median(rounds.Select(both => both.Limit)));
        var ratio = Median(rounds.Select(both => benchmark.LessIsBetter ? both.Limit / both.Ours : both.Ours / both.Limit));
        return new BenchmarkRow(benchmark.Name, ours, benchmark.Unit, limit, ratio, benchmark.Bar, benchmark.Floor, ratio >= benchmark.Bar && !(ours < benchmark.Floor));
    }

    /// <summary>Turns of ours and of the limit alternate, and so does who begins: the machine drifts within seconds.</summary>
    static async Task<(double Ours, double Limit)> Round(Benchmark benchmark, BenchmarkDatabase database, bool oursFirst)
    {
        var (ours, limits) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < 2 * benchmark.Turns; turn++)
        {
            var isOurs = (turn % 4 is 0 or 3) == oursFirst;
            if (isOurs) ours.Add(await benchmark.Ours(database));
            else limits.Add(await benchmark.Limit(database));
        }

        return (Mean(ours), Mean(limits));
    }

    /// <summary>Turns have the same size, so the rate of all is their harmonic mean.</summary>
    static double Mean(List<double> rates) => rates.Count / rates.Sum(rate => 1 / rate);

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
