using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake;

/// <summary>A LeiKa service with the OZG service that it belongs to.</summary>
/// <param name="LineNumber">Where it stands in the file.</param>
/// <param name="LeikaId">Its key.</param>
/// <param name="Name">Its name; not unique.</param>
/// <param name="OzgId">The OZG service; a row without one is skipped.</param>
/// <param name="Type"><i>Typisierung</i> as in the file, mixed ones with a comma (<c>1, 2/3</c>); empty where the file has none.</param>
/// <param name="Sdg1">In Annex I of the Single Digital Gateway regulation.</param>
/// <param name="Sdg2">In Annex II.</param>
/// <param name="Law">The law it rests on, where known.</param>
/// <param name="LawAbbreviation">The same in short, where there is one.</param>
public sealed record LeikaRow(
    int LineNumber, LeikaId LeikaId, string Name, OzgId OzgId, string Type, bool Sdg1, bool Sdg2, string? Law, string? LawAbbreviation);
