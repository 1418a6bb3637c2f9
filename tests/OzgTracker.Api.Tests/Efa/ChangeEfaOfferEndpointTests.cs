using OzgTracker.Api.Tests.Web;

namespace OzgTracker.Api.Tests.Efa;

public sealed class ChangeEfaOfferEndpointTests : EfaOfferFixture
{
    protected override string Recorded => "efa_offer_changed";

    protected override (StreamRequest, string, string?, string?) Misshapen => (Change("misshapen", Terms(mailbox: "Rathaus")), "invalid-mailbox", "/contactPoint/mailbox", null);

    [Test]
    public Task What_nobody_knows_is_not_found() => AssertRefused(Change("unbekannt", Terms()), 404, "unknown-offer");

    [Test]
    public async Task The_new_terms_are_what_everybody_sees()
    {
        var id = await Published();

        var changed = await Done(Change(id, Terms(name: "Ummeldung 2.0")));
        await App.WaitForNonStaleProjectionDataAsync();

        Assert.That(changed.Text("name"), Is.EqualTo("Ummeldung 2.0"));
        Assert.That((await GetJson("/v1/efa-offers/" + id)).ToString(), Is.EqualTo(changed.ToString()));
        Assert.That((await Items("/v1/efa-offers")).Single(entry => entry.Text("id") == id).ToString(), Is.EqualTo(changed.ToString()));
    }

    [Test]
    public async Task Another_Land_cannot_take_an_offer_over()
    {
        var id = await Published();

        await AssertProblem(await Send(App.ClientFor("coordinator", "05"), Change(id, Terms(provider: "05"))), 403, "outside-your-states");
    }

    protected override async Task<StreamRequest> Given() => Change(await Published(), Terms(name: "Neuer Name"));

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded() => await AssertRefused(Change(await Published(), Terms(provider: "05")), 409, "offer-keeps-its-provider");
}
