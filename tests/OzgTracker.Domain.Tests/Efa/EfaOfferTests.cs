using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Efa;

public sealed class EfaOfferTests()
    : Specification<EfaOffer, IEfaOfferEvent, IEfaOfferCommand>(
        EfaOffer.Unknown, EfaOffer.Evolve, (state, command) => EfaOfferDecider.Decide(state, command, new EfaOfferFacts(Known, Today)))
{
    static readonly DateOnly Today = new(2026, 11, 22);
    static readonly LeikaId First = LeikaId.Parse("99115005000000");
    static readonly LeikaId Second = LeikaId.Parse("99115005060000");
    static readonly HashSet<LeikaId> Known = [First, Second];

    static readonly EfaOfferTerms Terms = new(
        StateCode.Parse("01"), "Wohngeld online", "Dataport", [OzgId.Parse("10092"), OzgId.Parse("10124")], [First, Second], EfaContract.FitStore, null,
        new ContactPoint("efa@land.example", null), new DateOnly(2023, 1, 1));

    [Test]
    public void An_offer_is_published() => Given().When(new PublishEfaOffer(Terms)).Then(new EfaOfferPublished(Terms));

    [Test]
    public void The_same_again_is_nothing_new_whatever_the_order_of_its_ids()
    {
        var shuffled = Terms with { OzgIds = [Terms.OzgIds[1], Terms.OzgIds[0], Terms.OzgIds[1]], LeikaIds = [Second, First] };

        Given(new EfaOfferPublished(Terms)).When(new PublishEfaOffer(shuffled)).ThenNothing();
        Given(Stored.Reread(new EfaOfferPublished(Terms))).When(new ChangeEfaOffer(shuffled)).ThenNothing();
    }

    [Test]
    public void Ids_are_recorded_once_and_in_order() =>
        Given()
            .When(new PublishEfaOffer(Terms with { OzgIds = [Terms.OzgIds[1], Terms.OzgIds[0]], LeikaIds = [Second, First, Second] }))
            .Then(new EfaOfferPublished(Terms));

    [Test]
    public void Other_terms_under_the_same_id_are_another_offer() =>
        Given(new EfaOfferPublished(Terms)).When(new PublishEfaOffer(Terms with { Name = "Anderes" })).ThenRefused("offer-exists");

    [Test]
    public void Terms_are_changed_as_a_whole() =>
        Given(new EfaOfferPublished(Terms)).When(new ChangeEfaOffer(Terms with { CostModel = "nach Fällen" })).Then(new EfaOfferChanged(Terms with { CostModel = "nach Fällen" }));

    [Test]
    public void An_offer_keeps_its_provider() =>
        Given(new EfaOfferPublished(Terms)).When(new ChangeEfaOffer(Terms with { Provider = StateCode.Parse("05") })).ThenRefused("offer-keeps-its-provider");

    [Test]
    public void An_offer_is_withdrawn_once()
    {
        Given(new EfaOfferPublished(Terms)).When(new WithdrawEfaOffer()).Then(new EfaOfferWithdrawn(Today));
        Given(new EfaOfferPublished(Terms), new EfaOfferWithdrawn(Today.AddDays(-9))).When(new WithdrawEfaOffer()).ThenNothing();
    }

    [Test]
    public void What_was_withdrawn_stays_withdrawn()
    {
        Given(new EfaOfferPublished(Terms), new EfaOfferWithdrawn(Today)).When(new PublishEfaOffer(Terms)).ThenRefused("offer-withdrawn");
        Given(new EfaOfferPublished(Terms), new EfaOfferWithdrawn(Today)).When(new ChangeEfaOffer(Terms)).ThenRefused("offer-withdrawn");
    }

    [Test]
    public void What_nobody_published_is_neither_changed_nor_withdrawn()
    {
        Given().When(new ChangeEfaOffer(Terms)).ThenRefused("unknown-offer");
        Given().When(new WithdrawEfaOffer()).ThenRefused("unknown-offer");
    }

    [Test]
    public void Its_LeiKa_services_belong_to_its_OZG_services() =>
        Given().When(new PublishEfaOffer(Terms with { LeikaIds = [LeikaId.Parse("99999999999999")] })).ThenRefused("leika-not-in-service");

    [Test]
    public void Nobody_is_named()
    {
        Given().When(new PublishEfaOffer(Terms with { Operator = "Herr Mustermann" })).ThenRefused("not-an-organisation");
        Given().When(new PublishEfaOffer(Terms with { Contact = new("e.mustermann@land.example", null) })).ThenRefused("not-a-functional-mailbox");
    }

    [Test]
    public void Somebody_can_be_asked()
    {
        Given().When(new PublishEfaOffer(Terms with { Contact = new(null, null) })).ThenRefused("contact-empty");
        Given().When(new PublishEfaOffer(Terms with { Contact = new(null, "ftp://efa.example.de") })).ThenRefused("address-not-public");
    }

    [Test]
    public void It_may_begin_later_but_not_before_1990()
    {
        var planned = Terms with { Since = Today.AddYears(1) };

        Given().When(new PublishEfaOffer(planned)).Then(new EfaOfferPublished(planned));
        Given().When(new PublishEfaOffer(Terms with { Since = new DateOnly(1989, 12, 31) })).ThenRefused("date-too-early");
    }

    [TestCase("wohngeld", ExpectedResult = true)]
    [TestCase("wohngeld-sh-2", ExpectedResult = true)]
    [TestCase("Wohngeld", ExpectedResult = false)]
    [TestCase("wohngeld_sh", ExpectedResult = false)]
    [TestCase("wohngeld-", ExpectedResult = false)]
    [TestCase("wohngeld\n", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    public bool Ids_are_plain_words(string id) => EfaOffer.IsId(id);
}
