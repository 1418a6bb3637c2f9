using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Domain.Tests.Catalogue;

public sealed class UntagServiceTests()
    : Specification<Service, IServiceEvent, DateOnly?>(Service.Unknown, Service.Evolve, (state, last) => ServiceTagDecider.End(state, "fokus", last))
{
    static readonly DateOnly First = new(2022, 1, 1);
    static readonly DateOnly Last = new(2025, 12, 31);
    static readonly ServiceTagged Tagged = new("fokus", First, null, "Liste 2022");
    static readonly ServiceCatalogued Catalogued = new("Ummeldung", new("Familie & Kind", "Umzug", SituationKind.Lebenslage, ["2/3"], MunicipalExecution.Yes));

    [Test]
    public void A_tag_ends_on_a_day() => Given(Catalogued, Tagged).When(Last).Then(new ServiceUntagged("fokus", Last));

    [Test]
    public void A_tag_is_taken_back() => Given(Catalogued, Tagged).When(null).Then(new ServiceUntagged("fokus", null));

    [Test]
    public void The_same_again_is_nothing_new()
    {
        Given(Catalogued, Tagged, new ServiceUntagged("fokus", Last)).When(Last).ThenNothing();
        Given(Catalogued, Tagged, new ServiceUntagged("fokus", null)).When(null).ThenNothing();
    }

    [Test]
    public void A_tag_that_nobody_gave_need_not_be_taken_back() => Given(Catalogued).When(Last).ThenNothing();

    [Test]
    public void Another_last_day_replaces_the_one_before() =>
        Given(Catalogued, Tagged, new ServiceUntagged("fokus", Last)).When(Last.AddDays(1)).Then(new ServiceUntagged("fokus", Last.AddDays(1)));

    [Test]
    public void It_does_not_end_before_it_begins() => Given(Catalogued, Tagged).When(First.AddDays(-1)).ThenRefused("ends-before-it-begins");

    [Test]
    public void A_service_that_the_catalogue_lacks_has_no_tags() => Given().When(null).ThenRefused("unknown-service");
}
