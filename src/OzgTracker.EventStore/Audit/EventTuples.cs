using System.Buffers.Binary;
using System.Globalization;
using Npgsql;

namespace OzgTracker.EventStore.Audit;

/// <summary>The canonical bytes of events in the order of the log: each a tuple of PostgreSQL's binary COPY, untouched.</summary>
/// <remarks>
/// A tuple has the number of its columns (2 bytes), then of each column the length (4 bytes, -1 for null) and the bytes. Every column that says something is in it;
/// <c>is_archived</c> is not, because archiving a stream is no change of what happened.
/// </remarks>
sealed class EventTuples : IAsyncDisposable
{
    /// <summary>What <see cref="Position"/> is when no event is left.</summary>
    public const long End = long.MaxValue;

    const string Columns = "seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers";

    /// <summary>Signature, flags and length of an extension that nobody uses.</summary>
    const int HeaderLength = 19;

    /// <summary>Where the position stands in a tuple: after the number of columns and its own length.</summary>
    const int PositionOffset = sizeof(short) + sizeof(int);

    /// <summary>What is read at once, while the piece before it is being looked at.</summary>
    const int PieceLength = 512 * 1024;

    /// <summary>Room before a piece for the beginning of its first event, which the piece before has.</summary>
    const int Headroom = 64 * 1024;

    readonly NpgsqlRawCopyStream copy;
    byte[] buffer = NewBuffer();
    int start = Headroom;
    int length;
    int end = Headroom;
    byte[] coming = NewBuffer();
    Task<int> reading;
    volatile bool stopped;

    EventTuples(NpgsqlRawCopyStream copy)
    {
        this.copy = copy;
        reading = Task.Run(ReadPiece);
    }

    /// <summary>Position of the event at hand.</summary>
    public long Position { get; private set; }

    /// <summary>The event at hand, until the next move.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(start, length);

    /// <summary>Begins with the first event after a position. One statement reads all, in one snapshot that is taken now.</summary>
    /// <param name="connection">In a transaction of its own.</param>
    /// <param name="after">Exclusive.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<EventTuples> OpenAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        // The index on the position gives the order; without statistics the planner would rather sort the whole log.
        await using (var plan = new NpgsqlCommand("set local enable_sort = off; set local jit = off", connection)) await plan.ExecuteNonQueryAsync(ct);
        // COPY takes no parameters.
        var events = new EventTuples(await connection.BeginRawBinaryCopyAsync(string.Create(CultureInfo.InvariantCulture, $"""
            copy (
                select {Columns}
                  from log.mt_events
                 where seq_id > {after}
                 order by seq_id
            ) to stdout (format binary)
            """), ct));
        await events.Begin(ct);
        return events;
    }

    /// <summary>Goes to the next event.</summary>
    public ValueTask MoveAsync(CancellationToken ct)
    {
        start += length;
        return TryCut() ? ValueTask.CompletedTask : Refill(ct);
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await copy.DisposeAsync();
    }

    async Task Begin(CancellationToken ct)
    {
        do await NextPiece(ct);
        while (end - start < HeaderLength);

        start += HeaderLength;
        await MoveAsync(ct);
    }

    async ValueTask Refill(CancellationToken ct)
    {
        do await NextPiece(ct);
        while (!TryCut());
    }

    /// <summary>Puts the piece that was read meanwhile behind what is left of this one, and has the next one read.</summary>
    async Task NextPiece(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var read = await reading;
        if (read == 0) throw new EndOfStreamException("The copy of the log ended in the middle of an event.");

        var left = buffer.AsSpan(start, end - start);
        if (left.Length <= Headroom)
        {
            left.CopyTo(coming.AsSpan(Headroom - left.Length));
            (buffer, coming, start, end) = (coming, buffer, Headroom - left.Length, Headroom + read);
        }
        else
        {
            buffer = [.. left, .. coming.AsSpan(Headroom, read)];
            (start, end) = (0, buffer.Length);
        }

        if (coming.Length != Headroom + PieceLength) coming = NewBuffer();
        reading = Task.Run(ReadPiece, CancellationToken.None);
    }

    /// <summary>PostgreSQL sends each event in a message of its own, and the driver reads message by message: without waiting in between it costs half.</summary>
    int ReadPiece()
    {
        var read = 0;
        while (read < PieceLength && !stopped && copy.Read(coming, Headroom + read, PieceLength - read) is > 0 and var more) read += more;
        return read;
    }

    static byte[] NewBuffer() => new byte[Headroom + PieceLength];

    /// <summary>Finds the end of the tuple that begins at <see cref="start"/>; false when it is not all there yet.</summary>
    bool TryCut()
    {
        length = 0;
        var rest = buffer.AsSpan(start, end - start);
        if (rest.Length < sizeof(short)) return false;
        var columns = BinaryPrimitives.ReadInt16BigEndian(rest);
        if (columns < 0)
        {
            Position = End;
            return true;
        }

        var tuple = sizeof(short);
        for (; columns > 0; columns--)
        {
            if (rest.Length < tuple + sizeof(int)) return false;
            tuple += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(rest[tuple..]));
        }

        if (rest.Length < tuple) return false;
        length = tuple;
        Position = BinaryPrimitives.ReadInt64BigEndian(rest[PositionOffset..]);
        return true;
    }
}
