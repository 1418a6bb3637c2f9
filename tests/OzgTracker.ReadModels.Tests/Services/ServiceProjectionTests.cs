using OzgTracker.Domain.Catalogue;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Services;

public sealed class ServiceProjectionTests : ReferenceFixture
{
    static readonly string Stream = Service.StreamKey(OzgId.Parse(ReferenceData.Passport));

    protected override async Task Prepare()
    {
        await Append(
            Stream,
            new LeikaServicesAssigned([Leika("99036008011000", "Reisepass Ausstellung"), Leika("99036008012000", "Reisepass Änderung")]),
            new LeikaServicesAssigned([Leika("99036008012000", "Reisepass Änderung"), Leika("99036008013000", "Reisepass Verlust")]),
            new ServiceRenamed("Reisepässe"),
            new ServiceReclassified(new Classification("Reisen", "Auslandsaufenthalt", SituationKind.Lebenslage, ["1", "5"], MunicipalExecution.Yes)));
        await Daemon.CatchUp(Store);
    }

    [Test]
    public async Task A_row_says_what_the_fold_of_the_stream_says()
    {
        var rows = await ServiceQueries.List(Store.DataSource, new ServiceFilter(), null, null, 100, CancellationToken.None);
        await using var session = Store.LightweightSession();

        Assert.That(rows, Has.Count.EqualTo(5));
        foreach (var row in rows)
        {
            var service = await session.Events.AggregateStreamAsync<Service>(Service.StreamKey(OzgId.Parse(row.OzgId)), CancellationToken.None);
            var leika = await ServiceQueries.LeikaOf(Store.DataSource, row.OzgId, CancellationToken.None);
            var place = service.Classification!;
            Assert.That(
                (row.Name, row.TopicArea, row.Situation, row.SituationKind, row.MunicipalExecution, row.LeikaCount),
                Is.EqualTo((service.Name, place.TopicArea, place.Situation, Codes.Text(place.SituationKind), Codes.Text(place.MunicipalExecution), service.LeikaServices.Count)));
            Assert.That(row.Types, Is.EqualTo(place.Types));
            Assert.That(leika, Is.EqualTo(service.LeikaServices.Select(part => new LeikaRow(part.LeikaId.Value, part.Name, part.Type))));
        }
    }

    [TestCase("reisepaesse", ReferenceData.Passport)]
    [TestCase("PÄSSE", ReferenceData.Passport)]
    [TestCase("1017", ReferenceData.Passport)]
    [TestCase("geld", ReferenceData.ParentalAllowance, ReferenceData.HousingBenefit)]
    [TestCase("Reisepass")]
    [TestCase("%")]
    public async Task Services_are_found_by_a_part_of_the_name_or_the_beginning_of_an_id(string text, params string[] found) =>
        Assert.That(await Ids(new ServiceFilter(), text), Is.EqualTo(found));

    [Test]
    public async Task Services_are_filtered_by_topic_area_situation_and_type()
    {
        Assert.That(await Ids(new ServiceFilter(TopicArea: "Reisen")), Is.EqualTo((string[])[ReferenceData.Passport]));
        Assert.That(await Ids(new ServiceFilter(Situation: "Geburt")), Is.EqualTo((string[])[ReferenceData.ParentalAllowance]));
        Assert.That(await Ids(new ServiceFilter(Type: "1")), Is.EqualTo((string[])[ReferenceData.Passport, ReferenceData.VehicleRegistration]));
        Assert.That(await Ids(new ServiceFilter(Type: "2")), Is.Empty, "A type is a whole code, not a part of one.");
        Assert.That(await Ids(new ServiceFilter(Tag: "EfA")), Is.Empty);
    }

    [Test]
    public async Task Pages_go_on_after_the_last_id()
    {
        var first = await ServiceQueries.List(Store.DataSource, new ServiceFilter(), null, null, 3, CancellationToken.None);
        var second = await ServiceQueries.List(Store.DataSource, new ServiceFilter(), null, first[^1].OzgId, 3, CancellationToken.None);

        Assert.That(first.Concat(second).Select(row => row.OzgId), Is.EqualTo(await Ids(new ServiceFilter())));
    }

    [Test]
    public async Task Topic_areas_count_their_services() => Assert.That(
        await ServiceQueries.TopicAreas(Store.DataSource, CancellationToken.None),
        Is.EqualTo((TopicAreaRow[])
            [new("Arbeit & Ruhestand", 1), new("Bauen & Wohnen", 1), new("Familie & Kind", 1), new("Mobilität & Reisen", 1), new("Reisen", 1)]));

    [Test]
    public async Task An_unknown_service_is_not_there() => Assert.That(await ServiceQueries.Find(Store.DataSource, "19999", CancellationToken.None), Is.Null);

    async Task<IEnumerable<string>> Ids(ServiceFilter filter, string? text = null) =>
        (await ServiceQueries.List(Store.DataSource, filter, text, null, 100, CancellationToken.None)).Select(row => row.OzgId);

    static LeikaService Leika(string id, string name) => new(LeikaId.Parse(id), name, "2/3");
}
