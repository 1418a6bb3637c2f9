using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests;

/// <summary>The small read models against the folds of their streams, over a history of chance.</summary>
public sealed class ReferenceProjectionsTests : ReferenceFixture
{
    protected override async Task Prepare()
    {
        var history = new ReferenceHistory();
        await using var live = OzgStore.Open(Database.ConnectionString, options => options.PageSize = 7);
        for (var part = 0; part < 4; part++)
        {
            await history.Record(live, 60);
            await Daemon.CatchUp(live);
        }
    }

    [Test]
    public async Task Tags_are_those_of_the_fold()
    {
        var rows = await ServiceQueries.List(Store.DataSource, new ServiceFilter(), null, null, 100, CancellationToken.None);
        var tagged = 0;

        foreach (var row in rows)
        {
            var tags = (await Fold<Service>(Service.StreamKey(OzgId.Parse(row.OzgId)))).Tags.All;
            tagged += tags.Count;
            Assert.That(await ServiceQueries.ProgrammesOf(Store.DataSource, row.OzgId, CancellationToken.None),
                Is.EqualTo(tags.Select(tag => new ProgrammeRow(tag.Tag, tag.ValidFrom, tag.ValidTo, tag.Source))));
            Assert.That(row.Tags, Is.EqualTo(tags.Where(tag => tag.ValidTo is null).Select(tag => tag.Tag)), "Only those without a last day.");
        }

        Assert.That(tagged, Is.GreaterThan(3), "The history says something.");
    }

    [Test]
    public async Task Services_are_found_by_the_tags_that_they_have_now()
    {
        foreach (var tag in (string[])["efa", "fokus", "sdg-annex-2"])
        {
            var all = await ServiceQueries.List(Store.DataSource, new ServiceFilter(), null, null, 100, CancellationToken.None);
            var found = await ServiceQueries.List(Store.DataSource, new ServiceFilter(Tag: tag), null, null, 100, CancellationToken.None);
            Assert.That(found.Select(row => row.OzgId), Is.EqualTo(all.Where(row => row.Tags.Contains(tag)).Select(row => row.OzgId)));
        }
    }

    [Test]
    public async Task Profiles_are_those_of_the_fold()
    {
        foreach (var unit in (string[])[ReferenceData.Bonn, ReferenceData.Cologne, ReferenceData.Buesum, ReferenceData.Berlin])
        {
            var profile = (await Fold<Municipality>(Municipality.StreamKey(UnitId.Parse(unit)))).Profile;
            Assert.That(await MunicipalityProfileQueries.Find(Store.DataSource, unit, CancellationToken.None), Is.EqualTo(profile), unit);
        }
    }

    [Test]
    public async Task Offers_are_those_of_the_fold()
    {
        var rows = await EfaQueries.Offers(Store.DataSource, null, null, withdrawn: true, null, 100, CancellationToken.None);

        Assert.That(rows.Select(row => row.Id), Is.EqualTo((string[])["drei", "eins", "zwei"]));
        foreach (var row in rows)
        {
            await using var session = Store.LightweightSession();
            var stream = await session.Events.FetchForWriting<EfaOffer>(EfaOffer.StreamKey(row.Id), CancellationToken.None);
            var terms = stream.Aggregate.Terms!;
            Assert.That(
                (row.Provider, row.Name, row.Operator, row.Contract, row.CostModel, row.ContactPoint, row.Since, row.WithdrawnOn, row.Version, row.Position),
                Is.EqualTo((
                    terms.Provider.Value, terms.Name, terms.Operator, Codes.Text(terms.Contract), terms.CostModel, terms.Contact, terms.Since, stream.Aggregate.WithdrawnOn,
                    stream.CurrentVersion, stream.Events[^1].Sequence)));
            Assert.That(row.OzgIds, Is.EqualTo(terms.OzgIds.Select(id => id.Value)));
            Assert.That(row.LeikaIds, Is.EqualTo((terms.LeikaIds ?? []).Select(id => id.Value)));
        }

        var open = await EfaQueries.Offers(Store.DataSource, null, null, withdrawn: false, null, 100, CancellationToken.None);
        Assert.That(open.Select(row => row.Id), Is.EqualTo(rows.Where(row => row.WithdrawnOn is null).Select(row => row.Id)));
    }

    [Test]
    public async Task The_last_stage_that_a_unit_reported_is_the_one_it_is_at()
    {
        var expected = await Lines("""
            select distinct on (offer, stream_id) concat_ws('|', data ->> 'offerId', split_part(stream_id, '-', 2), split_part(stream_id, '-', 3), data ->> 'stage', data ->> 'on', seq_id)
              from log.mt_events, lateral (select data ->> 'offerId' as offer) as said
             where type = 'efa_service_adopted'
             order by offer, stream_id, seq_id desc
            """);

        var actual = await Lines("select concat_ws('|', offer_id, unit, ozg_id, stage, since, position) from read.efa_adoption");

        Assert.That(expected, Has.Count.GreaterThan(5));
        Assert.That(actual, Is.EquivalentTo(expected));
    }

    [Test]
    public async Task Every_version_of_a_mapping_stays()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);
        await using var session = Store.LightweightSession();
        var published = (await session.Events.FetchStreamAsync(ModelMapping.StreamKey("ozg-1.1", "ozg-2.0"), CancellationToken.None))
            .Select(version => (ModelMappingPublished)version.Data).ToArray();

        Assert.That(await Lines("select version::text from read.model_mapping order by model_mapping.version"), Is.EqualTo(published.Select(version => $"{version.Version}")));
        var last = await registry.FindMapping("ozg-1.1", "ozg-2.0", null, CancellationToken.None);
        Assert.That((last!.Version, last.Levels), Is.EqualTo((published.Length, published[^1].Levels)));
        var day = May(10);
        var on = await registry.FindMapping("ozg-1.1", "ozg-2.0", day, CancellationToken.None);
        Assert.That(on?.Version, Is.EqualTo(published.LastOrDefault(version => version.ValidFrom <= day)?.Version));
        Assert.That(await registry.FindMapping("ozg-2.0", "ozg-1.1", null, CancellationToken.None), Is.Null, "A mapping has a direction.");
    }

    [Test]
    public async Task The_registry_knows_offers_also_those_that_were_withdrawn()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);

        foreach (var row in await EfaQueries.Offers(Store.DataSource, null, null, withdrawn: true, null, 100, CancellationToken.None))
        {
            var known = await registry.FindOffer(row.Id, CancellationToken.None);
            Assert.That((known!.Provider, known.WithdrawnOn), Is.EqualTo((row.Provider, row.WithdrawnOn)));
            Assert.That(known.OzgIds.Select(id => id.Value), Is.EquivalentTo(row.OzgIds));
        }

        Assert.That(await registry.FindOffer("vier", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Pages_that_come_again_change_nothing()
    {
        var before = await AllTables();

        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:%' returning name");
        await using var live = OzgStore.Open(Database.ConnectionString, options => options.PageSize = 3);
        await Daemon.CatchUp(live);

        Assert.That(await AllTables(), Is.EqualTo(before));
    }

    [TestCase(1)]
    [TestCase(1000)]
    public async Task The_log_taken_in_anew_gives_the_same_rows_whatever_the_size_of_its_pages(int pageSize)
    {
        var live = await AllTables();

        await TakeInAnew(pageSize);

        Assert.That(await AllTables(), Is.EqualTo(live));
    }

    [Test]
    public async Task A_rebuild_gives_the_same_rows()
    {
        var live = await AllTables();
        await using var store = OzgStore.Open(Database.ConnectionString, options => options.PageSize = 7);

        foreach (var name in (string[])["service", "model_mapping", "municipality_profile", "efa_offer", "efa_adoption"])
            await store.Projections.RebuildProjectionAsync(name, CancellationToken.None);

        Assert.That(await AllTables(), Is.EqualTo(live));
    }

    async Task<TState> Fold<TState>(string streamKey)
    {
        await using var session = Store.LightweightSession();
        return await session.Events.AggregateStreamAsync<TState>(streamKey, CancellationToken.None);
    }
}
