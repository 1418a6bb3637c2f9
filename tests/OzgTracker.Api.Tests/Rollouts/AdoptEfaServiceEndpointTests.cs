using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

public sealed class AdoptEfaServiceEndpointTests : CellCommandFixture
{
    static readonly string[] Services = [Residence, ParentalAllowance, VehicleRegistration, HousingBenefit, Passport];

    protected override string Recorded => "efa_service_adopted";

    protected override CellRequest WellFormed => Adoptions(new { offerId = "alles", stage = "contracted", on = "2025-06-01" });

    protected override MisshapenRequest Misshapen => new(Adoptions(new { offerId = "alles", stage = "married" }), "invalid-value", "/stage");

    [OneTimeSetUp]
    public async Task GivenOffers()
    {
        await Publish("alles", Services);
        await Publish("nur-ummeldung", [Residence]);
        await App.WaitForNonStaleProjectionDataAsync();
    }

    [Test]
    public async Task A_step_is_shown_in_the_cell_and_in_the_adoption_of_the_offer()
    {
        var (unit, ozgId) = NewCell();

        var cell = await Json(await Send(Writer(unit), unit, ozgId, WellFormed));
        await App.WaitForNonStaleProjectionDataAsync();
        var adopted = (await Items("/v1/efa-offers/alles/adoption?limit=1000")).Where(item => item.ToString().Contains(unit, StringComparison.Ordinal));

        Assert.That(cell.GetProperty("efa").ToString(), Is.EqualTo("""{"offerId":"alles","stage":"contracted","on":"2025-06-01"}"""));
        Assert.That(adopted.Select(item => item.Text("stage")), Does.Contain("contracted"));
    }

    [Test]
    public async Task An_offer_that_nobody_made_or_for_other_services_cannot_be_adopted()
    {
        await AssertProblem(await Send(Writer(Bonn), Bonn, Passport, Adoptions(new { offerId = "nie", stage = "live" })), 404, "unknown-offer");
        await AssertProblem(await Send(Writer(Bonn), Bonn, Passport, Adoptions(new { offerId = "nur-ummeldung", stage = "live" })), 409, "offer-for-other-services");
    }

    protected override Task<CellRequest> Given(string unit, string ozgId) => Task.FromResult(WellFormed);

    protected override async Task<(CellRequest, string)> GivenForbidden(string unit, string ozgId)
    {
        await Send(Writer(unit), unit, ozgId, Adoptions(new { offerId = "alles", stage = "live", on = "2025-06-02" }));
        return (Adoptions(new { offerId = "alles", stage = "pilot", on = "2025-06-03" }), "efa-stage-backwards");
    }

    async Task Publish(string id, string[] ozgIds)
    {
        var offer = new { id, provider = "01", name = id, @operator = "Dataport", ozgIds, contract = "fitStore", since = "2023-01-01", contactPoint = new { mailbox = "efa@land.example" } };
        var response = await App.ClientFor("coordinator", "01").Send(HttpMethod.Post, "/v1/efa-offers", offer);
        Assert.That((int)response.StatusCode, Is.EqualTo(201), await response.Content.ReadAsStringAsync());
    }

    static CellRequest Adoptions(object body) => new(HttpMethod.Post, "/efa-adoptions", body);
}
