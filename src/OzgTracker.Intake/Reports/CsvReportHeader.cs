namespace OzgTracker.Intake.Reports;

/// <summary>What the columns of a CSV file of reports are.</summary>
/// <param name="Text">The line.</param>
/// <param name="Fields">Splits what is quoted.</param>
/// <param name="Columns">In their order; a criterion with its id.</param>
/// <param name="Ignored">Names that say nothing to us.</param>
sealed record CsvReportHeader(string Text, CsvFields Fields, (ReportField Field, string? Criterion, string Name)[] Columns, IReadOnlyList<string> Ignored)
{
    const int QuotedNames = 20;

    static readonly char[] Delimiters = [';', ','];

    public char Delimiter => Fields.Delimiter;

    /// <summary>The header, or why it is none.</summary>
    public static (CsvReportHeader? Header, string? Refusal) Of(string text, bool needsUnit)
    {
        var best = Delimiters.Select(delimiter => Split(text, delimiter)).MaxBy(header => header.Columns.Count(column => column.Field != ReportField.Unknown))!;
        return best.Check(needsUnit) is { } refusal ? (null, refusal) : (best, null);
    }

    /// <summary>The fields of a record; null when a quote stands where none may stand.</summary>
    public string[]? Split(string text) => text.Contains('"', StringComparison.Ordinal) ? Fields.Split(text) : text.Split(Delimiter);

    static CsvReportHeader Split(string text, char delimiter)
    {
        var fields = new CsvFields(delimiter);
        var names = fields.Split(text) ?? [];
        var columns = names.Select(name => (Field: ReportFields.Find(name, out var criterion), criterion, name.Trim())).ToArray();
        return new CsvReportHeader(text, fields, columns, [.. columns.Where(column => column.Field == ReportField.Unknown).Select(column => column.Item3)]);
    }

    string? Check(bool needsUnit)
    {
        var twice = Columns.Where(column => column.Field is not (ReportField.Unknown or ReportField.Ignored))
            .GroupBy(column => (column.Field, column.Criterion)).FirstOrDefault(columns => columns.Count() > 1);
        if (twice is not null) return $"The columns {string.Join(" and ", twice.Select(column => Excerpt.Of(column.Name)))} mean the same; leave one of them out.";

        string[] missing =
        [
            .. needsUnit && !Has(ReportField.Municipality) ? (string[])["ags (or ars, gemeindeschluessel, …)"] : [],
            .. !Has(ReportField.OzgId) && !Has(ReportField.LeikaId) ? (string[])["ozg_id (or leika_id)"] : [],
            .. !Has(ReportField.Level) && !Has(ReportField.Criterion) ? (string[])["reifegrad (or level, or criterion:… columns)"] : [],
        ];
        return missing.Length == 0 ? null : $"Expected a CSV file whose first line names its columns. Missing: {string.Join(", ", missing)}. Found: {Found()}.";
    }

    bool Has(ReportField field) => Columns.Any(column => column.Field == field);

    string Found() => string.Join(", ", Columns.Take(QuotedNames).Select(column => Excerpt.Of(column.Name))) + (Columns.Length > QuotedNames ? " and more" : "");
}
