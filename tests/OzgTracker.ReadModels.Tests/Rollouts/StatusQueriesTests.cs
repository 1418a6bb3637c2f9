using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Testing;

namespace OzgTracker.ReadModels.Tests.Rollouts;

public sealed class StatusQueriesTests : ReferenceFixture
{
    const string Portal = "https://service.example.org/";

    /// <summary>Best first: level, then evidence, then the longest at it; Bonn and Köln are equal.</summary>
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
    public async Task Units_are_ranked_by_level_then_evidence_then_the_longest_at_that_level_and_ties_share_a_rank() => Assert.That(
        (await Frontrunners()).Select(row => (row.Rank, row.Unit)),
        Is.EqualTo(((int, string)[])
        [
            (1, ReferenceData.Berlin), (2, ReferenceData.Dithmarschen), (3, ReferenceData.Bonn), (3, ReferenceData.Cologne), (5, ReferenceData.Buesum),
        ]));

    [Test]
    public async Task A_unit_in_the_ranking_says_who_it_is_and_what_anyone_can_check()
    {
        var bonn = (await Frontrunners()).Single(row => row.Unit == ReferenceData.Bonn);

        Assert.That(bonn with { Position = 0 }, Is.EqualTo(new FrontrunnerRow(
            3, ReferenceData.Bonn, "Bonn", "gemeinde", "05", "05314", 323_336, 3, May(10), Verification.Unverified, EvidenceState.Supported, Portal, 0)));
    }

    [Test]
    public async Task A_filter_ranks_anew_among_those_that_are_left()
    {
        Assert.That(
            (await Frontrunners(new UnitFilter(State: "05"))).Select(row => (row.Rank, row.Unit)),
            Is.EqualTo(((int, string)[])[(1, ReferenceData.Bonn), (1, ReferenceData.Cologne)]));
        Assert.That((await Frontrunners(new UnitFilter(Kind: UnitKind.Kreis))).Select(row => row.Unit), Is.EqualTo((string[])[ReferenceData.Dithmarschen]));
        Assert.That((await Frontrunners(new UnitFilter(Size: SizeClass.Find("2000-4999")))).Select(row => row.Unit), Is.EqualTo((string[])[ReferenceData.Buesum]));
    }

    [Test]
    public async Task Pages_of_the_ranking_go_on_inside_a_tie()
    {
        var all = new List<(int, string)>();
        for ((long, string)? after = null; ;)
        {
            var page = await StatusQueries.Frontrunners(
                Store.DataSource, ReferenceData.Residence, OfficialModels.Ozg11, LeikaPolicy.Any, new UnitFilter(), after, 3, CancellationToken.None);
            all.AddRange(page.Select(row => (row.Rank, row.Unit)));
            if (page.Count < 3) break;
            after = (page[^1].Rank, page[^1].Unit);
        }

        Assert.That(all, Is.EqualTo((await Frontrunners()).Select(row => (row.Rank, row.Unit))));
    }

    [Test]
    public async Task A_model_is_never_ranked_with_another()
    {
        var ranked = await StatusQueries.Frontrunners(
            Store.DataSource, ReferenceData.Passport, OfficialModels.Ozg11 with { Id = "ozg-2.0" }, LeikaPolicy.Any, new UnitFilter(), null, 10, CancellationToken.None);

        Assert.That(ranked.Select(row => (row.Unit, row.Level)), Is.EqualTo(((string, int)[])[(ReferenceData.Berlin, 7)]));
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

    Task<IReadOnlyList<FrontrunnerRow>> Frontrunners(UnitFilter? filter = null) => StatusQueries.Frontrunners(
        Store.DataSource, ReferenceData.Residence, OfficialModels.Ozg11, LeikaPolicy.Any, filter ?? new UnitFilter(), null, 100, CancellationToken.None);

    Task<IReadOnlyList<StatusRow>> OfUnit(string unit, StatusFilter filter) =>
        StatusQueries.OfUnit(Store.DataSource, unit, "ozg-1.1", LeikaPolicy.Any, filter, null, 100, CancellationToken.None);

    static string Cell(string unit, string service = ReferenceData.Residence) => new RolloutKey(UnitId.Parse(unit), OzgId.Parse(service)).StreamKey;
}
