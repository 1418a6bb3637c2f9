using OzgTracker.EventStore.Audit;

namespace OzgTracker.EventStore.Tests.Audit;

public sealed class SealTests : AuditFixture
{
    [Test]
    public async Task An_empty_log_has_an_empty_chain()
    {
        Assert.That(await Seal(), Is.EqualTo(AuditHead.Empty));
        Assert.That(await Chain.HeadAsync(CancellationToken.None), Is.EqualTo(AuditHead.Empty));
        Assert.That((await Verify(AuditHead.Empty)).IsIntact, Is.True);
    }

    [Test]
    public async Task Blocks_are_full_but_for_the_last_and_follow_one_another()
    {
        await Append(12);
        var head = await Seal();

        Assert.That(await Blocks(), Is.EqualTo((string[])["1|1|5|5", "2|6|10|5", "3|11|12|2"]));
        Assert.That(await Chain.HeadAsync(CancellationToken.None), Is.EqualTo(head));
        Assert.That((head.Position, head.Blocks), Is.EqualTo((12L, 3L)));
        Assert.That(await Verify(head), Has.Property("IsIntact").True.And.Property("Events").EqualTo(12).And.Property("Unsealed").EqualTo(0).And.Property("Head").EqualTo(head));
    }

    [Test]
    public async Task Sealing_goes_on_where_it_stopped_and_adds_nothing_without_events()
    {
        await Append(3);
        var first = await Seal();
        Assert.That(await Seal(), Is.EqualTo(first));
        await Append(4);
        var report = await Verify(first);
        await Seal();

        Assert.That((report.Events, report.Unsealed), Is.EqualTo((3L, 4L)));
        Assert.That(await Blocks(), Is.EqualTo((string[])["1|1|3|3", "2|4|7|4"]));
        Assert.That((await Verify(first)).IsIntact, Is.True);
    }

    [Test]
    public async Task Numbers_that_no_event_has_are_sealed_with_the_block()
    {
        await Append(2);
        await Log.Run("select nextval('log.mt_events_sequence') from generate_series(1, 3)");
        await Seal();

        Assert.That(await Blocks(), Is.EqualTo((string[])["1|1|5|2"]));
    }

    [Test]
    public async Task What_a_writer_has_not_ended_is_not_sealed()
    {
        await Append(3);
        await using var writer = await RawWriter.ConnectAsync(Log);
        var held = await writer.WriteAsync(TestLog.NewKey());
        await Append(3);

        var before = await Chain.SealAsync(TimeSpan.Zero, CancellationToken.None);
        await writer.CommitAsync();
        var after = await Seal();

        Assert.That(before.Position, Is.LessThan(held));
        Assert.That((after.Position, (await Verify()).Events), Is.EqualTo((7L, 7L)));
        Assert.That(await Found(after), Is.Empty);
    }

    [Test]
    public async Task Sealers_at_once_make_one_chain_while_writers_write()
    {
        using var stop = new CancellationTokenSource();
        var sealers = Enumerable.Range(0, 4).Select(_ => Log.OpenAnother().Audit).Select(chain => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await chain.SealAsync(TimeSpan.Zero, CancellationToken.None);
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var number = 0; number < 25; number++) await Append(3);
        })));
        await stop.CancelAsync();
        await Task.WhenAll(sealers);
        var head = await Seal();

        Assert.That(await Found(head), Is.Empty);
        Assert.That(await Log.Ask<long>("select sum(events)::bigint from ozg.audit_block"), Is.EqualTo(300));
        Assert.That((head.Position, head.Blocks), Is.EqualTo((300L, await Log.Ask<long>("select count(*) from ozg.audit_block"))));
    }

    [Test]
    public async Task A_sealer_that_is_killed_half_way_leaves_nothing()
    {
        await Append(3 * BlockSize);
        await Log.Run("""
            create function ozg.kill_at_block_2() returns trigger language plpgsql as
            'begin if new.number = 2 then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end';
            create trigger kill before insert on ozg.audit_block for each row execute function ozg.kill_at_block_2()
            """);

        Assert.That(async () => await Seal(), Throws.InstanceOf<Npgsql.NpgsqlException>());
        Assert.That(await Blocks(), Is.Empty);
        await Log.Run("drop trigger kill on ozg.audit_block");
        await Seal();
        Assert.That(await Blocks(), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task The_leader_of_the_daemon_seals_in_the_background()
    {
        var store = Log.OpenAnother(options => options.AuditInterval = TimeSpan.FromMilliseconds(20));
        await Append(7);

        await using var daemon = new Daemon.RunningDaemon(store);
        using var patience = new CancellationTokenSource(Patience);
        while ((await Chain.HeadAsync(patience.Token)).Position < 7) await Task.Yield();

        Assert.That(await Found(), Is.Empty);
    }

    /// <summary>As a third party would, with what the README says and without the code that seals.</summary>
    [Test]
    public async Task The_chain_can_be_computed_by_hand()
    {
        var head = await SealThreeBlocks();

        Assert.That(
            await Log.Ask<string>("""
                with recursive leaf as (
                    select seq_id, sha256(
                           '\x000d'::bytea
                           || '\x00000008' || int8send(seq_id)
                           || '\x00000010' || uuid_send(id)
                           || int4send(octet_length(stream_id)) || convert_to(stream_id, 'UTF8')
                           || '\x00000008' || int8send(version)
                           || int4send(octet_length(jsonb_send(data))) || jsonb_send(data)
                           || '\xffffffff'
                           || int4send(octet_length(type)) || convert_to(type, 'UTF8')
                           || '\x00000008' || timestamptz_send(timestamp)
                           || int4send(octet_length(tenant_id)) || convert_to(tenant_id, 'UTF8')
                           || int4send(octet_length(mt_dotnet_type)) || convert_to(mt_dotnet_type, 'UTF8')
                           || int4send(octet_length(correlation_id)) || convert_to(correlation_id, 'UTF8')
                           || int4send(octet_length(causation_id)) || convert_to(causation_id, 'UTF8')
                           || int4send(octet_length(jsonb_send(headers))) || jsonb_send(headers)) as hash
                      from log.mt_events
                ),
                content as (
                    select number, sha256(string_agg(leaf.hash, ''::bytea order by leaf.seq_id)) as hash
                      from ozg.audit_block
                      join leaf on leaf.seq_id between first_position and last_position
                     group by number
                ),
                chain as (
                    select 0::bigint as number, decode(repeat('00', 32), 'hex') as hash
                    union all
                    select block.number,
                           sha256(chain.hash || int8send(block.number) || int8send(first_position) || int8send(last_position) || int8send(events)
                                  || timestamptz_send(sealed_at) || content.hash)
                      from chain
                      join ozg.audit_block as block on block.number = chain.number + 1
                      join content on content.number = block.number
                )
                select encode(hash, 'hex') from chain order by number desc limit 1
                """),
            Is.EqualTo(head.Hash));
    }
}
