using System.Globalization;
using System.Reflection;
using System.Text.Json;
using CsvHelper;

namespace OzgTracker.Api.Web;

/// <summary>Rows as RFC 4180 CSV: UTF-8 without BOM, header always, keys as text.</summary>
/// <remarks>A text that a spreadsheet would take for a formula gets a leading apostrophe (D-12); lists are joined with <c>|</c>.</remarks>
static class CsvTable
{
    public static async Task Write<TItem>(Stream output, IReadOnlyList<TItem> items, char delimiter, CancellationToken ct)
    {
        var columns = typeof(TItem).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        await using var csv = CsvWriter.Create(output, new CsvWriterOptions { Separator = delimiter, Injection = CsvInjection.Escape }, leaveOpen: true);
        await csv.WriteRecordAsync([.. columns.Select(column => JsonNamingPolicy.CamelCase.ConvertName(column.Name))], ct);
        foreach (var item in items) await csv.WriteRecordAsync([.. columns.Select(column => Text(column.GetValue(item)))], ct);
    }

    static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => ApiJson.Text(moment),
        Enum code => JsonNamingPolicy.CamelCase.ConvertName(code.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<string> list => string.Join('|', list),
        _ => JsonSerializer.Serialize(value, ApiJson.Options),
    };
}
