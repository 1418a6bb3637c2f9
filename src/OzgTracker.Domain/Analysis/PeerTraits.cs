using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Analysis;

/// <summary>Who else administers the place of a unit.</summary>
public enum UnitStatus
{
    /// <summary>Neither of the others: a <i>verbandsfreie</i> Gemeinde of a Kreis, a Verband, a Kreis.</summary>
    Neither,

    /// <summary><i>Kreisfrei</i>: does what a Kreis does as well.</summary>
    DistrictFree,

    /// <summary><i>Verbandsangehörig</i>: a Gemeindeverband may do its administration.</summary>
    InAssociation,
}

/// <summary>What makes units comparable.</summary>
/// <param name="Kind">Units of different kinds are not compared.</param>
/// <param name="Status">Who else administers the place.</param>
/// <param name="State">The Land, whose law applies.</param>
/// <param name="Population">Inhabitants; none counts as one.</param>
/// <param name="AreaKm2">Area; null or 0 when it is not known.</param>
public readonly record struct PeerTraits(UnitKind Kind, UnitStatus Status, StateCode State, int Population, double? AreaKm2)
{
    /// <summary>Inhabitants per square kilometre; null when the area is not known.</summary>
    public double? Density => AreaKm2 is { } area and > 0 ? Inhabitants / area : null;

    internal double Inhabitants => Math.Max(1, Population);

    /// <summary>Who else administers a place.</summary>
    public static UnitStatus StatusOf(UnitPlace place) =>
        place.IsDistrictFree ? UnitStatus.DistrictFree : place.Association is null ? UnitStatus.Neither : UnitStatus.InAssociation;
}

/// <summary>How alike two units are in what they have online, over the services that at least one of them has reported.</summary>
/// <param name="Reported">Services that either has reported.</param>
/// <param name="OwnConform">Of these, conform in the unit itself.</param>
/// <param name="OtherConform">Conform in the other.</param>
/// <param name="BothConform">Conform in both.</param>
public readonly record struct PortfolioOverlap(int Reported, int OwnConform, int OtherConform, int BothConform)
{
    /// <summary>Services that are conform in one of them only; in the others they are alike, because both or neither is conform.</summary>
    public int Unlike => OwnConform + OtherConform - (2 * BothConform);
}
