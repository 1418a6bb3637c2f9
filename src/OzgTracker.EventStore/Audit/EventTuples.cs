using System.Buffers.Binary;
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

    readonly NpgsqlRawCopyStream copy;
    byte[] buffer = new byte[512 * 1024];
    int start;
    int length;
    int filled;

    EventTuples(NpgsqlRawCopyStream copy) => this.copy = copy;

    /// <summary>Position of the event at hand.</summary>
    public long Position { get; private set; }

    /// <summary>The event at hand, until the next move.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(start, length);

    /// <summary>Begins with the first event after a position. One statement reads all, in one snapshot that is taken now.</summary>
    public static async Task<EventTuples> OpenAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        // The index on the position gives the order; without statistics the planner would rather sort the whole log. COPY takes no parameters.
        await using (var plan = new NpgsqlCommand("set local enable_sort = off; set local jit = off", connection)) await plan.ExecuteNonQueryAsync(ct);
        var events = new EventTuples(await connection.BeginRawBinaryCopyAsync(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"copy (select {Columns} from log.mt_events where seq_id > {after} order by seq_id) to stdout (format binary)"), ct));
        await events.Begin(ct);
        return events;
    }

    /// <summary>Goes to the next event.</summary>
    public ValueTask MoveAsync(CancellationToken ct)
    {
        start += length;
        return TryCut() ? ValueTask.CompletedTask : Refill(ct);
    }

    public ValueTask DisposeAsync() => copy.DisposeAsync();

    async Task Begin(CancellationToken ct)
    {
        while (filled < HeaderLength && await Read(ct))
        {
        }

        start = HeaderLength;
        await MoveAsync(ct);
    }

    async ValueTask Refill(CancellationToken ct)
    {
        do
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, filled - start);
            (start, filled) = (0, filled - start);
            if (filled > buffer.Length / 2) Array.Resize(ref buffer, 2 * buffer.Length);
            var before = filled;
            while (filled < buffer.Length && await Read(ct))
            {
            }

            if (filled == before) throw new EndOfStreamException("The copy of the log ended in the middle of an event.");
        }
        while (!TryCut());
    }

    async ValueTask<bool> Read(CancellationToken ct)
    {
        var read = await copy.ReadAsync(buffer.AsMemory(filled), ct);
        filled += read;
        return read > 0;
    }

    /// <summary>Finds the end of the tuple that begins at <see cref="start"/>; false when it is not all there yet.</summary>
    bool TryCut()
    {
        length = 0;
        var rest = buffer.AsSpan(start, filled - start);
        if (rest.Length < sizeof(short)) return false;
        var columns = BinaryPrimitives.ReadInt16BigEndian(rest);
        if (columns < 0)
        {
            Position = End;
            return true;
        }

        var end = sizeof(short);
        for (; columns > 0; columns--)
        {
            if (rest.Length < end + sizeof(int)) return false;
            end += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(rest[end..]));
        }

        if (rest.Length < end) return false;
        length = end;
        Position = BinaryPrimitives.ReadInt64BigEndian(rest[PositionOffset..]);
        return true;
    }
}
