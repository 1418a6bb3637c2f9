namespace OzgTracker.Domain.Analysis;

/// <summary>The shares of a tally, all rounded by <see cref="RoundedRatio"/>.</summary>
/// <param name="ConformShare">Conform by competent; null when nobody is competent.</param>
/// <param name="ConformPopulationShare">The same with each cell weighed by the inhabitants of its unit; null when the competent ones have none.</param>
/// <param name="MeanLevel">Mean level of the reported cells; null when nothing is reported.</param>
public readonly record struct TallyShares(decimal? ConformShare, decimal? ConformPopulationShare, decimal? MeanLevel)
{
    /// <summary>From counts of cells and of the inhabitants behind them.</summary>
    /// <param name="competent">Cells in the denominator.</param>
    /// <param name="conform">Those of them at or above the model's threshold.</param>
    /// <param name="competentPopulation">Inhabitants of the competent units, once for each cell.</param>
    /// <param name="conformPopulation">The same for the conform ones.</param>
    /// <param name="levels">Reported cells at level 0, 1, 2 and so on.</param>
    public static TallyShares Of(long competent, long conform, long competentPopulation, long conformPopulation, ReadOnlySpan<long> levels)
    {
        long reported = 0, sum = 0;
        for (var level = 0; level < levels.Length; level++)
        {
            reported += levels[level];
            sum += level * levels[level];
        }

        return new(RoundedRatio.Of(conform, competent), RoundedRatio.Of(conformPopulation, competentPopulation), RoundedRatio.Of(sum, reported));
    }
}
