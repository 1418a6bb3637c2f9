using System.Globalization;

namespace OzgTracker.Intake.Reports;

/// <summary>One record of a CSV file as a report, with German habits: decimal comma, days as 31.08.2025.</summary>
static class CsvReport
{
    static readonly string[] DayFormats = ["yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy"];

    static readonly char[] ListSeparators = ['|', '+', ',', ' '];

    /// <summary>Fills a row; false when all fields are empty.</summary>
    public static bool Read(string[] fields, CsvReportHeader header, ReportRow row)
    {
        var isEmpty = true;
        for (var at = 0; at < fields.Length; at++)
        {
            var (field, criterion, name) = header.Columns[at];
            if (fields[at].Length == 0 || field is ReportField.Ignored or ReportField.Unknown && !isEmpty) continue;
            var text = fields[at].Trim();
            if (text.Length == 0) continue;
            isEmpty = false;
            ReadField(field, criterion, name, text, row);
        }

        return !isEmpty;
    }

    static void ReadField(ReportField field, string? criterion, string name, string text, ReportRow row)
    {
        switch (field)
        {
            case ReportField.Municipality: row.Municipality = Plain(text, name, row); break;
            case ReportField.OzgId: row.OzgId = Plain(text, name, row); break;
            case ReportField.LeikaId: row.LeikaId = Plain(text, name, row); break;
            case ReportField.Model: row.Model = Plain(text, name, row); break;
            case ReportField.EvidenceUrl: row.EvidenceUrl = Plain(text, name, row); break;
            case ReportField.Note: row.Note = Plain(text.ReplaceLineEndings(" "), name, row); break;
            case ReportField.Level: row.Level = Level(text, name, row); break;
            case ReportField.ValidOn: row.ValidOn = Day(text, name, row); break;
            case ReportField.ReportedAt: row.ReportedAt = Moment(text, name, row); break;
            case ReportField.LeikaIds: row.LeikaIds = text.Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries); break;
            case ReportField.Criterion: Add(row, criterion!, Level(text, name, row)); break;
            case ReportField.Criteria: row.Refuse("invalid-value", "Criteria stand in columns of their own, criterion:… with the id of the criterion.", name); break;
        }
    }

    static void Add(ReportRow row, string criterion, int? level)
    {
        if (level is not { } known) return;
        var criteria = row.Criteria as Dictionary<string, int> ?? new(StringComparer.Ordinal);
        criteria[criterion] = known;
        row.Criteria = criteria;
    }

    static string? Plain(string text, string name, ReportRow row)
    {
        var unwanted = text.AsSpan().IndexOfAny(UnwantedCharacters.All);
        if (unwanted < 0) return text;
        row.Refuse("unwanted-character", UnwantedCharacters.Describe(text[unwanted]), name);
        return null;
    }

    /// <summary>A spreadsheet may write 3 as <c>3,0</c>; <c>3,5</c> is no level.</summary>
    static int? Level(string text, string name, ReportRow row)
    {
        var end = text.AsSpan().IndexOfAny(',', '.');
        if (int.TryParse(end < 0 ? text : text.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level))
        {
            if (end < 0 || text.AsSpan(end + 1) is { Length: > 0 } digits && digits.IndexOfAnyExcept('0') < 0) return level;
            if (text.AsSpan(end + 1) is { Length: > 0 } others && others.IndexOfAnyExceptInRange('0', '9') < 0)
            {
                row.Refuse("level-not-whole", $"A level is a whole number; found {Excerpt.Of(text)}.", name);
                return null;
            }
        }

        row.Refuse("invalid-value", $"A level is a whole number; found {Excerpt.Of(text)}.", name);
        return null;
    }

    static DateOnly? Day(string text, string name, ReportRow row)
    {
        if (DateOnly.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        row.Refuse("day-invalid", $"Expected a day as 2025-08-31 or 31.08.2025; found {Excerpt.Of(text)}.", name);
        return null;
    }

    static DateTimeOffset? Moment(string text, string name, ReportRow row)
    {
        if (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;
        row.Refuse("invalid-value", $"Expected a moment as 2025-08-31T12:00:00Z; found {Excerpt.Of(text)}.", name);
        return null;
    }
}
