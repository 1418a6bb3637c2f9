using OzgTracker.Api.Tests.Web;

namespace OzgTracker.Api.Tests.Efa;

public sealed class WithdrawEfaOfferEndpointTests : EfaOfferFixture
{
    protected override string Recorded => "efa_offer_withdrawn";

    protected override (StreamRequest, string, string?, string?) Misshapen => (Withdraw("Ummeldung!"), "invalid-offer-id", null, "id");

    [Test]
    public Task What_nobody_knows_is_not_found() => AssertRefused(Withdraw("unbekannt"), 404, "unknown-offer");

    [Test]
    public async Task A_withdrawn_offer_is_listed_only_when_asked_for()
    {
        var id = await Published();

        var withdrawn = await Done(Withdraw(id));
        await App.WaitForNonStaleProjectionDataAsync();

        Assert.That(withdrawn.IsNull("withdrawnOn"), Is.False);
        Assert.That((await Items("/v1/efa-offers")).Texts("id"), Does.Not.Contain(id));
        Assert.That((await Items("/v1/efa-offers?withdrawn=true")).Single(entry => entry.Text("id") == id).ToString(), Is.EqualTo(withdrawn.ToString()));
        Assert.That((await GetJson("/v1/efa-offers/" + id)).ToString(), Is.EqualTo(withdrawn.ToString()));
    }

    [Test]
    public async Task It_is_neither_changed_nor_published_again()
    {
        var id = await Published();
        await Done(Withdraw(id));

        await AssertProblem(await Send(Allowed, Change(id, Terms(name: "Doch noch"))), 409, "offer-withdrawn");
        await AssertProblem(await Send(Allowed, Publish(id)), 409, "offer-withdrawn");
    }

    protected override async Task<StreamRequest> Given() => Withdraw(await Published());
}
