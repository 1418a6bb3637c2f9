using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Intake.Reports;

namespace OzgTracker.Operations.Reports;

/// <summary>Shape of a report; what the model and the calendar say is decided by the domain.</summary>
static class ReportShape
{
    /// <summary>Lengths of official keys (Kreis, AGS, ARS) without a leading zero.</summary>
    static readonly int[] Shortened = [4, 7, 11];

    /// <summary>Why it cannot be decided at all; null when it can.</summary>
    public static Refusal? Check(ReportRow row)
    {
        if (row.Fault is { } fault) return new Refusal(fault.Code, fault.Reason);
        if (row.EvidenceUrl is { Length: > ClaimLimits.LongestUrl }) return new Refusal("text-too-long", $"evidenceUrl has at most {ClaimLimits.LongestUrl} characters.");
        if (row.LeikaIds is { Count: > ClaimLimits.MostLeikaIds }) return new Refusal("too-many", $"At most {ClaimLimits.MostLeikaIds} LeiKa keys.");
        if (row.Criteria is { Count: > ClaimLimits.MostCriteria }) return new Refusal("too-many", $"At most {ClaimLimits.MostCriteria} criteria.");
        return CheckNote(row.Note) ?? CheckLeika(row) ?? CheckKey(row.Municipality);
    }

    /// <summary>As the domain sees it.</summary>
    public static ClaimedMaturity ToClaim(ReportRow row, DateOnly today)
    {
        var leikaIds = row.LeikaIds is { } named ? named.Select(LeikaId.Parse).ToArray() : row.LeikaId is { } one ? [LeikaId.Parse(one)] : null;
        return new ClaimedMaturity(row.Level, row.Criteria, row.ValidOn ?? today, row.EvidenceUrl, leikaIds, row.ReportedAt, row.Note);
    }

    static Refusal? CheckNote(string? note)
    {
        if (note is null) return null;
        if (note.Length > RemarkText.Longest) return new Refusal("text-too-long", $"note has at most {RemarkText.Longest} characters.");
        return RemarkText.MayHoldPersonalData(note) ? new Refusal("personal-data", RemarkText.PersonalData) : null;
    }

    static Refusal? CheckLeika(ReportRow row)
    {
        if (row.LeikaId is { } one && !LeikaId.TryParse(one, out _)) return NoLeikaId(one);
        if (row is { LeikaId: not null, LeikaIds: not null }) return new Refusal("invalid-request", "Give either leikaId or leikaIds, not both.");
        foreach (var id in row.LeikaIds ?? [])
            if (!LeikaId.TryParse(id, out _)) return NoLeikaId(id);
        return null;
    }

    static Refusal NoLeikaId(string id) => new("invalid-leika-id", $"A LeiKa key has 14 digits and starts with 99; '{(id.Length > 40 ? id[..40] : id)}' is none.");

    /// <summary>Spreadsheets take keys for numbers. Only the form is looked at, so that nobody learns which keys exist.</summary>
    static Refusal? CheckKey(string? key) => key is not null && Shortened.Contains(key.Length) && key.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
        ? new Refusal("leading-zero-lost", $"'{key}' has {key.Length} digits: it seems to have lost its leading zero, as 0{key}. Keys are text; format the column as text.")
        : null;
}
