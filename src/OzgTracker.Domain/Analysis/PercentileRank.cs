namespace OzgTracker.Domain.Analysis;

/// <summary>Where a unit stands among its peers, from 0 (all are ahead) to 100 (none has reached it).</summary>
public static class PercentileRank
{
    const int Digits = 1;

    /// <summary>The share of peers below, plus half of those that are equal, in percent with one digit.</summary>
    /// <returns>Null among fewer than <see cref="SmallGroups.Minimum"/> peers.</returns>
    /// <param name="below">Peers with a lower value.</param>
    /// <param name="equal">Peers with the same value, the unit itself not counted.</param>
    /// <param name="peers">All peers with a value, the unit itself not counted.</param>
    /// <remarks>Half of the equal ones, so that a group of equals stands in the middle, and rank and rank from above add up to 100.</remarks>
    public static decimal? Of(int below, int equal, int peers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(below + equal, peers);
        return peers < SmallGroups.Minimum ? null : RoundedRatio.Of(100 * ((2L * below) + equal), 2L * peers, Digits);
    }

    /// <summary>The same from the values of the peers, in any order.</summary>
    public static decimal? Of(decimal own, ReadOnlySpan<decimal> peers)
    {
        int below = 0, equal = 0;
        foreach (var peer in peers)
        {
            if (peer < own) below++;
            else if (peer == own) equal++;
        }

        return Of(below, equal, peers.Length);
    }
}
