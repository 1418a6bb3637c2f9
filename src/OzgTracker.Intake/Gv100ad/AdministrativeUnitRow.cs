using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake;

/// <summary>A reporting unit or a gemeindefreies Gebiet as GV100AD describes it.</summary>
/// <param name="LineNumber">Where it stands in the file.</param>
/// <param name="Kind">A <see cref="UnitKind.Gemeindefrei"/> is no Kommune: it never counts as one, it only makes sums add up.</param>
/// <param name="Id">AGS of a Gemeinde (8 digits), number of a Kreis (5), Kreis and Verband number of a Gemeindeverband (9).</param>
/// <param name="Ags">Null for a Kreis and a Verband.</param>
/// <param name="Ars">Twelve digits, padded with zeros for a Kreis and a Verband.</param>
/// <param name="Name">The official name as in the file, with suffixes and cut at 50 characters where the file cuts it.</param>
/// <param name="ShortName">The name without designation, see the README for bilingual names.</param>
/// <param name="Designation">Textkennzeichen.</param>
/// <param name="State">The Land.</param>
/// <param name="District">
/// Five digits; of a kreisfreie Stadt and a Kreis its own, null for the two sea and condominium areas that lie in no Kreis.
/// </param>
/// <param name="Association">The real Gemeindeverband of a Gemeinde; null when it is verbandsfrei and for other kinds.</param>
/// <param name="Seat">Seat of the administration of a Kreis or Verband; the file has none for a Gemeinde.</param>
/// <param name="AreaHa">Hectares; of a Kreis or Verband the sum of its Gemeinden and gemeindefreie Gebiete.</param>
/// <param name="Population">Inhabitants; of a Kreis or Verband the sum likewise.</param>
/// <param name="PostalCode">That of the seat of the Gemeinde, which may have more; null where nobody lives.</param>
/// <param name="AsOf">Gebietsstand, the same for the whole file.</param>
public sealed record AdministrativeUnitRow(
    int LineNumber,
    UnitKind Kind,
    UnitId Id,
    Ags? Ags,
    Ars Ars,
    string Name,
    string ShortName,
    UnitDesignation Designation,
    StateCode State,
    string? District,
    UnitId? Association,
    string? Seat,
    int AreaHa,
    int Population,
    string? PostalCode,
    DateOnly AsOf);

/// <summary>A Land as GV100AD describes it; no reporting unit, so it has no <see cref="UnitId"/>.</summary>
/// <param name="LineNumber">Where it stands in the file.</param>
/// <param name="State">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Seat">Seat of the government.</param>
/// <param name="AreaHa">Hectares, the sum of its Gemeinden and gemeindefreie Gebiete.</param>
/// <param name="Population">Inhabitants, the sum likewise.</param>
/// <param name="AsOf">Gebietsstand, the same for the whole file.</param>
public sealed record StateRow(int LineNumber, StateCode State, string Name, string? Seat, int AreaHa, int Population, DateOnly AsOf);
