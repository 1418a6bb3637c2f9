namespace OzgTracker.Api.Tests.Rollouts;

public sealed class DeclareNotCompetentEndpointTests : CellCommandFixture
{
    protected override string Recorded => "not_competent_declared";

    protected override CellRequest WellFormed => Declaration("2024-01-01");

    protected override MisshapenRequest Misshapen => new(new(HttpMethod.Put, "/not-competent", new { reason = "frag 0228 771234" }), "personal-data", "/reason");

    [Test]
    public async Task Not_competent_is_a_state_of_its_own_and_no_level()
    {
        var (unit, ozgId) = NewCell();
        await Report(unit, ozgId, new { level = 3, validOn = "2023-01-01" });

        await Send(App.ClientFor("reporter", unit), unit, ozgId, WellFormed);

        var cell = await GetJson(CellUrl(unit, ozgId));
        Assert.That(cell.Text("status"), Is.EqualTo("notCompetent"));
        Assert.That(cell.IsNull("level") && cell.IsNull("conform"), Is.True, cell.ToString());
        Assert.That(cell.Text("since"), Is.EqualTo("2024-01-01"));
    }

    [Test]
    public async Task The_day_before_the_declaration_keeps_its_level()
    {
        var (unit, ozgId) = NewCell();
        await Report(unit, ozgId, new { level = 3, validOn = "2023-01-01" });

        await Send(App.ClientFor("reporter", unit), unit, ozgId, WellFormed);

        Assert.That((await GetJson(CellUrl(unit, ozgId) + "?asOf=2023-12-31")).Number("level"), Is.EqualTo(3));
    }

    protected override Task<CellRequest> Given(string unit, string ozgId) => Task.FromResult(WellFormed);

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) => Task.FromResult((Declaration("2999-01-01"), "date-in-future"));

    static CellRequest Declaration(string validFrom) => new(HttpMethod.Put, "/not-competent", new { reason = "Aufgabe des Kreises", validFrom });
}
