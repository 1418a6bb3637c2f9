using OzgTracker.Domain.Municipalities;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Municipalities;

public sealed class MunicipalityHistoryTests : ReferenceFixture
{
    static readonly DateOnly NewYear = new(2026, 1, 1);
    static readonly DateOnly Spring = new(2026, 4, 1);

    /// <summary>Büsum changes on two days, Bonn becomes part of Köln, Sachsenwald is divided, the Amt ends without a successor.</summary>
    protected override async Task Prepare()
    {
        await Append(
            Key(ReferenceData.Buesum),
            new MunicipalityRenamed("Büsum, Nordseeheilbad", "Büsum", UnitDesignation.Stadt, NewYear),
            new PopulationUpdated(5_100, null, NewYear));
        await Append(
            Key(ReferenceData.Buesum),
            new AssociationChanged(null, Spring),
            new KeyChanged(Ags.Parse("01051113"), Ars.Parse("010510113113"), "01051", Spring));
        await Append(Key(ReferenceData.Bonn), new MunicipalityMerged(UnitId.Parse(ReferenceData.Cologne), Spring));
        await Append(Key(ReferenceData.Sachsenwald), new MunicipalitySplit(
            [new(UnitId.Parse(ReferenceData.Buesum), 0.25m, 2_500), new(UnitId.Parse(ReferenceData.Dithmarschen), 0.75m, 7_500)], Spring));
        await Append(Key(ReferenceData.BuesumWesselburen), new MunicipalityDissolved(Spring));
        await Daemon.CatchUp(Store);
    }

    [Test]
    public async Task A_period_is_a_stretch_of_days_with_the_same_facts() =>
        Assert.That(await Periods(ReferenceData.Buesum), Is.EqualTo((string[])
        [
            "-|2025-12-31|01051013|Büsum|010515178|4900|10000",
            "2026-01-01|2026-03-31|01051013|Büsum, Nordseeheilbad|010515178|5100|-",
            "2026-04-01|-|01051113|Büsum, Nordseeheilbad|-|5100|-",
        ]));

    [Test]
    public async Task The_last_period_of_a_unit_ends_the_day_before_it_is_dissolved()
    {
        Assert.That(await Periods(ReferenceData.Bonn), Is.EqualTo((string[])["-|2026-03-31|05314000|Bonn, Stadt|-|323336|10000"]));
        Assert.That(
            await Lines("select concat_ws('|', id, valid_to, dissolved_on) from read.municipality where dissolved_on is not null order by id"),
            Is.EqualTo((string[])["010515178|2026-03-31|2026-04-01", "01053105|2026-03-31|2026-04-01", "05314000|2026-03-31|2026-04-01"]));
    }

    [Test]
    public async Task Lineage_says_who_got_which_part() =>
        Assert.That(
            await Lines("select concat_ws('|', predecessor, successor, share, area_ha, since) from read.municipality_lineage order by predecessor, successor"),
            Is.EqualTo((string[])["01053105|01051|0.75|7500|2026-04-01", "01053105|01051013|0.25|2500|2026-04-01", "05314000|05315000|1|10000|2026-04-01"]));

    [TestCase("2026-03-31", 7)]
    [TestCase("2026-04-01", 4)]
    public async Task A_list_of_a_day_has_those_who_existed(string day, int count) =>
        Assert.That(
            (await MunicipalityQueries.List(Store.DataSource, new UnitFilter(), null, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), null, 100, CancellationToken.None)).Count,
            Is.EqualTo(count));

    [Test]
    public async Task The_registry_answers_to_keys_of_the_past()
    {
        using var registry = new Registry(Store.DataSource, TimeProvider.System);

        foreach (var key in new[] { ReferenceData.Buesum, ReferenceData.BuesumArs, "01051113", "010510113113" })
            Assert.That((await registry.FindUnit(key, CancellationToken.None))?.Id.Value, Is.EqualTo(ReferenceData.Buesum), key);
        var bonn = await registry.FindUnit(ReferenceData.BonnArs, CancellationToken.None);
        Assert.That((bonn!.DissolvedOn, bonn.Successors.Single().Value, bonn.Designation), Is.EqualTo(((DateOnly?)Spring, ReferenceData.Cologne, UnitDesignation.KreisfreieStadt)));
        Assert.That(registry.PredecessorsOf(UnitId.Parse(ReferenceData.Buesum)), Is.EqualTo((KnownPredecessor[])[new(UnitId.Parse(ReferenceData.Sachsenwald), 0.25m, Spring)]));
    }

    [Test]
    public async Task Pages_that_come_again_change_nothing()
    {
        var before = await Rows();

        await Lines("update log.mt_event_progression set last_seq_id = 0 where name like 'ozgtracker:municipality%' returning name");
        await Daemon.CatchUp(Store);

        Assert.That(await Rows(), Is.EqualTo(before));
        Assert.That(before, Has.Count.EqualTo(7 + 9 + 3));
    }

    async Task<IReadOnlyList<string>> Rows() => await Lines("""
        select unit::text from read.municipality as unit
        union all select period::text from read.municipality_period as period
        union all select lineage::text from read.municipality_lineage as lineage
        order by 1
        """);

    Task<IReadOnlyList<string>> Periods(string id) => Lines(
        """
        select concat_ws('|', coalesce(valid_from::text, '-'), coalesce(valid_to::text, '-'), ags, name, coalesce(association, '-'), population, coalesce(area_ha::text, '-'))
          from read.municipality_period
         where id = $1
         order by valid_from nulls first
        """,
        id);

    static string Key(string id) => Municipality.StreamKey(UnitId.Parse(id));
}
