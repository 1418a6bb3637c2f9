using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations.Starter;

namespace OzgTracker.Operations.Tests.Starter;

public sealed class LoadStarterSetTests : EmptyDatabaseFixture
{
    const string Contents = "select count(*) || ' ' || md5(string_agg(stream_id || version || type || data::text, '' order by stream_id, version)) from log.mt_events";

    [SetUp]
    public Task Migrate() => DatabaseSetup.MigrateAsync(Store, CancellationToken.None);

    [Test]
    public async Task It_has_80_municipalities_20_districts_and_44_services_of_which_all_are_marked_as_demo()
    {
        var recorded = await StarterSet.LoadAsync(Store, CancellationToken.None);

        Assert.That(await Ask<long>("select count(*) from log.mt_streams where id like 'municipality-________'"), Is.EqualTo(80));
        Assert.That(await Ask<long>("select count(*) from log.mt_streams where id like 'municipality-_____'"), Is.EqualTo(20));
        Assert.That(await Ask<long>("select count(*) from log.mt_streams where id like 'service-%'"), Is.EqualTo(44));
        Assert.That(await Ask<long>("select count(*) from log.mt_streams where id like 'rollout-%'"), Is.GreaterThan(2_000));
        Assert.That(await Ask<long>("select count(*) from log.mt_events where headers ->> 'source' = 'demo'"), Is.EqualTo(recorded));
        Assert.That(await Ask<long>("select count(*) from log.mt_events where stream_id not like 'model-%'"), Is.EqualTo(recorded));
        Assert.That(await StarterSet.IsLoaded(Store.DataSource, CancellationToken.None), Is.True);
    }

    [Test]
    public async Task It_loads_once()
    {
        Assert.That(await StarterSet.IsLoaded(Store.DataSource, CancellationToken.None), Is.False);
        await StarterSet.LoadAsync(Store, CancellationToken.None);
        var before = await Ask<string>(Contents);

        Assert.That(await StarterSet.LoadAsync(Store, CancellationToken.None), Is.Zero);
        Assert.That(await Ask<string>(Contents), Is.EqualTo(before));
    }

    [Test]
    public async Task Cut_off_half_way_it_goes_on_and_ends_with_the_same_set()
    {
        await StarterSet.LoadAsync(Store, CancellationToken.None);
        var whole = await Ask<string>(Contents);
        await Ask<long>("""
            with cut as (delete from log.mt_streams where id > 'rollout-06' and id < 'service' returning id), mark as (delete from ozg.setting)
            select count(*) from cut
            """);

        Assert.That(await StarterSet.LoadAsync(Store, CancellationToken.None), Is.Positive);
        Assert.That(await Ask<string>(Contents), Is.EqualTo(whole));
    }

    [Test]
    public async Task Two_nodes_that_start_together_load_it_once()
    {
        var recorded = await Task.WhenAll(((EventStore.DocumentStore[])[Store, OpenAnother()]).Select(store => Task.Run(() => StarterSet.LoadAsync(store, CancellationToken.None))));

        Assert.That(await Ask<long>("select count(*) from log.mt_events where stream_id not like 'model-%'"), Is.EqualTo(recorded.Sum()));
        Assert.That(await Ask<long>("select count(*) from log.mt_streams where id like 'municipality-%'"), Is.EqualTo(100));
    }

    [Test]
    public async Task A_database_with_a_real_unit_never_gets_it()
    {
        await using (var session = Store.LightweightSession())
        {
            session.Stamp(Provenance.OfImport);
            session.Events.StartStream("municipality-05314000", new MunicipalityRegistered(
                UnitKind.Gemeinde, "Bonn, Stadt", "Bonn", UnitDesignation.KreisfreieStadt, Ags.Parse("05314000"), Ars.Parse("053140000000"), "05314", null,
                323_336, 14_105, new DateOnly(2025, 8, 31), null));
            await session.SaveChangesAsync(CancellationToken.None);
        }

        Assert.That(await StarterSet.LoadAsync(Store, CancellationToken.None), Is.Zero);
        Assert.That(await Ask<long>("select count(*) from log.mt_events where headers ->> 'source' = 'demo'"), Is.Zero);
    }
}
