using System.Text.RegularExpressions;

namespace OzgTracker.Architecture.Tests;

/// <summary>What finished code does not contain.</summary>
static partial class SourceHygiene
{
    /// <summary>One sentence for each place in a source text that should not be there.</summary>
    public static IEnumerable<string> Violations(string source) =>
    [
        .. Found(Unfinished(), source, "is not finished"),
        .. Found(WallClock(), source, "reads the wall clock; take a TimeProvider or the time itself"),
        .. Found(EmptyCatch(), source, "swallows an exception without a word"),
    ];

    static IEnumerable<string> Found(Regex pattern, string source, string why) =>
        pattern.Matches(source).Select(match => $"line {source.AsSpan(0, match.Index).Count('\n') + 1}: '{match.Value}' {why}");

    [GeneratedRegex(@"\b(TODO|FIXME|NotImplementedException|NotSupportedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset)\.(Now|UtcNow|Today)\b")]
    private static partial Regex WallClock();

    /// <summary>A block with a comment says why and is not empty.</summary>
    [GeneratedRegex(@"\bcatch\b\s*(\([^)]*\))?\s*(when\s*\((?>[^()]|(?<open>\()|(?<-open>\)))*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
