using OzgTracker.Domain.Municipalities;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Municipalities;

public sealed class MunicipalityProjectionTests : ReferenceFixture
{
    static readonly DateOnly NewYear = new(2026, 1, 1);

    /// <summary>Büsum gets another name, other keys, another Amt and more inhabitants, each with a file of its own date.</summary>
    protected override async Task Prepare()
    {
        await Append(
            Key(ReferenceData.Buesum),
            new MunicipalityRenamed("Büsum, Nordseeheilbad", "Büsum", UnitDesignation.Stadt, NewYear),
            new PopulationUpdated(5_100, 820, NewYear.AddDays(1)));
        await Append(Key(ReferenceData.Bonn), new KeyChanged(Ags.Parse("05314001"), Ars.Parse("053140000001"), "05314", NewYear));
        await Append(Key(ReferenceData.Cologne), new MunicipalityRenamed("Köln, Domstadt", "Köln", UnitDesignation.KreisfreieStadt, NewYear));
        await Append(Key(ReferenceData.Sachsenwald), new AssociationChanged(UnitId.Parse(ReferenceData.BuesumWesselburen), NewYear));
        await Daemon.CatchUp(Store);
    }

    [Test]
    public async Task A_row_says_what_the_fold_of_the_stream_says()
    {
        var rows = await MunicipalityQueries.List(Store.DataSource, new UnitFilter(), null, null, null, 100, CancellationToken.None);
        await using var session = Store.LightweightSession();

        foreach (var row in rows)
        {
            var facts = (await session.Events.AggregateStreamAsync<Municipality>(Key(row.Id), CancellationToken.None)).Facts!;
            Assert.That(
                (row.Name, row.ShortName, row.Kind, row.Designation, row.Ags, row.Ars, row.District, row.Association, row.Population, row.AreaKm2, row.AsOf),
                Is.EqualTo((
                    facts.Name, facts.ShortName, Codes.Text(facts.Kind), Codes.Text(facts.Designation), facts.Ags?.Value, facts.Ars.Value, facts.District,
                    facts.Association?.Value, facts.Population, facts.AreaHa / 100m, facts.AsOf)));
        }
    }

    [TestCase("Koeln", ReferenceData.Cologne)]
    [TestCase("KÖLN", ReferenceData.Cologne)]
    [TestCase("domst", ReferenceData.Cologne)]
    [TestCase("büsum", ReferenceData.Buesum, ReferenceData.BuesumWesselburen)]
    [TestCase("nordseeheilbad", ReferenceData.Buesum)]
    [TestCase("01051", ReferenceData.Dithmarschen, ReferenceData.Buesum, ReferenceData.BuesumWesselburen)]
    [TestCase("010515178013", ReferenceData.Buesum)]
    [TestCase("05314001", ReferenceData.Bonn)]
    [TestCase("05314000", ReferenceData.Bonn)]
    [TestCase("%")]
    [TestCase("_")]
    [TestCase("Atlantis")]
    public async Task Units_are_found_by_a_part_of_the_name_or_the_beginning_of_a_key(string text, params string[] found) =>
        Assert.That(await Ids(new UnitFilter(), text), Is.EquivalentTo(found));

    [Test]
    public async Task Units_are_filtered_by_Land_Kreis_Verband_kind_and_size()
    {
        Assert.That(await Ids(new UnitFilter(State: "05")), Is.EqualTo((string[])[ReferenceData.Bonn, ReferenceData.Cologne]));
        Assert.That(await Ids(new UnitFilter(District: "01053")), Is.EqualTo((string[])[ReferenceData.Sachsenwald]));
        Assert.That(
            await Ids(new UnitFilter(Association: ReferenceData.BuesumWesselburen)),
            Is.EqualTo((string[])[ReferenceData.Buesum, ReferenceData.BuesumWesselburen, ReferenceData.Sachsenwald]));
        Assert.That(await Ids(new UnitFilter(Kind: UnitKind.Kreis)), Is.EqualTo((string[])[ReferenceData.Dithmarschen]));
        Assert.That(await Ids(new UnitFilter(Size: SizeClass.Find("5000-9999"))), Is.EqualTo((string[])[ReferenceData.Buesum]));
        Assert.That(await Ids(new UnitFilter(State: "05", Size: SizeClass.Find(">=500000"))), Is.EqualTo((string[])[ReferenceData.Cologne]));
    }

    [Test]
    public async Task Pages_go_on_after_the_last_id_and_leave_nothing_out()
    {
        var all = new List<string>();
        for (string? after = null; ;)
        {
            var page = await MunicipalityQueries.List(Store.DataSource, new UnitFilter(), null, null, after, 2, CancellationToken.None);
            all.AddRange(page.Select(row => row.Id));
            if (page.Count < 2) break;
            after = page[^1].Id;
        }

        Assert.That(all, Is.EqualTo(await Ids(new UnitFilter())));
        Assert.That(all, Has.Count.EqualTo(7));
    }

    [Test]
    public async Task All_sixteen_Laender_are_counted_also_those_without_a_unit()
    {
        var states = await MunicipalityQueries.States(Store.DataSource, CancellationToken.None);

        Assert.That(states.Select(state => state.State), Is.EqualTo(StateCode.All.Select(code => code.Value)));
        Assert.That(states.Single(state => state.State == "05"), Is.EqualTo(new StateRow("05", "DE-NW", "Nordrhein-Westfalen", 2, 2, 323_336 + 1_024_621)));
        Assert.That(states.Single(state => state.State == "01"), Is.EqualTo(new StateRow("01", "DE-SH", "Schleswig-Holstein", 1, 1, 5_100)));
        Assert.That(states.Single(state => state.State == "16"), Is.EqualTo(new StateRow("16", "DE-TH", "Thüringen", 0, 0, 0)));
    }

    [Test]
    public async Task Districts_are_Kreise_and_kreisfreie_Staedte()
    {
        var all = await MunicipalityQueries.Districts(Store.DataSource, null, null, 100, CancellationToken.None);
        var ofNorthRhine = await MunicipalityQueries.Districts(Store.DataSource, "05", "05314", 100, CancellationToken.None);

        Assert.That(all.Select(row => (row.District, row.Kind)), Is.EqualTo(((string, string)[])
            [("01051", "kreis"), ("05314", "kreisfreieStadt"), ("05315", "kreisfreieStadt"), ("11000", "kreisfreieStadt")]));
        Assert.That(ofNorthRhine.Select(row => row.District), Is.EqualTo((string[])["05315"]));
    }

    [Test]
    public async Task An_unknown_unit_is_not_there() =>
        Assert.That(await MunicipalityQueries.Find(Store.DataSource, "16077001", CancellationToken.None), Is.Null);

    async Task<IEnumerable<string>> Ids(UnitFilter filter, string? text = null) =>
        (await MunicipalityQueries.List(Store.DataSource, filter, text, null, null, 100, CancellationToken.None)).Select(row => row.Id);

    static string Key(string id) => Municipality.StreamKey(UnitId.Parse(id));
}
