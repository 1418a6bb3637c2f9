namespace OzgTracker.Domain.Analysis;

/// <summary>What is usual among some numbers of whole days, and how far it spreads.</summary>
/// <param name="Count">Observations; the quartiles are null below <see cref="SmallGroups.Minimum"/>.</param>
/// <param name="Q1">A quarter of them lies below.</param>
/// <param name="Median">Half of them lies below.</param>
/// <param name="Q3">Three quarters of them lie below.</param>
/// <remarks>
/// Linear interpolation between order statistics (type 7 of Hyndman and Fan), as <c>percentile_cont</c> of PostgreSQL has it, so SQL can
/// be the oracle. Exact, because a quartile of whole numbers is a multiple of a quarter.
/// </remarks>
public readonly record struct Quartiles(int Count, double? Q1, double? Median, double? Q3)
{
    /// <summary>Of numbers in any order, which stay as they are. Cost: a copy and a sort.</summary>
    public static Quartiles Of(ReadOnlySpan<int> days)
    {
        if (days.Length < SmallGroups.Minimum) return new(days.Length, null, null, null);
        var sorted = days.ToArray();
        Array.Sort(sorted);
        return new(sorted.Length, At(sorted, 1), At(sorted, 2), At(sorted, 3));
    }

    static double At(int[] sorted, int quarter)
    {
        var (whole, rest) = Math.DivRem(quarter * (sorted.Length - 1L), 4);
        double below = sorted[whole];
        return rest == 0 ? below : below + (rest * (sorted[whole + 1] - below) / 4);
    }
}
