using System.Text;

namespace OzgTracker.Intake.Tests.Xzufi;

/// <summary>A stream that is made while it is read.</summary>
abstract class GeneratedStream : Stream
{
    public long Given { get; private set; }

    protected abstract int Fill(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Fill(buffer.AsSpan(offset, count));
        Given += read;
        return read;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct = default)
    {
        var read = Fill(buffer.Span);
        Given += read;
        return ValueTask.FromResult(read);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A beginning and then the same letter.</summary>
sealed class EndlessStream(string start, char letter, long length) : GeneratedStream
{
    readonly byte[] head = Encoding.UTF8.GetBytes(start);

    protected override int Fill(Span<byte> buffer)
    {
        if (Given >= length) return 0;
        if (Given >= head.Length)
        {
            buffer.Fill((byte)letter);
            return buffer.Length;
        }

        var part = head.AsSpan((int)Given);
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        return part.Length;
    }
}

/// <summary>A beginning, the same part so many times, and an end.</summary>
sealed class RepeatedStream(string start, string part, int times, string end) : GeneratedStream
{
    readonly byte[] head = Encoding.UTF8.GetBytes(start), body = Encoding.UTF8.GetBytes(part), tail = Encoding.UTF8.GetBytes(end);

    public long Total => head.Length + ((long)body.Length * times) + tail.Length;

    protected override int Fill(Span<byte> buffer)
    {
        var at = Given;
        if (at >= Total) return 0;
        var afterHead = at - head.Length;
        var rest = afterHead < 0 ? head.AsSpan((int)at)
            : afterHead < (long)body.Length * times ? body.AsSpan((int)(afterHead % body.Length))
            : tail.AsSpan((int)(afterHead - ((long)body.Length * times)));
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        return rest.Length;
    }
}
