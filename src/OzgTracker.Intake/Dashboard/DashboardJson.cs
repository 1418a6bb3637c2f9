using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OzgTracker.Intake;

/// <summary>Rows of the dashboard as JSON: in <c>content</c> of a page, in several pages one after the other, or in an array.</summary>
/// <remarks>Holds one row, which may have 64 kB. Where the text is no JSON any more, what came before counts.</remarks>
sealed class DashboardJson(Stream input, Action<IntakeResult<DashboardRow>> account)
{
    const int MaxRowBytes = 64 * 1024;

    static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 16 };

    static readonly Dictionary<string, int> Columns = DashboardReader.Columns.Index().ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);

    readonly Findings findings = new();
    readonly byte[] buffer = new byte[2 * MaxRowBytes];
    readonly List<DashboardRow> rows = [];
    JsonReaderState state = new(Options);
    int filled, count;
    bool isPage, isContent, isEnd, isBroken;

    public async IAsyncEnumerable<DashboardRow> Read([EnumeratorCancellation] CancellationToken ct)
    {
        var hasByteOrderMark = false;
        for (var isFirst = true; !isEnd && !isBroken; isFirst = false)
        {
            var read = await input.ReadAsync(buffer.AsMemory(filled), ct);
            (filled, isEnd) = (filled + read, read == 0);
            if (isFirst && buffer.AsSpan(0, filled).StartsWith(System.Text.Encoding.UTF8.Preamble))
            {
                hasByteOrderMark = true;
                Drop(System.Text.Encoding.UTF8.Preamble.Length);
            }

            Walk();
            foreach (var row in rows) yield return row;
            rows.Clear();
        }

        if (count == 0 && findings.ErrorCount == 0)
            findings.Add(new LineError(LineError.WholeFile, null, null, "rows-missing", "Expected rows of the dashboard in 'content' of a page or in an array; found none."));
        account(new IntakeResult<DashboardRow>([], findings.ByLine(), findings.ErrorCount, findings.Skipped, new FileFacts(count, hasByteOrderMark)));
    }

    /// <summary>Goes as far as the buffer is filled with whole rows.</summary>
    void Walk()
    {
        try
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(0, filled), isEnd, state);
            while (true)
            {
                var before = reader;
                if (!reader.Read()) break;
                if (reader is { TokenType: JsonTokenType.StartObject } && IsRow(reader))
                {
                    if (!reader.TrySkip())
                    {
                        reader = before;
                        break;
                    }

                    Take(buffer.AsSpan((int)before.BytesConsumed..(int)reader.BytesConsumed));
                }
                else
                {
                    Note(reader);
                }
            }

            state = reader.CurrentState;
            Drop((int)reader.BytesConsumed);
            if (filled > MaxRowBytes) Break("row-too-long", $"Expected a row of at most {MaxRowBytes} bytes; found a longer one.");
        }
        catch (JsonException error)
        {
            Break("json-malformed", $"Expected well-formed JSON; found an error {error.LineNumber + 1} lines behind.");
        }
    }

    bool IsRow(Utf8JsonReader reader) => isContent && reader.CurrentDepth == (isPage ? 2 : 1);

    void Note(Utf8JsonReader reader)
    {
        switch (reader.TokenType, reader.CurrentDepth)
        {
            case (JsonTokenType.StartObject, 0): (isPage, isContent) = (true, false); break;
            case (JsonTokenType.StartArray, 0): (isPage, isContent) = (false, true); break;
            case (JsonTokenType.PropertyName, 1) when isPage: isContent = reader.ValueTextEquals("content"); break;
        }
    }

    void Take(ReadOnlySpan<byte> text)
    {
        count++;
        var fields = new string[DashboardReader.Columns.Length];
        Array.Fill(fields, "");
        var reader = new Utf8JsonReader(text.TrimStart(", \t\r\n"u8));
        using var row = JsonDocument.ParseValue(ref reader);
        foreach (var property in row.RootElement.EnumerateObject())
            if (Columns.TryGetValue(property.Name, out var index))
                fields[index] = property.Value.ValueKind is JsonValueKind.Null ? "" : property.Value.ToString();

        var csv = new CsvRow(count, Columns, fields, findings);
        var made = DashboardReader.Convert(csv);
        if (csv.HasFault) return;
        if (csv.SkipReason is { } reason) findings.Skip(reason);
        if (made is not null) rows.Add(made);
    }

    void Break(string code, string reason)
    {
        isBroken = true;
        findings.Add(new LineError(count + 1, null, null, code, $"{reason} {count} rows before it were read, the rest was not."));
    }

    void Drop(int bytes)
    {
        buffer.AsSpan(bytes..filled).CopyTo(buffer);
        filled -= bytes;
    }
}
