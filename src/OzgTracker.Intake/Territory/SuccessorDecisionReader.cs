using System.Globalization;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Territory;

namespace OzgTracker.Intake;

/// <summary>Reads decisions on the successors of dissolved units (<i>Umsteigeschlüssel</i>): CSV with the columns <c>old</c>, <c>new</c> and <c>share</c>.</summary>
public static class SuccessorDecisionReader
{
    const string OldColumn = "old";
    const string NewColumn = "new";
    const string ShareColumn = "share";

    static readonly string[] Columns = [OldColumn, NewColumn, ShareColumn];

    /// <summary>Reads to the end of the stream, which stays open; what is wrong with the file is in the result, no exception.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public static Task<IntakeResult<SuccessorDecision>> Read(Stream input, CancellationToken ct = default) =>
        CsvFile.Read(input, Columns, Convert, decision => $"{decision.Old} to {decision.New}", ct);

    static SuccessorDecision? Convert(CsvRow row)
    {
        var decision = new SuccessorDecision(row.Line, Key(row, OldColumn), Key(row, NewColumn), Share(row));
        if (decision is { Old: null, New: null }) row.Fault(OldColumn, "field-missing", "Expected an old unit, a new one or both; found neither.");
        if (decision is { Share: not null } and ({ Old: null } or { New: null }))
            row.Fault(ShareColumn, "share-without-successor", "Expected a share only between an old and a new unit; found one beside an empty field.");
        return decision;
    }

    static string? Key(CsvRow row, string column)
    {
        if (row.Optional(column) is not { } key) return null;
        if (!UnitId.TryParse(key, out _) && !Ars.TryParse(key, out _))
            row.Fault(column, "key-invalid", $"Expected the AGS (8 digits), ARS (12) or id (5, 8 or 9) of a unit, with leading zero; found {Excerpt.Of(key)}.");
        return key;
    }

    /// <summary>A German Excel writes a comma.</summary>
    static decimal? Share(CsvRow row)
    {
        if (row.Optional(ShareColumn) is not { } text) return null;
        if (decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1) return share;

        row.Fault(ShareColumn, "share-invalid", $"Expected a share above 0 and at most 1, e. g. 0.58, or nothing; found {Excerpt.Of(text)}.");
        return null;
    }
}
