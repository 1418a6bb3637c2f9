using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using CsvHelper;
using OzgTracker.Domain.Contacts;

namespace OzgTracker.Api.Web;

/// <summary>Rows as RFC 4180 CSV: UTF-8 without BOM, header always, keys as text.</summary>
/// <remarks>A text that a spreadsheet would take for a formula gets a leading apostrophe (D-12); lists, and mailbox and address of a contact point, are joined with <c>|</c>.</remarks>
static class CsvTable
{
    /// <summary>Flat records; their members are the columns.</summary>
    public static Task Write<TItem>(Stream output, IReadOnlyList<TItem> items, char delimiter, CancellationToken ct) =>
        Write(output, items, MembersOf(typeof(TItem)), delimiter, ct);

    /// <summary>Rows with columns of their own.</summary>
    public static async Task Write(Stream output, IEnumerable rows, IReadOnlyList<(string Name, Func<object, object?> Value)> columns, char delimiter, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(output, new CsvWriterOptions { Separator = delimiter, Injection = CsvInjection.Escape }, leaveOpen: true);
        await csv.WriteRecordAsync([.. columns.Select(column => column.Name)], ct);
        foreach (var row in rows) await csv.WriteRecordAsync([.. columns.Select(column => Text(column.Value(row)))], ct);
    }

    /// <summary>The members of a record as columns.</summary>
    public static IReadOnlyList<(string Name, Func<object, object?> Value)> MembersOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(member => (JsonNamingPolicy.CamelCase.ConvertName(member.Name), (Func<object, object?>)member.GetValue)),
    ];

    static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => ApiJson.Text(moment),
        Enum code => JsonNamingPolicy.CamelCase.ConvertName(code.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        ContactPoint contact => string.Join('|', (string?[])[contact.Mailbox, contact.Url]),
        IEnumerable<string> list => string.Join('|', list),
        _ => JsonSerializer.Serialize(value, ApiJson.Options),
    };
}
