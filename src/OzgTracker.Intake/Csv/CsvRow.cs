using System.Globalization;
using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Intake;

/// <summary>One record with its columns by name. What is wrong with a field is reported at once and the value is a default.</summary>
/// <remarks>So a converter reads all fields without a check in between, and every fault of a line is found.</remarks>
sealed class CsvRow(int line, IReadOnlyDictionary<string, int> columns, string[] fields, Findings findings)
{
    static readonly string[] DayFormats = ["yyyy-MM-dd", "dd.MM.yyyy"];

    static readonly Dictionary<string, bool> Flags = new(StringComparer.Ordinal) { ["0"] = false, ["1"] = true };

    /// <summary>The first line of the record.</summary>
    public int Line { get; } = line;

    /// <summary>True as soon as one field was wrong.</summary>
    public bool HasFault { get; private set; }

    /// <summary>Set by a converter that leaves the row out for a known reason.</summary>
    public string? SkipReason { get; private set; }

    public void Skip(string reason) => SkipReason = reason;

    /// <summary>The text on one line, without blanks around it; null when there is none.</summary>
    public string? Optional(string column)
    {
        var text = fields[columns[column]].ReplaceLineEndings(" ").Trim();
        var unwanted = text.AsSpan().IndexOfAny(UnwantedCharacters.All);
        if (unwanted >= 0) Fault(column, "unwanted-character", UnwantedCharacters.Describe(text[unwanted]));
        return text.Length == 0 ? null : text;
    }

    public string Required(string column)
    {
        if (Optional(column) is { } text) return text;

        Fault(column, "field-missing", "Expected a value; found nothing.");
        return "";
    }

    public int Count(string column)
    {
        var text = Required(column);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || text.Length == 0) return number;

        Fault(column, "number-invalid", $"Expected a number; found {Excerpt.Of(text)}.");
        return 0;
    }

    public bool Flag(string column) => OneOf(column, Flags);

    /// <summary>The value that a word stands for.</summary>
    public T? OneOf<T>(string column, IReadOnlyDictionary<string, T> words)
    {
        var text = Required(column);
        if (text.Length == 0) return default;
        if (words.TryGetValue(text, out var value)) return value;

        Fault(column, "value-unknown", $"Expected one of {string.Join(", ", words.Keys)}; found {Excerpt.Of(text)}.");
        return default;
    }

    public OzgId OzgId(string column)
    {
        var text = Required(column);
        if (!Domain.Catalogue.OzgId.TryParse(text, out var id) && text.Length > 0)
            Fault(column, "ozg-id-invalid", $"Expected 5 digits that start with 1; found {Excerpt.Of(text)}.");
        return id;
    }

    /// <summary>A day as ISO 8601 or in German writing; null when there is none.</summary>
    public DateOnly? Day(string column)
    {
        if (Optional(column) is not { } text) return null;
        if (DateOnly.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;

        Fault(column, "day-invalid", $"Expected a day as 2025-08-31 or 31.08.2025; found {Excerpt.Of(text)}.");
        return null;
    }

    public LeikaId LeikaId(string column, string text)
    {
        if (!Domain.Catalogue.LeikaId.TryParse(text, out var id))
            Fault(column, "leika-id-invalid", $"Expected 14 digits that start with 99; found {Excerpt.Of(text)}.");
        return id;
    }

    /// <summary>The parts of a field that holds a list, without blanks around them and without empty ones.</summary>
    public string[] List(string column, char separator) =>
        Optional(column)?.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public void Fault(string? column, string code, string reason)
    {
        HasFault = true;
        findings.Add(new(Line, null, column, code, reason));
    }
}
