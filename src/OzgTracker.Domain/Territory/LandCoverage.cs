using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>How much of each Land is known, and how much of it a file has.</summary>
/// <remarks>
/// Only where both are whole does a missing unit mean that it has ended: a starter set or an import that was cut off knows a part, and a file of one Kreis
/// says nothing of the others.
/// </remarks>
sealed class LandCoverage
{
    /// <summary>Neighbours, coast and Bodensee move a Land by less.</summary>
    const decimal Whole = 0.99m;

    readonly Dictionary<StateCode, long> known, seen;
    readonly HashSet<StateCode> knownEarlier;

    public LandCoverage(IReadOnlyList<UnitBefore> before, IReadOnlyList<UnitAfter> after, DateOnly asOf)
    {
        var living = before.Where(unit => unit.Dissolution is null && unit.Facts.Ags is not null).ToArray();
        known = living.GroupBy(UnitMatching.StateOf).ToDictionary(land => land.Key, land => land.Sum(unit => (long)(unit.Facts.AreaHa ?? 0)));
        knownEarlier = [.. living.Where(unit => unit.Facts.AsOf < asOf).Select(UnitMatching.StateOf)];
        seen = after.Where(unit => unit.Facts.Ags is not null).GroupBy(unit => unit.Key.State)
            .ToDictionary(land => land.Key, land => land.Sum(unit => (long)(unit.Facts.AreaHa ?? 0)));
    }

    /// <summary>Everything that the file has of the Land was known before, under whatever name.</summary>
    public bool IsKnown(StateCode land) => known.GetValueOrDefault(land) is var area and > 0 && area >= seen.GetValueOrDefault(land) * Whole;

    /// <summary>It was, and from an earlier file than this one.</summary>
    public bool IsKnownFromEarlier(StateCode land) => IsKnown(land) && knownEarlier.Contains(land);

    /// <summary>The file has everything that is known of the Land.</summary>
    /// <param name="land">Which.</param>
    /// <param name="lostHa">Area that is known to be gone.</param>
    public bool IsSeen(StateCode land, long lostHa) => seen.GetValueOrDefault(land) >= (known.GetValueOrDefault(land) - lostHa) * Whole;

    /// <summary>In hectares.</summary>
    public (long Known, long Seen) Of(StateCode land) => (known.GetValueOrDefault(land), seen.GetValueOrDefault(land));
}
