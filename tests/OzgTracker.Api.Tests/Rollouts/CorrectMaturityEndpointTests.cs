using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class CorrectMaturityEndpointTests : CellCommandFixture
{
    protected override string Recorded => "maturity_corrected";

    protected override CellRequest WellFormed => Corrections(1, 2);

    protected override MisshapenRequest Misshapen => new(new(HttpMethod.Post, "/corrections", new { level = 2 }), "missing-member", "");

    protected override string NotAMunicipalityCode => "no-such-report";

    [Test]
    public async Task A_correction_replaces_what_was_reported_and_keeps_its_day()
    {
        var (unit, ozgId) = NewCell();

        await Send(App.ClientFor("reporter", unit), unit, ozgId, await Given(unit, ozgId));

        var cell = await GetJson(CellUrl(unit, ozgId));
        var history = await History(unit, ozgId);
        Assert.That(cell.Number("level"), Is.EqualTo(2));
        Assert.That(cell.Text("since"), Is.EqualTo("2025-05-01"));
        Assert.That(history.Texts("type"), Is.EqualTo((string[])["maturity_reported", "maturity_corrected"]));
        Assert.That(history[1].GetProperty("data").Number("corrects"), Is.EqualTo(history[0].Number("version")));
    }

    [Test]
    public async Task What_has_been_corrected_is_corrected_at_the_correction()
    {
        var (unit, ozgId) = NewCell();
        var reporter = App.ClientFor("reporter", unit);
        var request = await Given(unit, ozgId);
        await Send(reporter, unit, ozgId, request);
        var history = await History(unit, ozgId);

        var atTheReport = await Send(reporter, unit, ozgId, Corrections(history[0].Number("position"), 1));
        var atTheCorrection = await Send(reporter, unit, ozgId, Corrections(history[1].Number("position"), 1));

        await AssertProblem(atTheReport, 409, "already-corrected");
        Assert.That((await Json(atTheCorrection)).Number("level"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_position_of_another_cell_is_none_of_this_one()
    {
        var (unit, ozgId) = NewCell();
        var (otherUnit, otherOzgId) = NewCell();
        await Given(unit, ozgId);
        var elsewhere = await Given(otherUnit, otherOzgId);

        var response = await Send(App.ClientFor("reporter", unit), unit, ozgId, elsewhere);

        await AssertProblem(response, 409, "no-such-report");
    }

    [Test]
    public async Task A_member_that_is_missing_is_named()
    {
        var problem = await AssertProblem(await Send(App.ClientFor("reporter", Bonn), Bonn, Residence, Misshapen.Request), 400, "invalid-request");

        Assert.That(problem.Text("detail"), Is.EqualTo("The body lacks 'position'."));
    }

    protected override async Task<CellRequest> Given(string unit, string ozgId) =>
        Corrections((await Report(unit, ozgId, new { level = 4, validOn = "2025-05-01" })).Number("position"), 2);

    protected override async Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId)
    {
        var position = (await Report(unit, ozgId, new { level = 4 })).Number("position");
        await Send(App.ClientFor("reporter", unit), unit, ozgId, new(HttpMethod.Post, "/withdrawals", new { position, reason = "Verwechslung" }));
        return (Corrections(position, 2), "already-withdrawn");
    }

    static CellRequest Corrections(long position, int level) => new(HttpMethod.Post, "/corrections", new { position, level });
}
