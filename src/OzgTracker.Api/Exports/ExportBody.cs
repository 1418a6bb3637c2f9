using System.Security.Cryptography;
using Microsoft.AspNetCore.ResponseCompression;

namespace OzgTracker.Api.Exports;

/// <summary>The bytes of an export on their way out: coded where the client wants it, counted and hashed as they are sent.</summary>
sealed class ExportBody : IAsyncDisposable
{
    readonly HashedStream sent;
    readonly Stream coded;

    /// <param name="coding">Null for the bytes as they are.</param>
    public ExportBody(Stream destination, ICompressionProvider? coding)
    {
        sent = new HashedStream(destination);
        coded = coding?.CreateStream(sent) ?? sent;
    }

    public long Bytes => sent.Bytes;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct) => coded.WriteAsync(bytes, ct);

    /// <summary>What has been written goes out now, also what a coder would keep.</summary>
    public Task FlushAsync(CancellationToken ct) => coded.FlushAsync(ct);

    /// <summary>Ends the coding.</summary>
    /// <returns>RFC 9530: of the bytes as they were sent.</returns>
    public async Task<string> CompleteAsync()
    {
        if (coded != sent) await coded.DisposeAsync();
        await sent.FlushAsync();
        return sent.Digest();
    }

    /// <summary>What is not complete never looks whole: nothing is sent any more, not even the end of the coding.</summary>
    public async ValueTask DisposeAsync()
    {
        sent.Close();
        if (coded != sent) await coded.DisposeAsync();
        sent.Forget();
    }

    sealed class HashedStream(Stream destination) : Stream
    {
        readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool isClosed;

        public long Bytes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Bytes;

        public override long Position
        {
            get => Bytes;
            set => throw new InvalidOperationException("An export is written once and forwards.");
        }

        public string Digest() => $"sha-256=:{Convert.ToBase64String(hash.GetCurrentHash())}:";

        public override void Close() => isClosed = true;

        public void Forget() => hash.Dispose();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (isClosed) return ValueTask.CompletedTask;
            hash.AppendData(buffer.Span);
            Bytes += buffer.Length;
            return destination.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => isClosed ? Task.CompletedTask : destination.FlushAsync(cancellationToken);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("An export is only written.");

        public override long Seek(long offset, SeekOrigin origin) => throw new InvalidOperationException("An export is written once and forwards.");

        public override void SetLength(long value) => throw new InvalidOperationException("An export is written once and forwards.");

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!isClosed) throw new InvalidOperationException("An export is written asynchronously.");
        }
    }
}
