using Npgsql;

namespace OzgTracker.EventStore.Streams;

/// <summary>Reads rows of <c>mt_events</c>. Every statement that returns events selects <see cref="Columns"/>.</summary>
static class EventReader
{
    public const string Columns = "seq_id, id, stream_id, version, timestamp, type, data, correlation_id, causation_id, headers";

    /// <summary>The stream that Marten leaves behind after refused appends is no stream of ours.</summary>
    public const string Tombstones = "mt_tombstone";

    /// <summary>One stream: its key is known, so it is not sent back with every row.</summary>
    const string StreamSql = """
        select seq_id, id, null::varchar, version, timestamp, type, data, correlation_id, causation_id, headers
          from log.mt_events
         where stream_id = $1
         order by version
        """;

    /// <summary>$1: stream keys.</summary>
    public const string StreamsSql = $"""
        select {Columns}
          from log.mt_events
         where stream_id = any($1)
         order by stream_id, version
        """;

    /// <summary>$1: stream keys, $2: last position to read.</summary>
    public const string StreamsUpToSql = $"""
        select {Columns}
          from log.mt_events
         where stream_id = any($1)
           and seq_id <= $2
         order by stream_id, version
        """;

    /// <summary>$1: last position seen, $2: settled position, $3: how many.</summary>
    public const string PageSql = $"""
        select {Columns}
          from log.mt_events
         where seq_id > $1
           and seq_id <= $2
           and stream_id <> '{Tombstones}'
         order by seq_id
         limit $3
        """;

    /// <summary>What a fold needs of one stream: the facts.</summary>
    const string FactsSql = """
        select seq_id, type, data
          from log.mt_events
         where stream_id = $1
         order by version
        """;

    /// <summary>The facts of a stream, oldest first.</summary>
    public static async Task<List<object>> ReadFacts(NpgsqlDataSource source, EventTypes types, string streamKey, CancellationToken ct)
    {
        await using var command = source.CreateCommand(FactsSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = streamKey });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var facts = new List<object>();
        while (await reader.ReadAsync(ct))
        {
            var position = reader.GetInt64(0);
            facts.Add(types.Named(reader.GetString(1), position).Data(reader.GetFieldValue<ReadOnlyMemory<byte>>(2).Span, position));
        }

        return facts;
    }

    public static async Task<List<IEvent>> ReadStream(NpgsqlDataSource source, EventTypes types, string streamKey, CancellationToken ct)
    {
        await using var command = source.CreateCommand(StreamSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = streamKey });
        return await ReadAll(command, types, ct, streamKey);
    }

    /// <param name="streamKey">The stream of all rows, where it is one and the same.</param>
    public static async Task<List<IEvent>> ReadAll(NpgsqlCommand command, EventTypes types, CancellationToken ct, string? streamKey = null)
    {
        var events = new List<IEvent>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) events.Add(Read(reader, types, streamKey));
        return events;
    }

    /// <summary>Stops before an event that cannot be read, unless it is the first.</summary>
    public static async Task<(List<IEvent> Events, bool IsWhole)> ReadKnown(NpgsqlCommand command, EventTypes types, CancellationToken ct)
    {
        var events = new List<IEvent>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            try
            {
                events.Add(Read(reader, types));
            }
            catch (Exception error) when (error is UnknownEventTypeException or UnreadableEventException && events.Count > 0)
            {
                return (events, false);
            }
        }

        return (events, true);
    }

    /// <summary>Groups events that come ordered by stream.</summary>
    public static Dictionary<string, IEvent[]> ByStream(List<IEvent> events)
    {
        var streams = new Dictionary<string, IEvent[]>(StringComparer.Ordinal);
        for (int start = 0, end; start < events.Count; start = end)
        {
            for (end = start + 1; end < events.Count && events[end].StreamKey == events[start].StreamKey; end++)
            {
            }

            streams.Add(events[start].StreamKey, [.. events[start..end]]);
        }

        return streams;
    }

    static IEvent Read(NpgsqlDataReader reader, EventTypes types, string? streamKey = null)
    {
        var position = reader.GetInt64(0);
        return types.Named(reader.GetString(5), position).Read(new EventRow(
            position,
            reader.GetGuid(1),
            streamKey ?? reader.GetString(2),
            reader.GetInt64(3),
            reader.GetFieldValue<DateTimeOffset>(4),
            reader.GetFieldValue<ReadOnlyMemory<byte>>(6),
            Text(reader, 7),
            Text(reader, 8),
            Text(reader, 9)));
    }

    static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
