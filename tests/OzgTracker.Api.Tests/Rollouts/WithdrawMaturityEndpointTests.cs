using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class WithdrawMaturityEndpointTests : CellCommandFixture
{
    protected override string Recorded => "maturity_withdrawn";

    protected override CellRequest WellFormed => Withdrawals(1);

    protected override MisshapenRequest Misshapen => new(new(HttpMethod.Post, "/withdrawals", new { position = 1, reason = "" }), "missing-value", "/reason");

    protected override string NotAMunicipalityCode => "no-such-report";

    [Test]
    public async Task What_was_before_a_withdrawn_report_holds_again()
    {
        var (unit, ozgId) = NewCell();
        await Report(unit, ozgId, new { level = 1, validOn = "2024-01-01" });
        var wrong = await Report(unit, ozgId, new { level = 4, validOn = "2025-05-01" });

        var response = await Send(App.ClientFor("reporter", unit), unit, ozgId, Withdrawals(wrong.Number("position")));

        var cell = await Json(response);
        Assert.That(cell.Number("level"), Is.EqualTo(1));
        Assert.That(cell.Text("since"), Is.EqualTo("2024-01-01"));
        Assert.That((await History(unit, ozgId))[^1].GetProperty("data").Text("reason"), Is.EqualTo("Versehen"));
    }

    [Test]
    public async Task A_cell_whose_only_report_was_withdrawn_is_unreported()
    {
        var (unit, ozgId) = NewCell();

        var response = await Send(App.ClientFor("reporter", unit), unit, ozgId, await Given(unit, ozgId));

        var cell = await Json(response);
        Assert.That(cell.Text("status"), Is.EqualTo("unreported"));
        Assert.That(cell.IsNull("level") && cell.IsNull("since") && cell.IsNull("conform"), Is.True, cell.ToString());
    }

    [Test]
    public async Task A_position_without_a_report_cannot_be_withdrawn() =>
        await AssertProblem(await Send(App.ClientFor("reporter", Bonn), Bonn, Residence, Withdrawals(long.MaxValue)), 409, "no-such-report");

    protected override async Task<CellRequest> Given(string unit, string ozgId) =>
        Withdrawals((await Report(unit, ozgId, new { level = 4, validOn = "2025-05-01" })).Number("position"));

    protected override async Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId)
    {
        var position = (await Report(unit, ozgId, new { level = 4 })).Number("position");
        await Send(App.ClientFor("reporter", unit), unit, ozgId, new(HttpMethod.Post, "/corrections", new { position, level = 3 }));
        return (Withdrawals(position), "already-corrected");
    }

    static CellRequest Withdrawals(long position) => new(HttpMethod.Post, "/withdrawals", new { position, reason = "Versehen" });
}
