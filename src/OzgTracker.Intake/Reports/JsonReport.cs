using System.Globalization;
using System.Text.Json;

namespace OzgTracker.Intake.Reports;

/// <summary>One JSON object as a report, strictly: no unknown or repeated members, no numbers as text, valid UTF-8 only.</summary>
static class JsonReport
{
    /// <summary>Objects and arrays within each other.</summary>
    const int MaxDepth = 32;

    /// <summary>Characters of a text; what may be longer nowhere may be shorter somewhere.</summary>
    const int LongestText = 4_000;

    static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    public static bool IsBlank(ReadOnlySpan<byte> json) => json.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>Fills a row; what is wrong is its fault.</summary>
    public static void Read(ReadOnlySpan<byte> json, ReportRow row)
    {
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) ReadMembers(ref reader, row);
            else row.Refuse("invalid-request", reader.TokenType == JsonTokenType.Null ? "The item is null." : "An item must be a JSON object.");
            reader.Skip();
            while (reader.Read())
            {
                // Only to find out that something follows, which is an error of the reader.
            }
        }
        catch (JsonException error)
        {
            row.Refuse("invalid-json", $"The item is not valid JSON, or too deep, at byte {error.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            row.Refuse("invalid-value", "A text is not valid UTF-8, or half of a surrogate pair.");
        }
    }

    static void ReadMembers(ref Utf8JsonReader reader, ReportRow row)
    {
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader, out var name);
            reader.Read();
            if (field == ReportField.Unknown)
            {
                row.Refuse("unknown-member", "A report has no such member; remove it or correct its name.", Pointer(name!));
            }
            else if (field != ReportField.Ignored)
            {
                var bit = 1 << (int)field;
                if ((seen & bit) != 0) row.Refuse("repeated-member", "A member is there twice, perhaps under two names; send it once.", Pointer(name ?? NameOf(field)));
                seen |= bit;
                if (reader.TokenType != JsonTokenType.Null) ReadValue(ref reader, field, name, row);
            }

            reader.Skip();
        }
    }

    /// <param name="name">Null while it is the usual one.</param>
    static ReportField FieldOf(ref Utf8JsonReader reader, out string? name)
    {
        name = null;
        if (reader.ValueTextEquals("municipality"u8)) return ReportField.Municipality;
        if (reader.ValueTextEquals("ozgId"u8)) return ReportField.OzgId;
        if (reader.ValueTextEquals("level"u8)) return ReportField.Level;
        if (reader.ValueTextEquals("validOn"u8)) return ReportField.ValidOn;
        if (reader.ValueTextEquals("evidenceUrl"u8)) return ReportField.EvidenceUrl;
        if (reader.ValueTextEquals("note"u8)) return ReportField.Note;
        if (reader.ValueTextEquals("model"u8)) return ReportField.Model;
        name = reader.GetString()!;
        var field = ReportFields.Find(name, out _);
        return field == ReportField.Criterion ? ReportField.Unknown : field;
    }

    static void ReadValue(ref Utf8JsonReader reader, ReportField field, string? name, ReportRow row)
    {
        var called = name ?? NameOf(field);
        switch (field)
        {
            case ReportField.Municipality: row.Municipality = Text(ref reader, called, row); break;
            case ReportField.OzgId: row.OzgId = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var id) ? id.ToString(CultureInfo.InvariantCulture) : Text(ref reader, called, row); break;
            case ReportField.LeikaId: row.LeikaId = Text(ref reader, called, row); break;
            case ReportField.Model: row.Model = Text(ref reader, called, row); break;
            case ReportField.EvidenceUrl: row.EvidenceUrl = Text(ref reader, called, row); break;
            case ReportField.Note: row.Note = Text(ref reader, called, row); break;
            case ReportField.Level: row.Level = Number(ref reader, called, row); break;
            case ReportField.ValidOn: row.ValidOn = Day(ref reader, called, row); break;
            case ReportField.ReportedAt: row.ReportedAt = Moment(ref reader, called, row); break;
            case ReportField.LeikaIds: row.LeikaIds = Texts(ref reader, called, row); break;
            case ReportField.Criteria: row.Criteria = Numbers(ref reader, called, row); break;
        }
    }

    static string? Text(ref Utf8JsonReader reader, string name, ReportRow row)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            row.Refuse("invalid-value", "The value must be text in quotes.", Pointer(name));
            return null;
        }

        var text = reader.GetString()!;
        if (text.Length > LongestText) row.Refuse("text-too-long", $"The text has {text.Length} characters, at most {LongestText} are allowed.", Pointer(name));
        else if (text.Contains('\0', StringComparison.Ordinal)) row.Refuse("invalid-value", "The text must not contain the character U+0000.", Pointer(name));
        else return text;
        return null;
    }

    static int? Number(ref Utf8JsonReader reader, string name, ReportRow row)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)) return number;
        row.Refuse("invalid-value", "The value must be a whole number, without quotes.", Pointer(name));
        return null;
    }

    static DateOnly? Day(ref Utf8JsonReader reader, string name, ReportRow row)
    {
        if (Text(ref reader, name, row) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        row.Refuse("invalid-value", "The value must be a day as 2026-01-31.", Pointer(name));
        return null;
    }

    static DateTimeOffset? Moment(ref Utf8JsonReader reader, string name, ReportRow row)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var moment)) return moment;
        row.Refuse("invalid-value", "The value must be a moment as 2026-01-31T12:00:00Z.", Pointer(name));
        return null;
    }

    static List<string>? Texts(ref Utf8JsonReader reader, string name, ReportRow row)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            row.Refuse("invalid-value", "The value must be an array of texts.", Pointer(name));
            return null;
        }

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Text(ref reader, $"{name}/{texts.Count}", row) is { } text) texts.Add(text);
            else texts.Add("");
            reader.Skip();
        }

        return texts;
    }

    static Dictionary<string, int>? Numbers(ref Utf8JsonReader reader, string name, ReportRow row)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            row.Refuse("invalid-value", "The value must be an object of whole numbers.", Pointer(name));
            return null;
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            if (member.Contains('\0', StringComparison.Ordinal)) row.Refuse("invalid-value", "The text must not contain the character U+0000.", Pointer(name));
            reader.Read();
            var number = Number(ref reader, $"{name}/{Escaped(member)}", row);
            if (!numbers.TryAdd(member, number ?? 0)) row.Refuse("repeated-member", "A member is there twice; send it once.", $"{Pointer(name)}/{Escaped(member)}");
            reader.Skip();
        }

        return numbers;
    }

    static string NameOf(ReportField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    static string Pointer(string name) => "/" + name;

    static string Escaped(string member) => member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
