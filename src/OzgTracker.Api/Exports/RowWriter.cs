using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OzgTracker.Api.Exports;

/// <summary>Rows as CSV or NDJSON in one UTF-8 buffer: nothing is allocated for a row or a value.</summary>
/// <remarks>
/// The caller writes a value for each column, in their order. In CSV a free text that a spreadsheet would take for a formula gets a leading apostrophe (D-12); NDJSON has it as it is.
/// Not thread-safe.
/// </remarks>
sealed class RowWriter
{
    const int SendAt = 64 * 1024;

    static readonly SearchValues<byte> JsonSpecial = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    readonly ExportLayout layout;
    readonly byte[][] before;
    readonly byte[] end;
    readonly SearchValues<byte> csvSpecial;
    RowWriter? scratch;
    byte[] buffer = new byte[2 * SendAt];
    int length;
    int column;

    public RowWriter(ExportLayout layout, IReadOnlyList<ExportColumn> columns)
    {
        this.layout = layout;
        Columns = columns;
        before = [.. columns.Select((one, number) => Encoding.UTF8.GetBytes(
            layout.IsJson ? $"{(number == 0 ? '{' : ',')}\"{one.Name}\":" : number == 0 ? "" : layout.Delimiter.ToString()))];
        end = Encoding.UTF8.GetBytes(layout.IsJson ? "}\n" : "\r\n");
        csvSpecial = SearchValues.Create([(byte)layout.Delimiter, (byte)'"', (byte)'\r', (byte)'\n']);
    }

    public IReadOnlyList<ExportColumn> Columns { get; }

    /// <summary>Rows so far, the header not among them.</summary>
    public long Rows { get; private set; }

    /// <summary>What has gathered.</summary>
    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    /// <summary>Names of the columns; NDJSON has them in every row.</summary>
    public void Header()
    {
        if (layout.IsJson) return;
        if (layout.Bom) Raw([0xEF, 0xBB, 0xBF]);
        foreach (var one in Columns) Text(layout.GermanHeader ? one.German : one.Name);
        Raw(end);
        column = 0;
    }

    /// <summary>Ends a row.</summary>
    public void EndRow()
    {
        if (column != before.Length) throw new InvalidOperationException($"A row has {column} values; there are {before.Length} columns.");
        Raw(end);
        column = 0;
        Rows++;
    }

    /// <summary>Values that have been rendered before, by <see cref="Render"/> with the same first column.</summary>
    public void Rendered(ReadOnlySpan<byte> values, int columns)
    {
        Raw(values);
        column += columns;
    }

    /// <summary>Renders values that many rows share.</summary>
    public byte[] Render(int firstColumn, Action<RowWriter> values)
    {
        scratch ??= new RowWriter(layout, Columns);
        (scratch.column, scratch.length) = (firstColumn, 0);
        values(scratch);
        return scratch.Written.ToArray();
    }

    /// <summary>No value.</summary>
    public void Null()
    {
        Begin();
        if (layout.IsJson) Raw("null"u8);
    }

    /// <summary>An official key or a code: letters, digits and dashes only.</summary>
    public void Key(ReadOnlySpan<byte> value)
    {
        Begin();
        if (!layout.IsJson)
        {
            Raw(value);
            return;
        }

        var room = Room(value.Length + 2);
        room[0] = (byte)'"';
        value.CopyTo(room[1..]);
        room[value.Length + 1] = (byte)'"';
        length += value.Length + 2;
    }

    /// <summary>A key, or none.</summary>
    public void Key(string? value)
    {
        if (value is null) Null();
        else Key(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Any text.</summary>
    public void Text(ReadOnlySpan<byte> value)
    {
        Begin();
        if (layout.IsJson) JsonText(value);
        else CsvText(value);
    }

    /// <summary>Any text, or none.</summary>
    public void Text(string? value)
    {
        if (value is null) Null();
        else Text(Encoding.UTF8.GetBytes(value));
    }

    public void Number(long value)
    {
        Begin();
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        length += written;
    }

    public void Number(long? value)
    {
        if (value is { } number) Number(number);
        else Null();
    }

    /// <summary>A number with decimals.</summary>
    public void Decimal(decimal? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        Begin();
        number.TryFormat(Room(32), out var written, provider: CultureInfo.InvariantCulture);
        if (layout.DecimalComma) buffer.AsSpan(length, written).Replace((byte)'.', (byte)',');
        length += written;
    }

    public void Flag(bool? value)
    {
        if (value is not { } flag)
        {
            Null();
            return;
        }

        Begin();
        Raw(flag ? "true"u8 : "false"u8);
    }

    /// <summary>A day, <c>yyyy-MM-dd</c>.</summary>
    public void Day(DateOnly? value)
    {
        if (value is not { } day)
        {
            Null();
            return;
        }

        Begin();
        Quote();
        DayDigits(day.Year, day.Month, day.Day);
        Quote();
    }

    /// <summary>A moment in UTC, to the microsecond, without zeros at its end.</summary>
    public void Moment(DateTimeOffset value)
    {
        Begin();
        Quote();
        var (moment, ticks) = (value.UtcDateTime, value.UtcTicks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        DayDigits(moment.Year, moment.Month, moment.Day);
        var room = Room(17);
        room[0] = (byte)'T';
        Digits(room[1..3], moment.Hour);
        room[3] = (byte)':';
        Digits(room[4..6], moment.Minute);
        room[6] = (byte)':';
        Digits(room[7..9], moment.Second);
        var at = 9;
        if (ticks > 0)
        {
            room[9] = (byte)'.';
            Digits(room[10..16], (int)ticks);
            for (at = 16; room[at - 1] == (byte)'0';) at--;
        }

        room[at] = (byte)'Z';
        length += at + 1;
        Quote();
    }

    /// <summary>Sends what has gathered when it is enough for a good package; call it between rows.</summary>
    public ValueTask SendIfLargeAsync(ExportBody body, CancellationToken ct) => length < SendAt ? ValueTask.CompletedTask : SendAsync(body, ct);

    /// <summary>Sends what has gathered.</summary>
    public async ValueTask SendAsync(ExportBody body, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();   // the server swallows what is written to a client that has left
        await body.WriteAsync(Written, ct);
        length = 0;
    }

    void Begin() => Raw(before[column++]);

    void Quote()
    {
        if (layout.IsJson) Raw("\""u8);
    }

    void DayDigits(int year, int month, int day)
    {
        var room = Room(10);
        Digits(room[..4], year);
        room[4] = (byte)'-';
        Digits(room[5..7], month);
        room[7] = (byte)'-';
        Digits(room[8..10], day);
        length += 10;
    }

    static void Digits(Span<byte> room, int value)
    {
        for (var at = room.Length - 1; at >= 0; at--, value /= 10) room[at] = (byte)('0' + value % 10);
    }

    void CsvText(ReadOnlySpan<byte> value)
    {
        var guard = value.Length > 0 && value[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r' or 0;
        if (!value.ContainsAny(csvSpecial))
        {
            if (guard) Raw("'"u8);
            Raw(value);
            return;
        }

        Raw(guard ? "\"'"u8 : "\""u8);
        for (int quote; (quote = value.IndexOf((byte)'"')) >= 0; value = value[(quote + 1)..])
        {
            Raw(value[..(quote + 1)]);
            Raw("\""u8);
        }

        Raw(value);
        Raw("\""u8);
    }

    void JsonText(ReadOnlySpan<byte> value)
    {
        Raw("\""u8);
        for (int special; (special = value.IndexOfAny(JsonSpecial)) >= 0; value = value[(special + 1)..])
        {
            Raw(value[..special]);
            var letter = value[special];
            if (letter >= 32)
            {
                Raw([(byte)'\\', letter]);
                continue;
            }

            Raw("\\u00"u8);
            Raw([(byte)('0' + (letter >> 4)), "0123456789abcdef"u8[letter & 15]]);
        }

        Raw(value);
        Raw("\""u8);
    }

    void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        length += bytes.Length;
    }

    Span<byte> Room(int size)
    {
        if (buffer.Length - length < size) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + size));
        return buffer.AsSpan(length);
    }
}
