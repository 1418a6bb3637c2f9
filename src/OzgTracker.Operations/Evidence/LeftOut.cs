namespace OzgTracker.Operations;

/// <summary>What of a source could not be given to any cell.</summary>
/// <param name="Reason">Stable code.</param>
/// <param name="Count">How often.</param>
/// <param name="Examples">The first few.</param>
public sealed record LeftOut(string Reason, long Count, IReadOnlyList<string> Examples)
{
    /// <summary>The LeiKa service belongs to no service of the catalogue.</summary>
    public const string UnknownLeika = "unknown-leika";

    /// <summary>No existing unit lies in the area.</summary>
    public const string UnknownArea = "unknown-area";

    /// <summary>Units lie in the area and none of them executes the service.</summary>
    public const string NobodyCompetent = "nobody-competent";
}

/// <summary>Counts what is left out.</summary>
sealed class LeftOutTally
{
    const int Examples = 5;

    readonly SortedDictionary<string, (long Count, List<string> Examples)> reasons = new(StringComparer.Ordinal);

    public void Add(string reason, string example)
    {
        var (count, examples) = reasons.TryGetValue(reason, out var known) ? known : (0, []);
        if (examples.Count < Examples && !examples.Contains(example)) examples.Add(example);
        reasons[reason] = (count + 1, examples);
    }

    public IReadOnlyList<LeftOut> All => [.. reasons.Select(reason => new LeftOut(reason.Key, reason.Value.Count, reason.Value.Examples))];
}
