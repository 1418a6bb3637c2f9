using System.Globalization;
using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Faults.Checks;

/// <summary>What the database says after a fault, asked in plain SQL and never through the code under test.</summary>
static class Evidence
{
    /// <summary>Cells at each level by Land and service, as known after a position; from the transitions, not from the cube.</summary>
    public static Task<List<string>> Tallies(NpgsqlDataSource source, long position) => Rows(source, $"""
        with value as (
            select distinct on (municipality, ozg_id) municipality, ozg_id, level
              from read.status_transition
             where model = 'ozg-1.1' and position <= {position} and valid_on <= current_date
             order by municipality, ozg_id, valid_on desc, position desc)
        select unit.state || ' ' || ozg_id || ' ' || level || ' ' || count(*)
          from value
          join read.municipality as unit on unit.id = municipality
         where level is not null
         group by unit.state, ozg_id, level
        """, reader => reader.GetString(0));

    /// <summary>Each report of the load that the log holds, as often as it holds it: note, version, position.</summary>
    public static async Task<ILookup<string, RecordedReport>> Recorded(NpgsqlDataSource source)
    {
        var rows = await Rows(
            source,
            "select data ->> 'note', stream_id, version, seq_id from log.mt_events where type = 'maturity_reported'",
            reader => (Note: reader.GetString(0), Report: new RecordedReport(reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3))));
        return rows.ToLookup(row => row.Note, row => row.Report);
    }

    /// <summary>The log as it is, in the order of positions.</summary>
    public static Task<List<FeedWatch.SeenEvent>> Log(NpgsqlDataSource source) => Rows(
        source,
        "select seq_id, stream_id, version from log.mt_events order by seq_id",
        reader => new FeedWatch.SeenEvent(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2)));

    /// <summary>Streams in which a later version has an earlier position.</summary>
    public static Task<List<string>> DisorderedStreams(NpgsqlDataSource source) => Rows(
        source,
        """
        select distinct stream_id
          from (select stream_id, seq_id, lag(seq_id) over (partition by stream_id order by version) as before from log.mt_events) as event
         where event.seq_id < event.before
        """,
        reader => reader.GetString(0));

    /// <summary>Streams whose versions are not 1..n, or whose row says another version.</summary>
    public static async Task<List<string>> BrokenStreams(NpgsqlDataSource source) => await Rows(
        source,
        """
        select stream.id
          from log.mt_streams as stream
          left join (
            select stream_id, count(*) as number, min(version) as first, max(version) as last from log.mt_events group by stream_id
          ) as event on event.stream_id = stream.id
         where event.number is distinct from stream.version or event.last is distinct from stream.version or event.first is distinct from 1
        """,
        reader => reader.GetString(0));

    /// <summary>Who is ahead, from the events alone: rank, unit, level, since.</summary>
    public static async Task<List<string>> Frontrunners(NpgsqlDataSource source, string ozgId) => await Rows(
        source,
        """
        with latest as (
            select distinct on (stream_id) split_part(stream_id, '-', 2) as unit, (data ->> 'level')::int as level, (data ->> 'validOn')::date as since,
                   data ? 'evidenceUrl' as evidence
              from log.mt_events
             where stream_id like 'rollout-%-' || $1
               and type = 'maturity_reported'
             order by stream_id, data ->> 'validOn' desc, seq_id desc
        )
        select rank() over (order by level desc, evidence desc, since) as rank, unit, level, since from latest order by rank, unit
        """,
        reader => string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt64(0)} {reader.GetString(1)} {reader.GetInt32(2)} {reader.GetFieldValue<DateOnly>(3):yyyy-MM-dd}"),
        ozgId);

    /// <summary>All rows of the read models of cells, as text.</summary>
    public static async Task<List<string>> ReadModelRows(NpgsqlDataSource source) =>
    [
        .. await Rows(source, $"select row(t.*)::text from {StatusProjection.Table} as t order by 1", reader => reader.GetString(0)),
        .. await Rows(source, $"select row(t.*)::text from {StatusProjection.TransitionTable} as t order by 1", reader => reader.GetString(0)),
    ];

    /// <summary>The same rows after the read model was made again from the log.</summary>
    public static async Task<List<string>> RebuiltReadModelRows(DocumentStore store)
    {
        await store.Projections.RebuildProjectionAsync("status", CancellationToken.None);
        return await ReadModelRows(store.DataSource);
    }

    public static async Task<List<T>> Rows<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, params string[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }
}

/// <summary>Where a report of the load stands in the log.</summary>
readonly record struct RecordedReport(string StreamKey, long Version, long Position);
