using OzgTracker.Api.Web;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>The query parameter <c>groupBy</c>.</summary>
static class GroupRules
{
    /// <summary>Most groupings at once: more make groups of single cells.</summary>
    const int Most = 3;

    /// <summary>Validated values; none when absent.</summary>
    public static IReadOnlyList<GroupBy> Of(string? groupBy) =>
        groupBy is null ? [] : [.. groupBy.Split(',').Select(text => Codes.TryParse<GroupBy>(text, out var known) ? known : throw new ArgumentException($"'{text}' is no grouping.", nameof(groupBy)))];

    public static IEnumerable<FieldError> Check(string? groupBy)
    {
        if (groupBy is null) yield break;
        var named = groupBy.Split(',');
        foreach (var unknown in named.Where(text => !Codes.TryParse<GroupBy>(text, out _)))
            yield return new FieldError("unknown-group", $"'{unknown}' is no grouping; there are {string.Join(", ", Codes.All<GroupBy>())}.", Parameter: "groupBy");
        if (named.Length > Most) yield return new FieldError("too-many-groups", $"'groupBy' names {named.Length} groupings; at most {Most} are possible.", Parameter: "groupBy");
        if (named.Distinct(StringComparer.Ordinal).Count() < named.Length) yield return new FieldError("repeated-group", "'groupBy' names a grouping twice.", Parameter: "groupBy");
    }
}
