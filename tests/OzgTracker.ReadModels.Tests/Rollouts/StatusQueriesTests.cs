using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Rollouts;

public sealed class StatusQueriesTests : ReferenceFixture
{
    const string Portal = "https://service.example.org/";

    protected override async Task Prepare()
    {
        await Append(Cell(ReferenceData.Berlin), Reported(4, May(20)));
        await Append(Cell(ReferenceData.Dithmarschen), Reported(3, May(9), Portal));
        await Append(Cell(ReferenceData.Bonn), Reported(3, May(10), Portal));
        await Append(Cell(ReferenceData.Cologne), Reported(3, May(10), Portal));
        await Append(Cell(ReferenceData.Buesum), Reported(3, May(1)));
        await Append(Cell(ReferenceData.BuesumWesselburen), new NotCompetentDeclared("the Kreis", May(1)));
        await Append(Cell(ReferenceData.Berlin, ReferenceData.Passport), Reported(1, May(2)), Reported(7, May(2), model: "ozg-2.0"));
        await Daemon.CatchUp(Store);
    }

    [Test]
    public async Task All_services_of_a_unit_are_listed_also_those_without_a_report()
    {
        var cells = await OfUnit(ReferenceData.Berlin, new StatusFilter());

        Assert.That(cells.Select(cell => (cell.OzgId, cell.Status, cell.Level)), Is.EqualTo(((string, CellStatus, int?)[])
        [
            (ReferenceData.ParentalAllowance, CellStatus.Unreported, null),
            (ReferenceData.HousingBenefit, CellStatus.Unreported, null),
            (ReferenceData.Residence, CellStatus.Reported, 4),
            (ReferenceData.Passport, CellStatus.Reported, 1),
            (ReferenceData.VehicleRegistration, CellStatus.Unreported, null),
        ]));
    }

    [Test]
    public async Task A_unit_that_is_not_competent_has_no_level() => Assert.That(
        (await OfUnit(ReferenceData.BuesumWesselburen, new StatusFilter())).Where(cell => cell.Status != CellStatus.Unreported).Select(cell => (cell.OzgId, cell.Status, cell.Level, cell.Since)),
        Is.EqualTo(((string, CellStatus, int?, DateOnly?)[])[(ReferenceData.Residence, CellStatus.NotCompetent, null, May(1))]));

    [Test]
    public async Task Cells_are_filtered_by_topic_area_level_and_change()
    {
        var reported = (await OfUnit(ReferenceData.Berlin, new StatusFilter(Level: 4))).Single();

        Assert.That((await OfUnit(ReferenceData.Berlin, new StatusFilter(MinLevel: 1))).Select(cell => cell.OzgId), Is.EqualTo((string[])[ReferenceData.Residence, ReferenceData.Passport]));
        Assert.That((await OfUnit(ReferenceData.Berlin, new StatusFilter(TopicArea: "Familie & Kind"))).Select(cell => cell.OzgId), Is.EqualTo((string[])[ReferenceData.ParentalAllowance]));
        Assert.That(
            (await OfUnit(ReferenceData.Berlin, new StatusFilter(ChangedSince: reported.LastReportedAt!.Value.AddMicroseconds(1)))).Select(cell => cell.OzgId),
            Is.EqualTo((string[])[ReferenceData.Passport]));
    }

    [Test]
    public async Task Cells_of_a_unit_come_in_pages()
    {
        var second = await StatusQueries.OfUnit(
            Store.DataSource, ReferenceData.Berlin, "ozg-1.1", LeikaPolicy.Any, new StatusFilter(), ReferenceData.HousingBenefit, 2, CancellationToken.None);

        Assert.That(second.Select(cell => cell.OzgId), Is.EqualTo((string[])[ReferenceData.Residence, ReferenceData.Passport]));
    }

    Task<IReadOnlyList<StatusRow>> OfUnit(string unit, StatusFilter filter) =>
        StatusQueries.OfUnit(Store.DataSource, unit, "ozg-1.1", LeikaPolicy.Any, filter, null, 100, CancellationToken.None);

    static string Cell(string unit, string service = ReferenceData.Residence) => new RolloutKey(UnitId.Parse(unit), OzgId.Parse(service)).StreamKey;
}
