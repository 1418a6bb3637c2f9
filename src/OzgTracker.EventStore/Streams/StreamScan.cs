using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Npgsql;
using OzgTracker.EventStore.Copying;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore;

/// <summary>Some whole streams, oldest event first in each.</summary>
/// <param name="Events">Stream after stream.</param>
/// <param name="Starts">Where each stream begins in <paramref name="Events"/>.</param>
public sealed record StreamChunk(IReadOnlyList<IEvent> Events, IReadOnlyList<int> Starts)
{
    /// <summary>Calls <paramref name="fold"/> with each stream.</summary>
    public void ForEach(Action<ReadOnlySpan<IEvent>> fold)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan((List<IEvent>)Events);
        for (var stream = 0; stream < Starts.Count; stream++)
            fold(all[Starts[stream]..(stream + 1 < Starts.Count ? Starts[stream + 1] : all.Length)]);
    }
}

/// <summary>Reads all streams of a category, each of them whole up to a position, in one pass over the log; for making read models anew.</summary>
/// <remarks>
/// Streams come in no order that means anything: PostgreSQL sorts by a hash of their keys, which costs half of sorting by the keys themselves, because all
/// keys of a category begin alike. Metadata (ids, correlation, headers) is not read. Memory: one chunk and what PostgreSQL sorts with.
/// </remarks>
public sealed class StreamScan
{
    const int ChunkEvents = 4_096;
    const int ChunksAhead = 4;

    readonly NpgsqlConnection connection;
    readonly EventTypes types;

    internal StreamScan(NpgsqlConnection connection, EventTypes types, long upTo) => (this.connection, this.types, UpTo) = (connection, types, upTo);

    /// <summary>The last position that is read.</summary>
    public long UpTo { get; }

    /// <summary>Reads the streams whose keys begin with a prefix, in chunks of whole streams; folding one chunk overlaps with reading the next.</summary>
    /// <param name="prefix">Of the keys: lower-case letters and dashes only.</param>
    /// <exception cref="UnknownEventTypeException">A newer program wrote an event that this one does not know.</exception>
    public async IAsyncEnumerable<StreamChunk> ReadAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var chunks = Channel.CreateBounded<StreamChunk>(new BoundedChannelOptions(ChunksAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = Task.Run(() => ReadTo(chunks.Writer, Sql(prefix), stop.Token), CancellationToken.None);
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(ct)) yield return chunk;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // what went wrong came out of the channel
        }
    }

    async Task ReadTo(ChannelWriter<StreamChunk> chunks, string sql, CancellationToken ct)
    {
        try
        {
            await using (var memory = new NpgsqlCommand("set work_mem = '256MB'", connection)) await memory.ExecuteNonQueryAsync(ct);
            await using var tuples = await CopyTuples.BeginAsync(connection, sql, columns: 6, ct);
            var (events, starts) = Chunk();
            var key = "";
            var keyBytes = Array.Empty<byte>();
            while (await tuples.ReadAsync(ct))
            {
                while (tuples.TryNext())
                {
                    if (!tuples.Span(0).SequenceEqual(keyBytes))
                    {
                        if (events.Count >= ChunkEvents)
                        {
                            await chunks.WriteAsync(new StreamChunk(events, starts), ct);
                            (events, starts) = Chunk();
                        }

                        keyBytes = tuples.Span(0).ToArray();
                        key = Encoding.UTF8.GetString(keyBytes);
                        starts.Add(events.Count);
                    }

                    events.Add(Read(tuples, key));
                }
            }

            if (events.Count > 0) await chunks.WriteAsync(new StreamChunk(events, starts), ct);
            chunks.Complete();
        }
        catch (Exception error)
        {
            chunks.Complete(error);
        }
    }

    static (List<IEvent> Events, List<int> Starts) Chunk() => (new List<IEvent>(ChunkEvents + 64), new List<int>(ChunkEvents));

    IEvent Read(CopyTuples tuples, string key)
    {
        var position = tuples.Int64(2);
        // The first byte of a binary jsonb is the version of its format.
        return types.Named(tuples.Span(4), position).Read(new EventRow(
            position, Guid.Empty, key, tuples.Int64(1), tuples.Timestamp(3), tuples.Bytes(5)[1..], null, null, null));
    }

    string Sql(string prefix) => $"""
        copy (select stream_id, version, seq_id, timestamp, type, data
                from log.mt_events
               where stream_id like '{Plain(prefix)}%'
                 and seq_id <= {UpTo.ToString(System.Globalization.CultureInfo.InvariantCulture)}
               order by hashtextextended(stream_id, 0), stream_id, version) to stdout (format binary)
        """;

    /// <summary>COPY takes no parameters.</summary>
    static string Plain(string prefix) => prefix.All(letter => char.IsAsciiLetterLower(letter) || letter == '-')
        ? prefix
        : throw new ArgumentException($"'{prefix}' is not made of lower-case letters and dashes.", nameof(prefix));
}
