namespace OzgTracker.Api.Exports;

/// <summary>A column of an export.</summary>
/// <param name="Name">In NDJSON and in the header of CSV.</param>
/// <param name="German">In the header of CSV with <c>header=de</c>.</param>
sealed record ExportColumn(string Name, string German);

/// <summary>How an export is written.</summary>
/// <param name="IsJson">A JSON object a line; otherwise CSV.</param>
/// <param name="Delimiter">Of CSV.</param>
/// <param name="DecimalComma">In CSV: <c>1,5</c>.</param>
/// <param name="GermanHeader">In CSV: German names of columns.</param>
/// <param name="Bom">In CSV: a byte order mark, by which Excel knows UTF-8.</param>
sealed record ExportLayout(bool IsJson, char Delimiter = ',', bool DecimalComma = false, bool GermanHeader = false, bool Bom = false)
{
    /// <summary>Name of the format, which is the extension of the file.</summary>
    public string Extension => IsJson ? "ndjson" : "csv";
}
