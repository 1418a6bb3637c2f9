namespace OzgTracker.EventStore.Appending;

/// <summary>The append statements: three kinds of expectation, each for one event and for several.</summary>
/// <remarks>
/// Order matters twice. The stream row is written first, so that whoever owns a sequence number holds a lock that readers can see (README: settled
/// position) and so that two writers of one stream take their numbers in the order of their versions. And a refusal is raised in the materialized
/// step before any number is taken: a number that is never used costs a Marten daemon seconds.
/// </remarks>
static class AppendSql
{
    /// <summary>Streams from which on a session appends set-wise instead of with one statement each.</summary>
    public const int SetWiseFrom = 16;

    /// <summary>One event. $1 stream, $2 number of events, $3 id, $4 data, $5 stored name, $6 CLR name, $7 correlation, $8 causation, $9 headers, $10 expected version.</summary>
    public static class One
    {
        public const string ToNewStream = NewStream + InsertOne;
        public const string ToStreamAtVersion = StreamAtVersion + InsertOne;
        public const string ToAnyStream = AnyStream + InsertOne;
    }

    /// <summary>Several events of one stream: the same parameters, $3 to $6 as arrays.</summary>
    public static class Several
    {
        public const string ToNewStream = NewStream + InsertSeveral;
        public const string ToStreamAtVersion = StreamAtVersion + InsertSeveral;
        public const string ToAnyStream = AnyStream + InsertSeveral;
    }

    const string NewStream = """
        with moved as (
            insert into log.mt_streams (id, version, timestamp, created, tenant_id, is_archived)
            values ($1, $2, now(), now(), '*DEFAULT*', false)
            returning version
        )

        """;

    const string StreamAtVersion = """
        with stream as (
            update log.mt_streams
               set version = version + $2, timestamp = now()
             where id = $1
               and version = $10
               and is_archived = false
            returning version
        ), moved as materialized (
            select version from stream
            union all
            select ozg.refuse_append($1, $10) where not exists (select from stream)
        )

        """;

    const string AnyStream = """
        with stream as (
            insert into log.mt_streams as stream (id, version, timestamp, created, tenant_id, is_archived)
            values ($1, $2, now(), now(), '*DEFAULT*', false)
            on conflict (id) do update
               set version = stream.version + $2, timestamp = now()
             where stream.is_archived = false
            returning version
        ), moved as materialized (
            select version from stream
            union all
            select ozg.refuse_append($1, null) where not exists (select from stream)
        )

        """;

    const string InsertOne = """
        insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
        select nextval('log.mt_events_sequence'), $3, $1, moved.version, $4, $5, now(), '*DEFAULT*', $6, $7, $8, $9, false
          from moved
        returning seq_id, version, timestamp
        """;

    const string InsertSeveral = """
        insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
        select nextval('log.mt_events_sequence'), event.id, $1, moved.version - $2 + event.number, event.data, event.type, now(), '*DEFAULT*',
               event.dotnet_type, $7, $8, $9, false
          from moved
          cross join lateral unnest($3, $4, $5, $6) with ordinality as event (id, data, type, dotnet_type, number)
         order by event.number
        returning seq_id, version, timestamp
        """;

    /// <summary>The smallest commit that waits for synchronous standbys, and so for all before it; none where there are no such.</summary>
    public const string WriteAheadOfNothing =
        "select pg_logical_emit_message(true, 'ozgtracker', '') where current_setting('synchronous_standby_names') <> ''";

    /// <summary>Locks existing streams in the order of their keys, so that two sessions with the same streams queue instead of deadlocking.</summary>
    public const string LockStreams = """
        select id, version
          from log.mt_streams
         where id = any($1)
         order by id
           for no key update
        """;

    /// <summary>Many new streams at once: $1 keys, $2 versions.</summary>
    public const string InsertStreams = """
        insert into log.mt_streams (id, version, timestamp, created, tenant_id, is_archived)
        select stream.id, stream.version, now(), now(), '*DEFAULT*', false
          from unnest($1, $2) as stream (id, version)
        """;

    /// <summary>Many known streams at once: $1 keys, $2 expected versions, $3 versions after the append. Returns what could not be moved, which raises.</summary>
    public const string MoveStreams = """
        with moved as (
            update log.mt_streams as stream
               set version = wanted.version, timestamp = now()
              from unnest($1, $2, $3) as wanted (id, expected, version)
             where stream.id = wanted.id
               and stream.version = wanted.expected
               and stream.is_archived = false
            returning stream.id
        )
        select ozg.refuse_append(wanted.id, wanted.expected)
          from unnest($1, $2) as wanted (id, expected)
         where not exists (select from moved where moved.id = wanted.id)
        """;

    /// <summary>
    /// Events of many streams at once: $1 ids, $2 streams, $3 versions, $4 data, $5 kinds, $6 stored names and $7 CLR names of the kinds, $8 to $10 metadata.
    /// Returns one row: the numbers in the order of the events, and the moment.
    /// </summary>
    public const string InsertManyEvents = """
        with inserted as (
            insert into log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
            select nextval('log.mt_events_sequence'), event.id, event.stream_id, event.version, event.data, ($6)[event.kind], now(), '*DEFAULT*',
                   ($7)[event.kind], $8, $9, $10, false
              from unnest($1, $2, $3, $4, $5) as event (id, stream_id, version, data, kind)
            returning seq_id
        )
        select array_agg(seq_id), now() from inserted
        """;
}
