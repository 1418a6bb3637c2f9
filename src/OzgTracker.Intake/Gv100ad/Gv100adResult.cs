namespace OzgTracker.Intake;

/// <summary>What <see cref="Gv100adReader"/> made of a file.</summary>
/// <param name="Rows">Gemeinden, gemeindefreie Gebiete, Kreise and real Gemeindeverbände.</param>
/// <param name="States">The Länder, apart because they are no reporting units.</param>
/// <param name="Errors">As in <see cref="IntakeResult{TRow}"/>.</param>
/// <param name="ErrorCount">As in <see cref="IntakeResult{TRow}"/>; when it is not 0 the sums of higher units may be too low.</param>
/// <param name="Skipped">Reasons: see <see cref="Gv100adSkipReason"/>.</param>
/// <param name="File">As in <see cref="IntakeResult{TRow}"/>.</param>
public sealed record Gv100adResult(
    IReadOnlyList<AdministrativeUnitRow> Rows,
    IReadOnlyList<StateRow> States,
    IReadOnlyList<LineError> Errors,
    int ErrorCount,
    IReadOnlyDictionary<string, int> Skipped,
    FileFacts File) : IntakeResult<AdministrativeUnitRow>(Rows, Errors, ErrorCount, Skipped, File);

/// <summary>Why a right line of GV100AD yields no row.</summary>
public static class Gv100adSkipReason
{
    /// <summary>Satzart 20, Regierungsbezirk or statistical region.</summary>
    public const string Regierungsbezirk = "satzart-20-regierungsbezirk";

    /// <summary>Satzart 30, Region of Baden-Württemberg.</summary>
    public const string Region = "satzart-30-region";

    /// <summary>Satzart 40 of a kreisfreie Stadt or a Stadtkreis; its Gemeinde is the unit.</summary>
    public const string DistrictFreeCity = "satzart-40-kreisfreie-stadt";

    /// <summary>Satzart 50 that repeats a Gemeinde without Verband, or a gemeindefreies Gebiet.</summary>
    public const string WithoutAssociation = "satzart-50-verbandsfrei";

    /// <summary>A line without content.</summary>
    public const string Blank = "blank-line";
}
