using System.Globalization;
using OzgTracker.Domain.Municipalities;
using static OzgTracker.Intake.Gv100adLayout;

namespace OzgTracker.Intake;

/// <summary>A line that is right by itself; whether it fits the others is seen at the end of the file.</summary>
/// <param name="LineNumber">Where it stands.</param>
/// <param name="Length">Shorter than a record when trailing blanks were cut off.</param>
/// <param name="Satzart">10 to 60.</param>
/// <param name="Key">What must be unique within the Satzart; for a Gemeinde the AGS.</param>
/// <param name="AsOf">Gebietsstand.</param>
/// <param name="SkipReason">Set when the line yields no row.</param>
/// <param name="Unit">The row of a unit; of a Kreis or Verband still without its sums.</param>
/// <param name="State">The row of a Land, still without its sums.</param>
sealed record Gv100adEntry(
    int LineNumber, int Length, string Satzart, string Key, DateOnly AsOf, string? SkipReason, AdministrativeUnitRow? Unit, StateRow? State)
{
    /// <summary>Turns a line that <see cref="Gv100adLineChecks.FirstFault"/> has let pass into its row.</summary>
    public static Gv100adEntry Of(int number, string text)
    {
        var satzart = Gv100adLayout.Satzart.TextOf(text);
        var key = Gv100adLayout.Key.Of(text).Trim(' ').ToString();
        var asOf = Gv100adLineChecks.AsOfDay(text);
        var code = Textkennzeichen.TextOf(text);
        var designation = DesignationCode.Of(satzart, code);
        var skipReason = SkipReasonOf(satzart, code);
        var unit = skipReason is not null ? null : satzart switch
        {
            "40" => District(number, text, key, designation!.Value, asOf),
            "50" => Association(number, text, key, designation!.Value, asOf),
            "60" => Municipality(number, text, key, designation!.Value, asOf),
            _ => null,
        };
        var state = satzart == "10" ? new StateRow(number, StateCode.Parse(key), Name.TrimmedOf(text), SeatOf(text), 0, 0, asOf) : null;
        return new(number, text.Length, satzart, satzart == "60" ? key[..8] : key, asOf, skipReason, unit, state);
    }

    static string? SkipReasonOf(string satzart, string code) => (satzart, code) switch
    {
        ("20", _) => Gv100adSkipReason.Regierungsbezirk,
        ("30", _) => Gv100adSkipReason.Region,
        ("40", "41" or "42") => Gv100adSkipReason.DistrictFreeCity,
        ("50", DesignationCode.WithoutAssociation) => Gv100adSkipReason.WithoutAssociation,
        _ => null,
    };

    static AdministrativeUnitRow District(int number, string text, string key, UnitDesignation designation, DateOnly asOf) => new(
        number, UnitKind.Kreis, UnitId.Parse(key), null, Ars.Padded(key),
        Name.TrimmedOf(text), ShortNameOf(text, UnitKind.Kreis), designation,
        StateCode.Parse(key[..2]), key, null, SeatOf(text), 0, 0, null, asOf);

    static AdministrativeUnitRow Association(int number, string text, string key, UnitDesignation designation, DateOnly asOf)
    {
        var id = key[..5] + key[^4..];
        return new(
            number, UnitKind.Verband, UnitId.Parse(id), null, Ars.Padded(id),
            Name.TrimmedOf(text), ShortNameOf(text, UnitKind.Verband), designation,
            StateCode.Parse(key[..2]), key[..5], null, SeatOf(text), 0, 0, null, asOf);
    }

    static AdministrativeUnitRow Municipality(int number, string text, string key, UnitDesignation designation, DateOnly asOf)
    {
        var (ags, district, association) = (key[..8], key[..5], key[8..]);
        var kind = Gv100adLineChecks.IsGemeindefrei(designation) ? UnitKind.Gemeindefrei : UnitKind.Gemeinde;

        // 07000 and 13000, the condominium with Luxembourg and the coastal waters, lie in no Kreis; Hamburg and Berlin are their own.
        var inNoDistrict = kind == UnitKind.Gemeindefrei && district.EndsWith("000", StringComparison.Ordinal);
        return new(
            number, kind, UnitId.Parse(ags), Ags.Parse(ags), Ars.Parse(district + association + ags[5..]),
            Name.TrimmedOf(text), ShortNameOf(text, kind), designation, StateCode.Parse(key[..2]),
            inNoDistrict ? null : district,
            association[0] == '5' ? UnitId.Parse(district + association) : null,
            SeatOf(text), NumberOf(text, Area), NumberOf(text, Population),
            PostalCode.TrimmedOf(text) is { Length: > 0 } postalCode ? postalCode : null, asOf);
    }

    static string ShortNameOf(string text, UnitKind kind) => ShortName.Of(Name.TrimmedOf(text), kind);

    static string? SeatOf(string text) => Seat.TrimmedOf(text) is { Length: > 0 } seat ? seat : null;

    static int NumberOf(string text, FixedField field) => int.Parse(field.Of(text), CultureInfo.InvariantCulture);
}
