using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Rollouts;

/// <summary>What another unit is known for, on the day that counts.</summary>
/// <param name="Unit">Its id.</param>
/// <param name="Level">Its level, reported or derived; null where nothing is.</param>
public readonly record struct OtherLevel(UnitId Unit, int? Level);

/// <summary>What a cell shows while its unit has said nothing itself; always flagged, never recorded.</summary>
/// <param name="Status">Derived, not competent or unreported.</param>
/// <param name="Level">Only of a derived one.</param>
/// <param name="CoveredBy">The Verband or Kreis that executes the service for the place.</param>
/// <param name="From">Whose levels it is the lowest of.</param>
public sealed record Derivation(CellStatus Status, int? Level, UnitId? CoveredBy, IReadOnlyList<UnitId> From)
{
    /// <summary>Decides by the table of competence and by what others are known for.</summary>
    /// <param name="standing">What the table of competence says of the unit.</param>
    /// <param name="predecessors">Who was there before, each with its last level before the change.</param>
    /// <param name="covers">The units of <see cref="Standing.CoveredBy"/>, in that order.</param>
    /// <remarks>
    /// A competent unit goes on where its predecessors stood, at the lowest of their levels; those that never reported say nothing. Where it has none, and where
    /// it is not competent, the nearest Verband or Kreis that reported counts.
    /// </remarks>
    public static Derivation Of(Standing standing, IReadOnlyList<OtherLevel> predecessors, IReadOnlyList<OtherLevel> covers)
    {
        var reported = predecessors.Where(predecessor => predecessor.Level is not null).ToArray();
        if (standing.IsCompetent && reported.Length > 0)
            return new(CellStatus.Derived, reported.Min(predecessor => predecessor.Level), null, [.. reported.Select(predecessor => predecessor.Unit)]);

        foreach (var cover in covers)
            if (cover.Level is not null)
                return new(CellStatus.Derived, cover.Level, cover.Unit, [cover.Unit]);

        return new(standing.IsCompetent ? CellStatus.Unreported : CellStatus.NotCompetent, null, covers.Count > 0 && !standing.IsCompetent ? covers[0].Unit : null, []);
    }
}
