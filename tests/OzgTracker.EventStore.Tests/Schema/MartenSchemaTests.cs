namespace OzgTracker.EventStore.Tests.Schema;

/// <summary>Column for column what a real Marten expects; it drops at its next schema update whatever it does not know.</summary>
public sealed class MartenSchemaTests : LogFixture
{
    [Test]
    public async Task Tables_are_exactly_those_that_Marten_knows() => Assert.That(
        await Log.Lines("select tablename::text from pg_tables where schemaname = 'log' order by tablename collate \"C\""),
        Is.EqualTo((string[])["mt_event_progression", "mt_events", "mt_high_water_skips", "mt_streams"]));

    [TestCase("mt_streams",
        "id|character varying|not null|",
        "type|character varying||",
        "version|bigint||",
        "timestamp|timestamp with time zone|not null|now()",
        "created|timestamp with time zone|not null|now()",
        "tenant_id|character varying||'*DEFAULT*'::character varying",
        "is_archived|boolean||false")]
    [TestCase("mt_events",
        "seq_id|bigint|not null|",
        "id|uuid|not null|",
        "stream_id|character varying||",
        "version|bigint|not null|",
        "data|jsonb|not null|",
        "bdata|bytea||",
        "type|character varying(500)|not null|",
        "timestamp|timestamp with time zone|not null|now()",
        "tenant_id|character varying||'*DEFAULT*'::character varying",
        "mt_dotnet_type|character varying||",
        "correlation_id|character varying||",
        "causation_id|character varying||",
        "headers|jsonb||",
        "is_archived|boolean||false")]
    [TestCase("mt_event_progression",
        "name|character varying|not null|",
        "last_seq_id|bigint||",
        "last_updated|timestamp with time zone||transaction_timestamp()")]
    [TestCase("mt_high_water_skips",
        "ending_sequence|bigint|not null|",
        "starting_sequence|bigint|not null|",
        "timestamp|timestamp with time zone||transaction_timestamp()")]
    public async Task Columns_have_the_types_and_defaults_of_Marten(string table, params string[] columns)
    {
        const string ColumnsSql = """
            select concat_ws('|', attname, format_type(atttypid, atttypmod), case when attnotnull then 'not null' else '' end, coalesce(pg_get_expr(adbin, adrelid), ''))
              from pg_attribute
              left join pg_attrdef on adrelid = attrelid and adnum = attnum
             where attrelid = ('log.' || $1)::regclass
               and attnum > 0
               and not attisdropped
             order by attnum
            """;

        Assert.That(await Log.Lines(ColumnsSql, table), Is.EqualTo(columns));
    }

    [TestCase("mt_streams", "pkey_mt_streams_id|PRIMARY KEY (id)")]
    [TestCase("mt_events",
        "fkey_mt_events_stream_id|FOREIGN KEY (stream_id) REFERENCES log.mt_streams(id) ON DELETE CASCADE",
        "pkey_mt_events_seq_id|PRIMARY KEY (seq_id)")]
    [TestCase("mt_event_progression", "pk_mt_event_progression|PRIMARY KEY (name)")]
    [TestCase("mt_high_water_skips", "pkey_mt_high_water_skips_ending_sequence|PRIMARY KEY (ending_sequence)")]
    public async Task Constraints_have_the_names_of_Marten(string table, params string[] constraints) => Assert.That(
        await Log.Lines(
            "select conname || '|' || pg_get_constraintdef(oid) from pg_constraint where conrelid = ('log.' || $1)::regclass order by conname collate \"C\"", table),
        Is.EqualTo(constraints));

    [Test]
    public async Task There_is_no_index_that_Marten_does_not_know() => Assert.That(
        await Log.Lines("select indexdef from pg_indexes where schemaname = 'log' order by indexname collate \"C\""),
        Is.EqualTo((string[])
        [
            "CREATE UNIQUE INDEX pk_mt_event_progression ON log.mt_event_progression USING btree (name)",
            "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON log.mt_events USING btree (stream_id, version)",
            "CREATE UNIQUE INDEX pkey_mt_events_seq_id ON log.mt_events USING btree (seq_id)",
            "CREATE UNIQUE INDEX pkey_mt_high_water_skips_ending_sequence ON log.mt_high_water_skips USING btree (ending_sequence)",
            "CREATE UNIQUE INDEX pkey_mt_streams_id ON log.mt_streams USING btree (id)",
        ]));

    [Test]
    public async Task There_is_no_trigger_and_no_function_beside_the_tables() => Assert.That(
        await Log.Ask<long>("""
            select (select count(*) from pg_trigger join pg_class on pg_class.oid = tgrelid where relnamespace = 'log'::regnamespace and not tgisinternal)
                 + (select count(*) from pg_proc where pronamespace = 'log'::regnamespace)
            """),
        Is.Zero);

    [Test]
    public async Task The_sequence_gives_one_number_at_a_time_and_belongs_to_the_position() => Assert.That(
        await Log.Lines("""
            select concat_ws('|', sequencename, data_type, start_value, increment_by, cache_size, cycle, pg_get_serial_sequence('log.mt_events', 'seq_id'))
              from pg_sequences
             where schemaname = 'log'
            """),
        Is.EqualTo((string[])["mt_events_sequence|bigint|1|1|1|f|log.mt_events_sequence"]));
}
