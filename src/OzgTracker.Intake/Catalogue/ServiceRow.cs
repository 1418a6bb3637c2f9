using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake;

/// <summary>An OZG service as the catalogue file has it.</summary>
/// <param name="LineNumber">Where it stands in the file.</param>
/// <param name="OzgId">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="TopicArea"><i>Themenfeld</i>, one of fourteen.</param>
/// <param name="Situation"><i>Lebenslage</i> or <i>Unternehmenslage</i>.</param>
/// <param name="SituationKind">Which of the two.</param>
/// <param name="Types"><i>Typisierung</i> of its LeiKa services, each once, in the order of the file.</param>
/// <param name="MunicipalExecution">Null where the file says <c>unklar</c>.</param>
/// <param name="LeikaCount">All its LeiKa services, also those without a key.</param>
/// <param name="LeikaWithoutKeyCount">Those that were not in the LeiKa yet.</param>
/// <param name="Sdg1Count">Those in Annex I of the Single Digital Gateway regulation.</param>
/// <param name="Sdg2Count">Those in Annex II.</param>
/// <param name="LeikaIds">The keys, in the order of the file.</param>
public sealed record ServiceRow(
    int LineNumber,
    OzgId OzgId,
    string Name,
    string TopicArea,
    string Situation,
    SituationKind SituationKind,
    IReadOnlyList<string> Types,
    MunicipalExecution? MunicipalExecution,
    int LeikaCount,
    int LeikaWithoutKeyCount,
    int Sdg1Count,
    int Sdg2Count,
    IReadOnlyList<LeikaId> LeikaIds);
