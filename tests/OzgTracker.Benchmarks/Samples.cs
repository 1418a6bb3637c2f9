using System.Globalization;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Benchmarks;

/// <summary>Events as they are in life, and keys that no other round has.</summary>
static class Samples
{
    static long next;

    /// <summary>A stream that does not exist yet.</summary>
    public static string NewKey() => string.Create(CultureInfo.InvariantCulture, $"rollout-{Interlocked.Increment(ref next):00000000}-10124");

    /// <summary>Who said so, as an import says it.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers { get; } = [("actor", "ozg-cli"), ("role", "operator"), ("source", "import")];

    public static MaturityReported Report(int number) => new(
        "ozg-1.1", number % 5, null, new DateOnly(2020, 1, 1).AddDays(number % 2000), $"https://service.example.invalid/{number}", null, null, null);
}
