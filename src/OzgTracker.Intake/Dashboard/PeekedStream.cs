using System.Text;

namespace OzgTracker.Intake;

/// <summary>A stream whose beginning has been looked at and is read all the same.</summary>
sealed class PeekedStream : Stream
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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken ct) => ReadAsync(buffer.AsMemory(offset, count), ct).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
