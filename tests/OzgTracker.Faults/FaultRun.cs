using System.Diagnostics;
using System.Globalization;

namespace OzgTracker.Faults;

/// <summary>One course of a fault: its seed, its size and what it says on the console.</summary>
sealed class FaultRun
{
    /// <summary>No wait of a test is longer; only what hangs reaches it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    readonly string fault;
    readonly long begun = Stopwatch.GetTimestamp();

    /// <param name="fault">Its number in the catalogue, e. g. <c>F09</c>.</param>
    public FaultRun(string fault)
    {
        this.fault = fault;
        Seed = int.TryParse(Environment.GetEnvironmentVariable("OZG_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        Chance = new Random(Seed);
        Say($"OZG_SEED={Seed}{Mutation.Note}");
    }

    /// <summary><c>OZG_FAULTS=long</c>: ten times the load and the repetitions.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("OZG_FAULTS") == "long";

    public int Seed { get; }

    public Random Chance { get; }

    /// <summary>A count of the short form, ten times that in the long form.</summary>
    public static int Times(int shortForm) => IsLong ? shortForm * 10 : shortForm;

    /// <summary>Waits for something that can only be looked at.</summary>
    public static async Task Until(Func<Task<bool>> isSo, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"It did not come to this within {Patience}: {what}");
            await Task.Delay(BetweenLooks);
        }
    }

    public static Task Until(Func<bool> isSo, string what) => Until(() => Task.FromResult(isSo()), what);

    public void Say(string what) => TestContext.Progress.WriteLine($"{fault}: {what}");

    /// <summary>The last line: how long it took and what it counted.</summary>
    public void SayEnd(string counts) => Say(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s, {counts}"));
}
