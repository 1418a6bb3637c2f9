namespace OzgTracker.Intake;

/// <summary>A stream that is read once, forward.</summary>
abstract class ForwardStream : Stream
{
    const string Forward = "This stream is read once, forward.";

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new InvalidOperationException(Forward);

    public override long Position { get => throw new InvalidOperationException(Forward); set => throw new InvalidOperationException(Forward); }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken ct) => ReadAsync(buffer.AsMemory(offset, count), ct).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("This stream is read asynchronously.");

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException(Forward);

    public override void SetLength(long value) => throw new InvalidOperationException(Forward);

    public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException(Forward);
}
