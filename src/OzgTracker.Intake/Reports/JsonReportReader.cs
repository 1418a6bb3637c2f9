using System.Diagnostics.CodeAnalysis;
using System.Text;
using static System.FormattableString;

namespace OzgTracker.Intake.Reports;

/// <summary>A JSON array: finds where each item ends and reads it alone, so that a broken item costs one item.</summary>
/// <remarks>Whether brackets match inside an item is left to the parser of the item; here only the depth counts.</remarks>
sealed class JsonReportReader(Stream input, bool keepText) : ReportReader
{
    enum Place
    {
        BeforeArray,
        BeforeFirst,
        BeforeItem,
        InItem,
        AfterItem,
        AfterArray,
    }

    readonly byte[] buffer = new byte[2 * MaxItemBytes];
    Place place;
    bool isEnvelope, isInText, isEscaped, isAtEnd;
    int depth, start, at, end;
    LineError? failure;
    long index, before, dropped;

    public override LineError? Failure => failure;

    public override long BytesRead => before + end;

    public override bool TryRead([NotNullWhen(true)] out ReportRow? row)
    {
        row = null;
        if (failure is not null) return false;
        if (place == Place.BeforeArray && !Open()) return false;
        while (at < end)
        {
            if (place == Place.InItem ? EndsItem(buffer[at]) : Steps(buffer[at]))
            {
                row = Take();
                return true;
            }

            if (failure is not null) return false;
        }

        return false;
    }

    public override async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (failure is not null || isAtEnd) return false;
        MakeRoom();
        var read = await input.ReadAsync(buffer.AsMemory(end), ct);
        end += read;
        isAtEnd = read == 0;
        if (isAtEnd && (place != Place.AfterArray || isEnvelope)) failure = Fault("body-cut-off", "The array is not closed: the end is missing.");
        return !isAtEnd;
    }

    /// <summary>Looks for <c>[</c> or <c>{"items":[</c>.</summary>
    bool Open()
    {
        ReadOnlySpan<byte> seen = buffer.AsSpan(at, end - at);
        if (BytesRead - seen.Length == 0 && seen.StartsWith(Encoding.UTF8.Preamble)) seen = seen[Encoding.UTF8.Preamble.Length..];
        seen = seen.TrimStart(" \t\r\n"u8);
        if (seen.IsEmpty)
        {
            at = end;
            return false;
        }

        if (seen[0] != (byte)'[')
        {
            if (!IsEnvelope(ref seen, out var mayBecome))
            {
                if (!mayBecome) failure = Fault("invalid-json", "The body must be a JSON array of reports, or an object whose only member `items` is one.");
                return false;
            }

            isEnvelope = true;
        }

        at = end - seen.Length + 1;
        place = Place.BeforeFirst;
        return true;
    }

    /// <param name="mayBecome">Whether more bytes could make it one.</param>
    static bool IsEnvelope(ref ReadOnlySpan<byte> seen, out bool mayBecome)
    {
        var rest = seen;
        foreach (var token in (ReadOnlySpan<string>)["{", "\"items\"", ":", "["])
        {
            rest = rest.TrimStart(" \t\r\n"u8);
            var part = Encoding.ASCII.GetBytes(token);
            mayBecome = rest.Length < part.Length && part.AsSpan().StartsWith(rest) && seen.Length < MaxItemBytes;
            if (!rest.StartsWith(part)) return false;
            if (token != "[") rest = rest[part.Length..];
        }

        seen = rest;
        mayBecome = false;
        return true;
    }

    /// <summary>A byte between items. Never ends one.</summary>
    bool Steps(byte value)
    {
        if (value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
            return false;
        }

        if (place == Place.AfterArray && isEnvelope && value == (byte)'}') isEnvelope = false;
        else if (place == Place.AfterItem && value == (byte)',') place = Place.BeforeItem;
        else if (place is Place.AfterItem or Place.BeforeFirst && value == (byte)']') place = Place.AfterArray;
        else if (place is Place.BeforeFirst or Place.BeforeItem && value is not ((byte)',' or (byte)']' or (byte)'}'))
        {
            (place, start, depth, isInText, isEscaped, dropped) = (Place.InItem, at, 0, false, false, 0);
            return false;
        }
        else
        {
            failure = Fault("invalid-json", Invariant($"The array is not valid JSON at byte {before + at + 1}; what came before was taken."));
            return false;
        }

        at++;
        return false;
    }

    /// <summary>A byte of an item; true when the item has ended, with <c>at</c> behind it.</summary>
    bool EndsItem(byte value)
    {
        if (isInText)
        {
            if (isEscaped) isEscaped = false;
            else if (value == (byte)'\\') isEscaped = true;
            else if (value == (byte)'"') isInText = false;
        }
        else if (depth == 0 && value is (byte)',' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            return true;   // a number, a word or a text alone
        }
        else if (value == (byte)'"')
        {
            isInText = true;
        }
        else if (value is (byte)'{' or (byte)'[')
        {
            depth++;
        }
        else if (value is (byte)'}' or (byte)']' && --depth <= 0)
        {
            at++;
            return true;
        }

        at++;
        return false;
    }

    ReportRow Take()
    {
        var row = new ReportRow(index++, 0);
        var length = dropped + (at - start);
        place = Place.AfterItem;
        if (length > MaxItemBytes)
        {
            row.Refuse("item-too-long", Invariant($"An item has at most {MaxItemBytes} bytes; this one has {length}."));
            return row;
        }

        var json = buffer.AsSpan(start, at - start);
        JsonReport.Read(json, row);
        if (keepText) row.Text = Encoding.UTF8.GetString(json);
        return row;
    }

    /// <summary>Keeps the item that has begun, unless it is too long already.</summary>
    void MakeRoom()
    {
        var kept = place == Place.InItem ? start : at;
        if (place == Place.InItem && at - start > MaxItemBytes) (dropped, kept) = (dropped + (at - start), at);
        buffer.AsSpan(kept, end - kept).CopyTo(buffer);
        before += kept;
        (start, at, end) = (0, at - kept, end - kept);
    }

    static LineError Fault(string code, string reason) => new(LineError.WholeFile, null, null, code, reason);
}
