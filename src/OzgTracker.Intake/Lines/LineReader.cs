using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using static System.FormattableString;

namespace OzgTracker.Intake;

/// <summary>One physical line, without its end (LF or CRLF).</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Text">The content; empty when <paramref name="Fault"/> says why it could not be read.</param>
/// <param name="Fault">Set when the line is not UTF-8 or too long to be held.</param>
readonly record struct Line(int Number, string Text, LineError? Fault)
{
    public bool IsBlank => Fault is null && string.IsNullOrWhiteSpace(Text);
}

/// <summary>Cuts a stream into lines and decodes each on its own, so that one damaged line costs one line.</summary>
/// <remarks>Holds one line of at most <c>maxBytes</c>; the rest of a longer one is read past and thrown away.</remarks>
sealed class LineReader(Stream input, int maxBytes)
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[] buffer = new byte[64 * 1024];
    readonly byte[] held = new byte[maxBytes];
    int heldLength;
    long lineLength;

    public bool HasByteOrderMark { get; private set; }

    /// <summary>Lines handed out so far.</summary>
    public int Lines { get; private set; }

    /// <summary>Why nothing was handed out at all, known after the first step of <see cref="Read"/>.</summary>
    public LineError? Refusal { get; private set; }

    /// <summary>All lines, once; a last line without an end counts, an end without a further line doesn't.</summary>
    public async IAsyncEnumerable<Line> Read([EnumeratorCancellation] CancellationToken ct)
    {
        var filled = await input.ReadAtLeastAsync(buffer, FileSignature.Length, throwOnEndOfStream: false, ct);
        Refusal = RefuseStart(buffer.AsSpan(0, filled));
        if (Refusal is not null) yield break;

        HasByteOrderMark = buffer.AsSpan(0, filled).StartsWith(Encoding.UTF8.Preamble);
        var start = HasByteOrderMark ? Encoding.UTF8.Preamble.Length : 0;
        while (filled > 0)
        {
            while (start < filled)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', start, filled - start);
                Hold(buffer.AsSpan(start..(end < 0 ? filled : end)));
                start = end < 0 ? filled : end + 1;
                if (end >= 0) yield return Release();
            }

            filled = await input.ReadAsync(buffer, ct);
            start = 0;
        }

        if (lineLength > 0) yield return Release();
    }

    static LineError? RefuseStart(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return new(LineError.WholeFile, null, null, "file-empty", "Expected a text file in UTF-8; found an empty file.");

        return FileSignature.Refuse(start) is { } reason ? new(LineError.WholeFile, null, null, "file-not-text", reason) : null;
    }

    void Hold(ReadOnlySpan<byte> part)
    {
        var kept = part[..Math.Min(part.Length, held.Length - heldLength)];
        kept.CopyTo(held.AsSpan(heldLength));
        heldLength += kept.Length;
        lineLength += part.Length;
    }

    Line Release()
    {
        Lines++;
        var line = lineLength > held.Length ? new Line(Lines, "", TooLong()) : Decode(held.AsSpan(0, heldLength));
        (heldLength, lineLength) = (0, 0);
        return line;
    }

    LineError TooLong() => new(
        Lines, null, null, "line-too-long",
        $"Expected a line of at most {held.Length} bytes; found {lineLength}.");

    Line Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [.., (byte)'\r']) bytes = bytes[..^1];
        var (characters, validBytes) = ValidPart(bytes);
        if (validBytes == bytes.Length) return new(Lines, Strict.GetString(bytes), null);

        return new(Lines, "", new(
            Lines, characters + 1, null, "not-utf-8",
            Invariant($"Expected UTF-8; found the byte {bytes[validBytes]:X2} (hexadecimal) as byte {validBytes + 1} of the line. ")
            + "The file may be in Windows-1252 or ISO-8859-1: convert it to UTF-8 and hand it in again."));
    }

    static (int Characters, int Bytes) ValidPart(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return (0, bytes.Length);

        var (characters, read) = (0, 0);
        while (Rune.DecodeFromUtf8(bytes[read..], out var rune, out var length) == OperationStatus.Done)
            (characters, read) = (characters + rune.Utf16SequenceLength, read + length);
        return (characters, read);
    }
}
