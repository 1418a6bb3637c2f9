using System.Net;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ConfirmMaturityEndpointTests : CellCommandFixture
{
    protected override string Recorded => "maturity_confirmed";

    protected override CellRequest WellFormed => Confirmations(new { confirmedOn = "2025-06-01" });

    protected override MisshapenRequest Misshapen => new(Confirmations(new { confirmedOn = "2025-13-01" }), "invalid-value", "/confirmedOn");

    [Test]
    public async Task A_confirmation_may_come_without_a_body()
    {
        var (unit, ozgId) = NewCell();
        await Given(unit, ozgId);

        var response = await Send(App.ClientFor("reporter", unit), unit, ozgId, Confirmations(null));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Created), await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task What_was_reported_later_cannot_be_confirmed_for_an_earlier_day()
    {
        var (unit, ozgId) = NewCell();
        await Given(unit, ozgId);

        var response = await Send(App.ClientFor("reporter", unit), unit, ozgId, Confirmations(new { confirmedOn = "2025-04-30" }));

        await AssertProblem(response, 409, "nothing-reported");
    }

    [Test]
    public async Task A_day_to_come_cannot_be_confirmed() =>
        await AssertProblem(await Send(App.ClientFor("reporter", Bonn), Bonn, Residence, Confirmations(new { confirmedOn = "2999-01-01" })), 409, "date-in-future");

    protected override async Task<CellRequest> Given(string unit, string ozgId)
    {
        await Report(unit, ozgId, new { level = 2, validOn = "2025-05-01" });
        return WellFormed;
    }

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) => Task.FromResult((WellFormed, "nothing-reported"));

    static CellRequest Confirmations(object? body) => new(HttpMethod.Post, "/confirmations", body);
}
