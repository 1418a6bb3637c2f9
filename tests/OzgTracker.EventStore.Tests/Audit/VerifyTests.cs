using OzgTracker.EventStore.Tests.Settling;

namespace OzgTracker.EventStore.Tests.Audit;

public sealed class VerifyTests : AuditFixture
{
    /// <summary>All but <c>is_archived</c>; a position can only become a free one.</summary>
    static readonly (string Column, string Value)[] Changes =
    [
        ("seq_id", "1000"),
        ("id", "gen_random_uuid()"),
        ("stream_id", "stream_id || 'x'"),
        ("version", "version + 1"),
        ("data", """jsonb_set(data, '{place}', '"Bonm 1"')"""),
        ("data", "data || '{\"x\": null}'"),
        ("bdata", "''"),
        ("type", "'parcel_posted'"),
        ("timestamp", "timestamp + interval '1 microsecond'"),
        ("tenant_id", "'other'"),
        ("mt_dotnet_type", "null"),
        ("correlation_id", "correlation_id || ' '"),
        ("causation_id", "''"),
        ("headers", "headers || '{\"actor\": \"other\"}'"),
        ("headers", "null"),
    ];

    [Test]
    public async Task Any_change_of_any_column_of_any_event_is_found_and_named()
    {
        var chance = Seed.Next();
        await SealThreeBlocks();
        foreach (var (column, value) in Changes)
        {
            var position = chance.Next(1, (3 * BlockSize) + 1);
            await Tamper($"create table log.saved as select * from log.mt_events where seq_id = {position}; update log.mt_events set {column} = {value} where seq_id = {position}");

            var fault = column == "seq_id" ? "EventMissing" : "EventChanged";
            Assert.That(await Found(), Is.EqualTo($"block {BlockOf(position)} position {position} {fault}"), $"{column} = {value}");

            await Tamper($"delete from log.mt_events where seq_id in ({position}, 1000); insert into log.mt_events select * from log.saved; drop table log.saved");
            Assert.That(await Found(), Is.Empty, "It is as it was.");
        }
    }

    [Test]
    public async Task All_columns_are_watched_but_the_one_that_archiving_changes() => Assert.That(
        await Log.Lines("select attname::text from pg_attribute where attrelid = 'log.mt_events'::regclass and attnum > 0 and not attisdropped"),
        Is.EquivalentTo(Changes.Select(change => change.Column).Distinct().Append("is_archived")));

    [Test]
    public async Task Archiving_a_stream_changes_nothing_that_was_sealed()
    {
        await SealThreeBlocks();
        await Log.Run("update log.mt_events set is_archived = true; update log.mt_streams set is_archived = true");

        Assert.That(await Found(), Is.Empty);
    }

    [TestCase("delete from log.mt_events where seq_id = 5", "block 1 position 5 EventMissing")]
    [TestCase("delete from log.mt_events where seq_id in (1, 15)", "block 1 position 1 EventMissing; block 3 position 15 EventMissing")]
    [TestCase("delete from log.mt_events where seq_id between 6 and 10", "block 2 position 6 EventMissing; block 2 position 7 EventMissing; block 2 position 8 EventMissing; block 2 position 9 EventMissing; block 2 position 10 EventMissing")]
    public async Task A_deleted_event_is_named(string sql, string found)
    {
        await SealThreeBlocks();
        await Tamper(sql);

        Assert.That(await Found(), Is.EqualTo(found));
    }

    [TestCase(-3, 1)]
    [TestCase(3, 1)]
    [TestCase(17, 2)]
    public async Task An_event_that_was_put_in_later_is_named(long position, int block)
    {
        await Append(2);
        await Log.Run("select nextval('log.mt_events_sequence') from generate_series(1, 2)");
        await Seal();
        await Append(BlockSize);
        await Log.Run("select nextval('log.mt_events_sequence') from generate_series(1, 10)");
        await Seal();
        await Tamper($"insert into log.mt_events (seq_id, id, stream_id, version, data, type) values ({position}, gen_random_uuid(), 'forged', 1, '{{}}', 'parcel_moved')");

        Assert.That(await Found(), Is.EqualTo($"block {block} position {position} EventAdded"));
    }

    [Test]
    public async Task Events_that_changed_places_are_named()
    {
        await SealThreeBlocks();
        await Tamper("update log.mt_events set seq_id = 100 where seq_id = 2; update log.mt_events set seq_id = 2 where seq_id = 7; update log.mt_events set seq_id = 7 where seq_id = 100");

        Assert.That(await Found(), Is.EqualTo("block 1 position 2 EventChanged; block 2 position 7 EventChanged"));
    }

    [TestCase("first_position = 5", "block 2 position 6 BlockChanged")]
    [TestCase("first_position = 8", "block 2 position 6 BlockChanged")]
    [TestCase("last_position = 9", "block 2 position 6 BlockChanged")]
    [TestCase("last_position = 12", "block 2 position 6 BlockChanged")]
    [TestCase("events = 6", "block 2 position 6 BlockChanged")]
    [TestCase("previous_hash = sha256('')", "block 2 position 6 BlockChanged")]
    [TestCase("hash = sha256('')", "block 2 position 6 BlockChanged")]
    [TestCase("hash = ''", "block 2 position 6 BlockChanged")]
    [TestCase("locators = set_byte(locators, 20, 9)", "block 2 position 6 BlockChanged")]
    [TestCase("locators = set_byte(locators, 30, 255 - get_byte(locators, 30))", "block 2 position 6 BlockChanged")]
    [TestCase("locators = ''", "block 2 position 6 BlockChanged")]
    [TestCase("sealed_at = sealed_at - interval '1 day'", "block 2 position 6 BlockChanged")]
    [TestCase("number = 7", "block 2 position 6 BlockMissing; block 7 position 6 BlockChanged")]
    [TestCase("number = -2", "block -2 position 6 BlockChanged; block 2 position 6 BlockMissing")]
    public async Task A_changed_row_of_a_block_is_named_and_no_event_is_blamed(string change, string found)
    {
        await SealThreeBlocks();
        await Tamper($"update ozg.audit_block set {change} where number = 2");

        Assert.That(await Found(), Does.StartWith(found).And.Not.Contain("Event"));
    }

    [TestCase(1, 1)]
    [TestCase(2, 6)]
    public async Task A_missing_block_is_named(int number, long position)
    {
        var head = await SealThreeBlocks();
        await Tamper($"delete from ozg.audit_block where number = {number}");

        Assert.That(await Found(head), Is.EqualTo($"block {number} position {position} BlockMissing"));
    }

    [Test]
    public async Task A_missing_last_block_is_noticed_only_with_a_head_that_was_kept()
    {
        var head = await SealThreeBlocks();
        await Tamper("delete from ozg.audit_block where number = 3");

        Assert.That(await Found(), Is.Empty);
        Assert.That((await Verify()).Unsealed, Is.EqualTo(BlockSize));
        Assert.That(await Found(head), Is.EqualTo("block 2 position 15 HeadMissing"));
    }

    [Test]
    public async Task A_chain_that_was_made_anew_is_noticed_only_with_a_head_that_was_kept()
    {
        var head = await SealThreeBlocks();
        await Tamper("update log.mt_events set data = '{}' where seq_id = 3; truncate ozg.audit_block");
        await Seal();

        Assert.That(await Found(), Is.Empty);
        Assert.That(await Found(head), Is.EqualTo("block 3 position 15 HeadDiffers"));
    }

    [Test]
    public async Task A_block_that_was_sealed_anew_no_longer_fits_the_next()
    {
        await SealThreeBlocks();
        await Tamper("create table log.kept as select * from ozg.audit_block where number > 1; truncate ozg.audit_block; update log.mt_events set data = '{}' where seq_id = 3");
        await Seal();
        await Tamper("delete from ozg.audit_block where number > 1; insert into ozg.audit_block select * from log.kept");

        Assert.That(await Found(), Is.EqualTo("block 2 position 6 BlockUnlinked"));
    }

    [Test]
    public async Task An_emptied_log_is_noticed()
    {
        await SealThreeBlocks();
        await Tamper("truncate log.mt_events");

        Assert.That((await Verify()).FindingCount, Is.EqualTo(3 * BlockSize));
    }

    [Test]
    public async Task Events_of_any_size_are_read_whole()
    {
        var chance = Seed.Next();
        foreach (var size in (int[])[1, 60_000, 70_000, 600_000, 2_000_000, 10])
            await Log.Append(TestLog.NewKey(), new ParcelMoved(new string((char)chance.Next('a', 'z'), size)));
        await Seal();
        Assert.That(await Found(), Is.Empty);

        await Tamper("update log.mt_events set data = jsonb_set(data, '{place}', to_jsonb(overlay(data ->> 'place' placing '#' from 1234567))) where seq_id = 5");

        Assert.That(await Found(), Is.EqualTo("block 1 position 5 EventChanged"));
    }

    static int BlockOf(int position) => ((position - 1) / BlockSize) + 1;
}
