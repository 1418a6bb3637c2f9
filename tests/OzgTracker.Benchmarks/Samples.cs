using System.Globalization;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Benchmarks;

/// <summary>Events as they are in life, and keys that no other round has.</summary>
static class Samples
{
    static long next;

    /// <summary>A stream that does not exist yet.</summary>
    public static string NewKey() => Key(Interlocked.Increment(ref next), 10_124);

    /// <summary>A cell of a unit whose key looks like a real one: a Land, and six digits below it.</summary>
    public static string Key(long unit, int service) =>
        string.Create(CultureInfo.InvariantCulture, $"rollout-{1 + (unit / 1_000_000 % 16):00}{unit % 1_000_000:000000}-{service}");

    /// <summary>Who said so, as an import says it.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers { get; } = [("actor", "ozg-cli"), ("role", "operator"), ("source", "import")];

    public static MaturityReported Report(int number) => new(
        "ozg-1.1", number % 5, null, new DateOnly(2020, 1, 1).AddDays(number % 2000), $"https://service.example.invalid/{number}", null, null, null);
}
