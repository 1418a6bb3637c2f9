using System.Collections.Frozen;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

/// <summary>A unit as commands and access checks need it.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Ags">Its present AGS.</param>
/// <param name="Ars">Its present ARS.</param>
/// <param name="Kind">What kind of body it is.</param>
/// <param name="ShortName">The name as people say it.</param>
/// <param name="State">Two digits.</param>
/// <param name="Population">Inhabitants.</param>
/// <param name="District">Five digits.</param>
/// <param name="Association">Its Gemeindeverband.</param>
/// <param name="Designation">Official designation.</param>
/// <param name="DissolvedOn">First day without it; null while it exists.</param>
/// <param name="Successors">Who got its area, the largest part first; empty while it exists.</param>
/// <param name="Position">Position of the last event that the read model has taken in about its territory; what it says here may be older than the log.</param>
public sealed record KnownUnit(
    UnitId Id, string? Ags, string Ars, UnitKind Kind, string ShortName, string State, int Population,
    string? District, UnitId? Association, UnitDesignation Designation, DateOnly? DissolvedOn, IReadOnlyList<UnitId> Successors, long Position)
{
    /// <summary>Keys that nobody has any more and whose holders' rights it took over, with the area: its own former ones, and those of its predecessors at any remove.</summary>
    /// <remarks>Those of its Gemeindeverband and its Kreis are among them, as far as they stand for members. Nearly always empty.</remarks>
    public IReadOnlySet<string> InheritedKeys { get; init; } = NoKeys;

    static readonly FrozenSet<string> NoKeys = FrozenSet<string>.Empty;
}

/// <summary>A dissolved unit, as its successor sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Share">Part of its area that the successor got.</param>
/// <param name="Since">First day of the successor in that area.</param>
public sealed record KnownPredecessor(UnitId Id, decimal Share, DateOnly Since);
