using System.Text;

namespace OzgTracker.Intake;

/// <summary>A stream whose beginning has been looked at and is read all the same.</summary>
sealed class PeekedStream : ForwardStream
{
    const int PeekedBytes = 64;

    readonly Stream rest;
    readonly ReadOnlyMemory<byte> start;
    int given;

    PeekedStream(Stream rest, ReadOnlyMemory<byte> start) => (this.rest, this.start) = (rest, start);

    /// <summary>Whether the first character that is no blank opens an object or an array.</summary>
    public bool StartsLikeJson
    {
        get
        {
            var text = start.Span.StartsWith(Encoding.UTF8.Preamble) ? start.Span[Encoding.UTF8.Preamble.Length..] : start.Span;
            return text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
        }
    }

    public static async Task<PeekedStream> Of(Stream input, CancellationToken ct)
    {
        var start = new byte[PeekedBytes];
        return new PeekedStream(input, start.AsMemory(0, await input.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct)));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct = default)
    {
        if (given == start.Length) return await rest.ReadAsync(buffer, ct);
        var part = start[given..Math.Min(start.Length, given + buffer.Length)];
        part.CopyTo(buffer);
        given += part.Length;
        return part.Length;
    }
}
