using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>A unit as the log knows it before a file is taken in.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Facts">What is known.</param>
/// <param name="Dissolution">Null while it exists.</param>
public sealed record UnitBefore(UnitId Id, UnitFacts Facts, Dissolution? Dissolution = null);

/// <summary>A unit as a file shows it.</summary>
/// <param name="Line">Where it stands in the file.</param>
/// <param name="Key">Its present key; the id of a unit that is new.</param>
/// <param name="Facts">What the file says; the Verband by its present key.</param>
public sealed record UnitAfter(int Line, UnitId Key, UnitFacts Facts);

/// <summary>What somebody decided where areas alone cannot tell (<i>Umsteigeschlüssel</i>).</summary>
/// <param name="Line">Where it stands in the decision file.</param>
/// <param name="Old">Key of the unit that ended; null says that <paramref name="New"/> has no predecessor.</param>
/// <param name="New">Key of the successor; null says that there is none.</param>
/// <param name="Share">Part of the area, above 0 and at most 1; null for all of it, or for what balances.</param>
public sealed record SuccessorDecision(int Line, string? Old, string? New, decimal? Share);

/// <summary>What a later file says against what is known.</summary>
/// <param name="AsOf">Gebietsstand of the file.</param>
/// <param name="Units">Every unit of the file, in its order.</param>
/// <param name="Changes">Dissolved units with their successors; each is recorded whole or not at all.</param>
/// <param name="Open">Dissolved units for which somebody has to decide.</param>
/// <param name="Faults">What forbids to apply the plan.</param>
/// <param name="NotInFile">Units that the file lacks in a Land that is only partly known; nothing becomes of them.</param>
public sealed record TerritorialPlan(
    DateOnly AsOf,
    IReadOnlyList<PlannedUnit> Units,
    IReadOnlyList<TerritorialChange> Changes,
    IReadOnlyList<OpenQuestion> Open,
    IReadOnlyList<PlanFault> Faults,
    IReadOnlyList<UnitId> NotInFile)
{
    /// <summary>Nothing is missing and nothing contradicts.</summary>
    public bool CanBeApplied => Open.Count == 0 && Faults.Count == 0;
}

/// <summary>A unit of the file and who it is.</summary>
/// <param name="Id">The unit whose stream takes the facts.</param>
/// <param name="Line">Where it stands in the file.</param>
/// <param name="Facts">What the file says; the Verband by its id.</param>
/// <param name="Before">What was known; null for a new unit.</param>
/// <param name="ExistsFrom">Of a new unit: its first day, null when it may have existed before.</param>
/// <param name="Refusal">Why it is left out.</param>
public sealed record PlannedUnit(UnitId Id, int Line, UnitFacts Facts, UnitBefore? Before, DateOnly? ExistsFrom = null, Refusal? Refusal = null);

/// <summary>Dissolved units and everybody who got a part of them: what belongs together.</summary>
/// <param name="Dissolved">In the order of their ids.</param>
/// <param name="Successors">In the order of their ids.</param>
public sealed record TerritorialChange(IReadOnlyList<PlannedDissolution> Dissolved, IReadOnlyList<PlannedUnit> Successors);

/// <summary>The end of a unit.</summary>
/// <param name="Unit">Which.</param>
/// <param name="Successors">Who gets its area; empty when nobody does.</param>
/// <param name="Source">Why we think so.</param>
public sealed record PlannedDissolution(UnitBefore Unit, IReadOnlyList<SuccessorPart> Successors, SuccessorSource Source);

/// <summary>How successors are known.</summary>
public enum SuccessorSource
{
    /// <summary>Exactly one combination of areas balances.</summary>
    Balance,

    /// <summary>Somebody decided.</summary>
    Decision,

    /// <summary>Of a Kreis or Verband: where its Gemeinden are now.</summary>
    Members,

    /// <summary>A Kreis or Verband whose Gemeinden stand alone now.</summary>
    None,
}

/// <summary>A dissolved unit whose successors areas alone do not tell.</summary>
/// <param name="Unit">Which.</param>
/// <param name="Why">What is in the way, for people.</param>
/// <param name="Candidates">Who has grown, the nearest first.</param>
public sealed record OpenQuestion(UnitBefore Unit, string Why, IReadOnlyList<SuccessorCandidate> Candidates);

/// <summary>Who may have got a part of a dissolved unit.</summary>
/// <param name="Unit">Its id.</param>
/// <param name="Name">Its name as people say it.</param>
/// <param name="GainHa">Hectares that it has gained and that nothing explains yet.</param>
/// <param name="IsNew">Whether it is new.</param>
public sealed record SuccessorCandidate(UnitId Unit, string Name, int GainHa, bool IsNew);

/// <summary>Something that forbids to apply a plan.</summary>
/// <param name="Line">Of the decision file; 0 when it is about no line of it.</param>
/// <param name="Code">Stable, kebab-case.</param>
/// <param name="Reason">What is wrong and what to do.</param>
public sealed record PlanFault(int Line, string Code, string Reason);
