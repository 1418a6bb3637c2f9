using System.Net.Http.Json;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class ReclaimCompetenceEndpointTests : CellCommandFixture
{
    protected override string Recorded => "competence_reclaimed";

    protected override CellRequest WellFormed => new(HttpMethod.Delete, "/not-competent?validFrom=2025-01-01");

    protected override MisshapenRequest Misshapen => new(new(HttpMethod.Delete, "/not-competent?validFrom=01.01.2025"), "invalid-parameter", Parameter: "validFrom");

    [Test]
    public async Task What_was_reported_before_holds_again()
    {
        var (unit, ozgId) = NewCell();
        await Report(unit, ozgId, new { level = 3, validOn = "2023-01-01" });

        await Send(App.ClientFor("reporter", unit), unit, ozgId, await Given(unit, ozgId));

        var cell = await GetJson(CellUrl(unit, ozgId));
        Assert.That(cell.Number("level"), Is.EqualTo(3));
        Assert.That(cell.Text("since"), Is.EqualTo("2025-01-01"));
    }

    protected override async Task<CellRequest> Given(string unit, string ozgId)
    {
        await App.ClientFor("reporter", unit)
            .PutAsJsonAsync(CellUrl(unit, ozgId) + "/not-competent", new { reason = "Aufgabe des Kreises", validFrom = "2024-01-01" });
        return WellFormed;
    }

    protected override Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId) =>
        Task.FromResult((new CellRequest(HttpMethod.Delete, "/not-competent?validFrom=2999-01-01"), "date-in-future"));
}
