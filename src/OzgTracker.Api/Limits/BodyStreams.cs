namespace OzgTracker.Api.Limits;

/// <summary>A body that can only be read, once and forwards.</summary>
abstract class BodyStream(Stream inner) : Stream
{
    const string OnlyForwards = "A body is read once and forwards.";

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new InvalidOperationException(OnlyForwards);

    public override long Position
    {
        get => throw new InvalidOperationException(OnlyForwards);
        set => throw new InvalidOperationException(OnlyForwards);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Bodies are read asynchronously.");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Take(buffer.Span[..read]);
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException(OnlyForwards);

    public override void SetLength(long value) => throw new InvalidOperationException(OnlyForwards);

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException(OnlyForwards);

    /// <summary>Looks at the bytes that were read; may refuse them.</summary>
    protected abstract void Take(ReadOnlySpan<byte> bytes);
}

/// <summary>Counts what is read.</summary>
sealed class CountedStream(Stream inner) : BodyStream(inner)
{
    public long Bytes { get; private set; }

    protected override void Take(ReadOnlySpan<byte> bytes) => Bytes += bytes.Length;
}

/// <summary>An unpacked body, cut off where it becomes too much for its operation or for what it was packed into.</summary>
sealed class UnpackedStream(Stream inner, CountedStream packed, long most, int mostRatio) : BodyStream(inner)
{
    /// <summary>A small body may well repeat itself: the ratio counts from here on.</summary>
    const long AlwaysAllowed = 64 * 1024;

    readonly Stream inner = inner;
    long bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)   // of gzip and deflate, of br
        {
            throw new BadHttpRequestException("The body is not what its Content-Encoding says.", StatusCodes.Status400BadRequest);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Take(ReadOnlySpan<byte> read)
    {
        bytes += read.Length;
        if (bytes > most || bytes > Math.Max(AlwaysAllowed, packed.Bytes * mostRatio))
            throw new BadHttpRequestException("The unpacked body is too large.", StatusCodes.Status413PayloadTooLarge);
    }
}
