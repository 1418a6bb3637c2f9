using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace OzgTracker.EventStore.Copying;

/// <summary>Rows on their way into one table by <c>COPY … FROM STDIN (FORMAT binary)</c>, without an allocation per row or value.</summary>
/// <remarks>
/// The caller writes as many values as the statement has columns, in its order and with its types: PostgreSQL checks only lengths. Nothing is in the
/// table before <see cref="CompleteAsync"/>; disposing without it takes everything back. Not thread-safe.
/// </remarks>
public sealed class CopyRows : IAsyncDisposable
{
    const int SendAt = 64 * 1024;

    static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    static readonly int EpochDay = DateOnly.FromDateTime(Epoch).DayNumber;

    readonly NpgsqlRawCopyStream target;
    readonly short columns;
    byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * SendAt);
    int length;
    bool isComplete;

    CopyRows(NpgsqlRawCopyStream target, int columns)
    {
        (this.target, this.columns) = (target, (short)columns);
        CopyTuples.Header.CopyTo(buffer);
        length = CopyTuples.Header.Length;
    }

    /// <summary>Opens a copy; the connection can do nothing else until it is completed or disposed.</summary>
    /// <param name="copySql"><c>copy … from stdin (format binary)</c>.</param>
    /// <param name="columns">How many values make a row.</param>
    public static async Task<CopyRows> BeginAsync(NpgsqlConnection connection, string copySql, int columns, CancellationToken ct) =>
        new(await connection.BeginRawBinaryCopyAsync(copySql, ct), columns);

    /// <summary>Begins a row.</summary>
    public void StartRow() => BinaryPrimitives.WriteInt16BigEndian(Next(2), columns);

    /// <summary>SQL null.</summary>
    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Next(4), -1);

    /// <summary>A <c>bigint</c>.</summary>
    public void Write(long value)
    {
        var target = Next(12);
        BinaryPrimitives.WriteInt32BigEndian(target, 8);
        BinaryPrimitives.WriteInt64BigEndian(target[4..], value);
    }

    /// <summary>A <c>smallint</c>.</summary>
    public void Write(short value)
    {
        var target = Next(6);
        BinaryPrimitives.WriteInt32BigEndian(target, 2);
        BinaryPrimitives.WriteInt16BigEndian(target[4..], value);
    }

    /// <summary>A <c>smallint</c> or null.</summary>
    public void Write(short? value)
    {
        if (value is { } known) Write(known);
        else Null();
    }

    /// <summary>A <c>smallint[]</c> without nulls; null for an empty one.</summary>
    public void Write(ReadOnlySpan<short> values)
    {
        const int int2 = 21;   // oid of the elements
        if (values.IsEmpty)
        {
            Null();
            return;
        }

        var target = Next(24 + (values.Length * 6));
        BinaryPrimitives.WriteInt32BigEndian(target, 20 + (values.Length * 6));
        BinaryPrimitives.WriteInt32BigEndian(target[4..], 1);    // dimensions
        BinaryPrimitives.WriteInt32BigEndian(target[8..], 0);    // no nulls
        BinaryPrimitives.WriteInt32BigEndian(target[12..], int2);
        BinaryPrimitives.WriteInt32BigEndian(target[16..], values.Length);
        BinaryPrimitives.WriteInt32BigEndian(target[20..], 1);   // first index
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(target[(24 + (i * 6))..], 2);
            BinaryPrimitives.WriteInt16BigEndian(target[(28 + (i * 6))..], values[i]);
        }
    }

    /// <summary>A <c>boolean</c>.</summary>
    public void Write(bool value)
    {
        var target = Next(5);
        BinaryPrimitives.WriteInt32BigEndian(target, 1);
        target[4] = value ? (byte)1 : (byte)0;
    }

    /// <summary>A <c>varchar</c> or <c>text</c>, or null.</summary>
    public void Write(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var room = Room(4 + Encoding.UTF8.GetMaxByteCount(value.Length));
        var bytes = Encoding.UTF8.GetBytes(value, room[4..]);
        BinaryPrimitives.WriteInt32BigEndian(room, bytes);
        length += 4 + bytes;
    }

    /// <summary>A value as it is: <c>varchar</c> in UTF-8, <c>bytea</c>.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        var target = Next(4 + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(target, value.Length);
        value.CopyTo(target[4..]);
    }

    /// <summary>A <c>jsonb</c> from JSON in UTF-8.</summary>
    public void WriteJson(ReadOnlySpan<byte> json)
    {
        var target = Next(5 + json.Length);
        BinaryPrimitives.WriteInt32BigEndian(target, 1 + json.Length);
        target[4] = 1;   // version of the format
        json.CopyTo(target[5..]);
    }

    /// <summary>A <c>uuid</c>.</summary>
    public void Write(Guid value)
    {
        var target = Next(20);
        BinaryPrimitives.WriteInt32BigEndian(target, 16);
        value.TryWriteBytes(target[4..], bigEndian: true, out _);
    }

    /// <summary>A <c>timestamptz</c>, to the microsecond.</summary>
    public void Write(DateTimeOffset value) => Write((value.UtcTicks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>A <c>timestamptz</c> or null.</summary>
    public void Write(DateTimeOffset? value)
    {
        if (value is { } known) Write(known);
        else Null();
    }

    /// <summary>A <c>date</c>.</summary>
    public void Write(DateOnly value)
    {
        var target = Next(8);
        BinaryPrimitives.WriteInt32BigEndian(target, 4);
        BinaryPrimitives.WriteInt32BigEndian(target[4..], value.DayNumber - EpochDay);
    }

    /// <summary>A <c>date</c> or null.</summary>
    public void Write(DateOnly? value)
    {
        if (value is { } known) Write(known);
        else Null();
    }

    /// <summary>Sends what has gathered when it is enough for a good package; call it between rows.</summary>
    public ValueTask SendIfLargeAsync(CancellationToken ct) => length < SendAt ? ValueTask.CompletedTask : SendAsync(ct);

    /// <summary>Sends the rest and waits until PostgreSQL has taken all of it in, within the transaction of the connection.</summary>
    public async Task CompleteAsync(CancellationToken ct)
    {
        BinaryPrimitives.WriteInt16BigEndian(Next(2), -1);
        await SendAsync(ct);
        isComplete = true;
        await target.DisposeAsync();
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        if (isComplete) return;
        await target.CancelAsync();
        await target.DisposeAsync();
    }

    async ValueTask SendAsync(CancellationToken ct)
    {
        await target.WriteAsync(buffer.AsMemory(0, length), ct);
        length = 0;
    }

    Span<byte> Next(int size)
    {
        var next = Room(size)[..size];
        length += size;
        return next;
    }

    Span<byte> Room(int size)
    {
        if (buffer.Length - length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + size));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(length);
    }
}
