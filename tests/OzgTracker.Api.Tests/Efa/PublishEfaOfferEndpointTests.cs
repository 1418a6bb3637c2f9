using OzgTracker.Api.Tests.Web;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Efa;

public sealed class PublishEfaOfferEndpointTests : EfaOfferFixture
{
    protected override string Recorded => "efa_offer_published";

    protected override (StreamRequest, string, string?, string?) Misshapen => (Publish("misshapen", Terms("misshapen", ozgId: "124")), "invalid-ozg-id", "/ozgIds/0", null);

    [Test]
    public Task What_nobody_knows_is_not_found() => AssertRefused(Publish("unbekannt", Terms("unbekannt", ozgId: "19999")), 404, "unknown-service");

    [Test]
    public async Task An_offer_is_listed_by_its_Land_and_its_services()
    {
        var id = await Published();
        await App.WaitForNonStaleProjectionDataAsync();

        var offer = await GetJson("/v1/efa-offers/" + id);

        Assert.That((await Items("/v1/efa-offers?provider=01")).Select(entry => entry.ToString()), Does.Contain(offer.ToString()));
        Assert.That((await Items("/v1/efa-offers?ozgId=" + Residence)).Texts("id"), Does.Contain(id));
        Assert.That(await Items("/v1/efa-offers?provider=05"), Is.Empty);
        Assert.That(await Items("/v1/efa-offers?ozgId=" + Passport), Is.Empty);
    }

    [TestCase("id", "Ummeldung SH", "invalid-offer-id")]
    [TestCase("provider", "17", "invalid-state")]
    [TestCase("name", "", "missing-value")]
    [TestCase("costModel", "Fragen an amt@land.example", "personal-data")]
    [TestCase("contract", "handshake", "invalid-value")]
    public async Task Its_shape_is_checked(string member, string value, string error)
    {
        var terms = Terms("shape");
        terms[member] = value;

        await AssertInvalid(await Send(Allowed, Publish("shape", terms)), error, "/" + member);
    }

    [Test]
    public async Task A_null_among_the_services_is_refused()
    {
        var terms = Terms("null");
        terms["ozgIds"] = (string?[])[null];

        await AssertInvalid(await Send(Allowed, Publish("null", terms)), "invalid-ozg-id", "/ozgIds/0");
    }

    [Test]
    public async Task The_address_of_a_person_is_refused() =>
        await AssertProblem(await Send(Allowed, Publish("person", Terms("person", mailbox: "erika.mustermann@land.example"))), 409, "not-a-functional-mailbox");

    [Test]
    public async Task A_LeiKa_service_of_another_service_is_refused() =>
        await AssertProblem(await Send(Allowed, Publish("fremd", Terms("fremd", ozgId: Passport))), 409, "leika-not-in-service");

    protected override Task<StreamRequest> Given() => Task.FromResult(Publish($"neu-{Next()}"));

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded()
    {
        var id = await Published();
        await AssertRefused(Publish(id, Terms(id, name: "Ganz anders")), 409, "offer-exists");
    }
}
