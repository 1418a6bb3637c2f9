using Npgsql;

namespace OzgTracker.EventStore;

/// <summary>An event as the log has it, its fact not understood: whoever only hands it on copies the bytes, also those of a newer program.</summary>
/// <param name="Position">In the log.</param>
/// <param name="StreamKey">The stream, <c>category-key</c>.</param>
/// <param name="Version">In its stream.</param>
/// <param name="RecordedAt">When the log learnt it.</param>
/// <param name="StoredName">What kind it is.</param>
/// <param name="Data">The fact: JSON in UTF-8 on one line, as PostgreSQL writes it.</param>
/// <param name="Headers">Who said so: a JSON object; null where the writer set none.</param>
public sealed record LoggedEvent(
    long Position, string StreamKey, long Version, DateTimeOffset RecordedAt, string StoredName, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte>? Headers)
{
    /// <summary>$1: last position seen, $2: settled position, $3: how many.</summary>
    internal const string PageSql = $"""
        select seq_id, stream_id, version, timestamp, type, data, headers
          from log.mt_events
         where seq_id > $1
           and seq_id <= $2
           and stream_id <> '{Streams.EventReader.Tombstones}'
         order by seq_id
         limit $3
        """;

    /// <summary>The last event that is not behind a position. $1: the position.</summary>
    internal const string LastSql = $"""
        select seq_id
          from log.mt_events
         where seq_id <= $1
           and stream_id <> '{Streams.EventReader.Tombstones}'
         order by seq_id desc
         limit 1
        """;

    internal static LoggedEvent Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), row.GetFieldValue<byte[]>(5),
        row.IsDBNull(6) ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(6));
}
