using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Domain.Tests.Catalogue;

public sealed class TagServiceTests()
    : Specification<Service, IServiceEvent, IReadOnlyList<ServiceTag>>(Service.Unknown, Service.Evolve, ServiceTagDecider.Decide)
{
    static readonly DateOnly First = new(2022, 1, 1);
    static readonly DateOnly Last = new(2025, 12, 31);
    static readonly ServiceTag Focus = new("fokus", First, null, "Liste 2022");
    static readonly ServiceCatalogued Catalogued = new("Ummeldung", new("Familie & Kind", "Umzug", SituationKind.Lebenslage, ["2/3"], MunicipalExecution.Yes));

    [Test]
    public void A_service_is_tagged() => Given(Catalogued).When([Focus]).Then(Tagged(Focus));

    [Test]
    public void The_same_again_is_nothing_new() => Given(Catalogued, Tagged(Focus)).When([Focus]).ThenNothing();

    [Test]
    public void Tags_stand_beside_one_another()
    {
        var efa = new ServiceTag("efa", null, null, "Marktplatz");

        Given(Catalogued, Tagged(Focus)).When([Focus, efa]).Then(Tagged(efa));
        Given(Catalogued, Tagged(Focus), Tagged(efa)).When([Focus, efa]).ThenNothing();
    }

    [Test]
    public void Another_source_or_first_day_replaces_what_was_said()
    {
        Given(Catalogued, Tagged(Focus)).When([Focus with { Source = "Liste 2023" }]).Then(Tagged(Focus with { Source = "Liste 2023" }));
        Given(Catalogued, Tagged(Focus)).When([Focus with { ValidFrom = null }]).Then(Tagged(Focus with { ValidFrom = null }));
    }

    [Test]
    public void A_last_day_ends_the_tag() => Given(Catalogued, Tagged(Focus)).When([Focus with { ValidTo = Last }]).Then(new ServiceUntagged("fokus", Last));

    [Test]
    public void A_tag_that_has_ended_is_nothing_new() =>
        Given(Catalogued, Tagged(Focus), new ServiceUntagged("fokus", Last)).When([Focus with { ValidTo = Last }]).ThenNothing();

    [Test]
    public void A_tag_that_has_ended_may_begin_again() =>
        Given(Catalogued, Tagged(Focus), new ServiceUntagged("fokus", Last)).When([Focus]).Then(Tagged(Focus));

    [Test]
    public void A_tag_that_was_taken_back_may_be_given_again() =>
        Given(Catalogued, Tagged(Focus), new ServiceUntagged("fokus", null)).When([Focus]).Then(Tagged(Focus));

    [Test]
    public void It_does_not_end_before_it_begins() => Given(Catalogued).When([Focus with { ValidTo = First.AddDays(-1) }]).ThenRefused("ends-before-it-begins");

    [Test]
    public void It_may_last_a_day() => Given(Catalogued).When([Focus with { ValidTo = First }]).Then(Tagged(Focus with { ValidTo = First }));

    [TestCase("Fokus")]
    [TestCase("fokus 2022")]
    [TestCase("-fokus")]
    [TestCase("fokus\n")]
    [TestCase("")]
    public void A_tag_has_a_plain_name(string tag) => Given(Catalogued).When([Focus with { Tag = tag }]).ThenRefused("invalid-tag");

    [Test]
    public void A_service_that_the_catalogue_lacks_is_not_tagged() => Given().When([Focus]).ThenRefused("unknown-service");

    [Test]
    public void One_tag_that_is_refused_refuses_all() => Given(Catalogued).When([Focus, Focus with { Tag = "!" }]).ThenRefused("invalid-tag");

    static ServiceTagged Tagged(ServiceTag tag) => new(tag.Tag, tag.ValidFrom, tag.ValidTo, tag.Source);
}
