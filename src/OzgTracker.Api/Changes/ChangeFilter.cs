namespace OzgTracker.Api.Changes;

/// <summary>Which events somebody wants; an empty list means all of its kind.</summary>
/// <param name="Types">Stored names.</param>
/// <param name="States">Numbers of Länder.</param>
/// <param name="OzgIds">Numbers of services.</param>
/// <param name="Unit">Id of a unit.</param>
sealed record ChangeFilter(IReadOnlyCollection<string> Types, IReadOnlyCollection<string> States, IReadOnlyCollection<string> OzgIds, string? Unit = null)
{
    public static ChangeFilter None { get; } = new([], [], []);

    /// <summary>Whether everything passes.</summary>
    public bool IsNone => Types.Count == 0 && States.Count == 0 && OzgIds.Count == 0 && Unit is null;

    public bool Passes(string storedName, string streamKey)
    {
        if (Types.Count > 0 && !Types.Contains(storedName)) return false;
        if (States.Count == 0 && OzgIds.Count == 0 && Unit is null) return true;
        var facets = new StreamFacets(streamKey);
        return (Unit is null || facets.Unit.SequenceEqual(Unit)) && IsAmong(States, facets.Land) && IsAmong(OzgIds, facets.Service);
    }

    static bool IsAmong(IReadOnlyCollection<string> wanted, ReadOnlySpan<char> found)
    {
        if (wanted.Count == 0) return true;
        foreach (var one in wanted)
            if (found.SequenceEqual(one))
                return true;
        return false;
    }
}
