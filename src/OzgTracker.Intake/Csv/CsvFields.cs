using CsvHelper;

namespace OzgTracker.Intake;

/// <summary>Splits the text of one record.</summary>
sealed class CsvFields
{
    readonly CsvReaderOptions options;
    bool isMalformed;

    public CsvFields(char delimiter)
    {
        Delimiter = delimiter;
        options = new() { Separator = delimiter, HasHeader = false, OnMalformedRecord = _ => isMalformed = true };
    }

    public char Delimiter { get; }

    /// <summary>The fields with quotes resolved, or null when a quote or a line break stands where none may stand.</summary>
    public string[]? Split(string text)
    {
        isMalformed = false;
        using var reader = CsvReader.FromText(text, options);
        var fields = reader.Read() ? reader.Current.ToArray() : [];

        // A lone CR ends a record for CsvHelper, not for us.
        return isMalformed || reader.Read() ? null : fields;
    }
}
