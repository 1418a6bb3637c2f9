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

    /// <summary>Tables and rows that every round needs.</summary>
    public virtual Task Prepare(BenchmarkDatabase database) => Task.CompletedTask;

    /// <summary>One round of ours.</summary>
    public abstract Task<double> Ours(BenchmarkDatabase database);

    /// <summary>One round of the limit.</summary>
    public abstract Task<double> Limit(BenchmarkDatabase database);

    /// <summary>What <see cref="Prepare"/> made besides the database.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A row of the table.</summary>
sealed record BenchmarkRow(string Name, double Value, string Unit, double Limit, double Ratio, double Bar, double? Floor, bool Ok)
{
    const int Rounds = 5;

    /// <summary>Rounds of ours and of the limit in turn, because the machine drifts; medians of both.</summary>
    public static async Task<BenchmarkRow> Measure(Benchmark benchmark, BenchmarkDatabase database, Action<string> progress)
    {
        await benchmark.Prepare(database);
        var ours = new List<double>();
        var limits = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            progress($"{benchmark.Name}: round {round} of {Rounds}");
            var value = await benchmark.Ours(database);
            var limit = await benchmark.Limit(database);
            if (round == 0) continue;   // warms up both sides
            ours.Add(value);
            limits.Add(limit);
        }

        var (o, l) = (Median(ours), Median(limits));
        var ratio = benchmark.LessIsBetter ? l / o : o / l;
        return new BenchmarkRow(benchmark.Name, o, benchmark.Unit, l, ratio, benchmark.Bar, benchmark.Floor, ratio >= benchmark.Bar && !(o < benchmark.Floor));
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
