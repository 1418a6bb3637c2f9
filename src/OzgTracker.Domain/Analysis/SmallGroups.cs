namespace OzgTracker.Domain.Analysis;

/// <summary>How many it takes before a statistic is one.</summary>
public static class SmallGroups
{
    /// <summary>The fewest units that are ranked or summed up: a ranking or a statistic of fewer tells about single ones.</summary>
    public const int Minimum = 5;
}
