using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace OzgTracker.EventStore.Copying;

/// <summary>Rows that come out of <c>COPY … TO STDOUT (FORMAT binary)</c>, as bytes in one buffer: nothing is allocated for a row.</summary>
/// <remarks>After <see cref="ReadAsync"/> says true, <see cref="TryNext"/> steps through the whole rows that have arrived; a row is valid until the next read.</remarks>
public sealed class CopyTuples : IAsyncDisposable
{
    const int FirstBuffer = 1024 * 1024;

    static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;
    static readonly long EpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    readonly NpgsqlRawCopyStream source;
    readonly int[] offsets;
    readonly int[] lengths;
    byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    int start;
    int end;
    bool isPastHeader;
    bool isAtEnd;

    CopyTuples(NpgsqlRawCopyStream source, int columns) => (this.source, offsets, lengths) = (source, new int[columns], new int[columns]);

    /// <summary>What such a stream begins with: signature, no flags, no extension.</summary>
    public static ReadOnlySpan<byte> Header => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Opens a copy; the connection can do nothing else until it is disposed.</summary>
    /// <param name="copySql"><c>copy … to stdout (format binary)</c>.</param>
    /// <param name="columns">How many values make a row.</param>
    public static async Task<CopyTuples> BeginAsync(NpgsqlConnection connection, string copySql, int columns, CancellationToken ct) =>
        new(await connection.BeginRawBinaryCopyAsync(copySql, ct), columns);

    /// <summary>Reads more; false when everything has been stepped through.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        if (isAtEnd) return false;
        MakeRoom();
        var read = await source.ReadAsync(buffer.AsMemory(end), ct);
        if (read == 0) throw new EndOfStreamException("The copy ended without its trailer.");
        end += read;
        return true;
    }

    /// <summary>Steps to the next whole row that has arrived.</summary>
    public bool TryNext()
    {
        if (!isPastHeader)
        {
            if (end - start < Header.Length) return false;
            start += Header.Length;
            isPastHeader = true;
        }

        var at = start;
        if (end - at < 2) return false;
        var fields = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(at));
        at += 2;
        if (fields < 0)
        {
            isAtEnd = true;
            return false;
        }

        for (var field = 0; field < fields; field++)
        {
            if (end - at < 4) return false;
            var length = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at));
            at += 4;
            (offsets[field], lengths[field]) = (at, length);
            if (length < 0) continue;
            if (end - at < length) return false;
            at += length;
        }

        start = at;
        return true;
    }

    /// <summary>Whether a value of the present row is null.</summary>
    /// <param name="field">Its number, from 0; the same for all that follow.</param>
    public bool IsNull(int field) => lengths[field] < 0;

    /// <summary>The value as it was sent.</summary>
    public ReadOnlyMemory<byte> Bytes(int field) => buffer.AsMemory(offsets[field], lengths[field]);

    /// <summary>The value as it was sent.</summary>
    public ReadOnlySpan<byte> Span(int field) => buffer.AsSpan(offsets[field], lengths[field]);

    /// <summary>A <c>smallint</c>.</summary>
    public short Int16(int field) => BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(offsets[field]));

    /// <summary>An <c>integer</c>.</summary>
    public int Int32(int field) => BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(offsets[field]));

    /// <summary>A <c>date</c>.</summary>
    public DateOnly Date(int field) => DateOnly.FromDayNumber(EpochDay + BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(offsets[field])));

    /// <summary>A <c>bigint</c>.</summary>
    public long Int64(int field) => BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(offsets[field]));

    /// <summary>A <c>timestamptz</c>.</summary>
    public DateTimeOffset Timestamp(int field) => new(EpochTicks + Int64(field) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>Ends the copy; what has not been read is not sent any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        if (!isAtEnd) await source.CancelAsync();
        await source.DisposeAsync();
    }

    /// <summary>The unfinished row moves to the front; one that fills the whole buffer gets a larger one.</summary>
    void MakeRoom()
    {
        var rest = end - start;
        if (rest == buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(start, rest).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        else
        {
            buffer.AsSpan(start, rest).CopyTo(buffer);
        }

        (start, end) = (0, rest);
    }
}
