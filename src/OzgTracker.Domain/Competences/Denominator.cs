using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Competences;

/// <summary>Which cells a share is a share of (<i>Grundgesamtheit</i>).</summary>
public static class Denominator
{
    /// <summary>Whether a cell counts: what the unit has said itself goes before the table of competence.</summary>
    /// <param name="competent">What the table says, <see cref="Standing.IsCompetent"/>.</param>
    /// <param name="status">What the unit has said by that day, in whatever maturity model.</param>
    public static bool Counts(bool competent, CellStatus status) => status switch
    {
        CellStatus.NotCompetent => false,
        CellStatus.Reported => true,
        _ => competent,
    };
}
