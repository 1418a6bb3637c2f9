namespace OzgTracker.Domain.Analysis;

/// <summary>What a number means: every analytic answer names its metric and the version of its definition.</summary>
/// <param name="Name">As in the answer.</param>
/// <param name="Formula">In words.</param>
/// <param name="Denominator">What is counted or compared (<i>Grundgesamtheit</i>).</param>
/// <param name="Unit">Of the result.</param>
/// <remarks>The texts that are not given hold for most metrics. They speak of cells: one service in one unit, in one model.</remarks>
public sealed record MetricDefinition(string Name, string Formula, string Denominator, string Unit)
{
    /// <summary>Raised when the same facts would give another number.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What becomes of cells whose unit is not competent.</summary>
    public string NotCompetent { get; init; } = "left out";

    /// <summary>What becomes of values that follow from others.</summary>
    public string Derived { get; init; } = "as unreported";

    /// <summary>What becomes of competent cells without a report.</summary>
    public string Unreported { get; init; } = "counted, not conform";

    /// <summary>What becomes of equal values.</summary>
    public string Ties { get; init; } = "do not matter";

    /// <summary>What becomes of groups that are too small for a statistic.</summary>
    public string SmallGroups { get; init; } = "shown, nothing is ranked";
}

/// <summary>A word that the definitions of metrics use.</summary>
/// <param name="Name">The word.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record MetricTerm(string Name, string Meaning);
