using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class SetProfileTests()
    : Specification<Municipality, IMunicipalityEvent, SetProfile>(Municipality.Unknown, Municipality.Evolve, ProfileDecider.Decide)
{
    static readonly DateOnly Today = new(2026, 11, 22);
    static readonly SetProfile Nothing = new(null, null, null, Today);
    static readonly DigitalStrategy Strategy = new(DigitalStrategyState.Adopted, new DateOnly(2024, 3, 1), "https://www.example.de/strategie");
    static readonly ContactPoint Contact = new("ozg@stadt.example", "https://www.example.de/kontakt");

    static readonly MunicipalityRegistered Registered = new(
        UnitKind.Gemeinde, "Bonn, Stadt", "Bonn", UnitDesignation.KreisfreieStadt, Ags.Parse("05314000"), Ars.Parse("053140000000"), "05314", null, 300_000, null, Today, null);

    [Test]
    public void Each_part_is_an_event_of_its_own() =>
        Given(Registered)
            .When(new(new(Strategy), new("Dataport"), new(Contact), Today))
            .Then(
                new DigitalStrategyReported(Strategy.State, Strategy.Since, Strategy.Url),
                new ItProviderAssigned("Dataport"),
                new ContactPointPublished(Contact.Mailbox, Contact.Url));

    [Test]
    public void Parts_that_are_absent_stay()
    {
        Given(Registered).When(Nothing).ThenNothing();
        Given(Registered, new ItProviderAssigned("Dataport"), new ContactPointPublished(Contact.Mailbox, null))
            .When(Nothing with { ItProvider = new("AKDB") })
            .Then(new ItProviderAssigned("AKDB"));
    }

    [Test]
    public void The_same_again_is_nothing_new() =>
        Given(Registered, new DigitalStrategyReported(Strategy.State, Strategy.Since, Strategy.Url), new ItProviderAssigned("Dataport"), new ContactPointPublished(Contact.Mailbox, Contact.Url))
            .When(new(new(Strategy), new("Dataport"), new(Contact), Today))
            .ThenNothing();

    [Test]
    public void Null_clears_a_part() =>
        Given(Registered, new DigitalStrategyReported(Strategy.State, null, null), new ItProviderAssigned("Dataport"), new ContactPointPublished(null, Contact.Url))
            .When(new(new(null), new(null), new(null), Today))
            .Then(new DigitalStrategyReported(null, null, null), new ItProviderAssigned(null), new ContactPointPublished(null, null));

    [Test]
    public void What_is_not_there_need_not_be_cleared() => Given(Registered).When(new(new(null), new(null), new(null), Today)).ThenNothing();

    [Test]
    public void What_the_official_file_says_later_leaves_the_profile_alone() =>
        Given(
                Registered,
                new ItProviderAssigned("Dataport"),
                new MunicipalityRenamed("Bonn", "Bonn", UnitDesignation.Stadt, Today),
                new KeyChanged(Ags.Parse("05314000"), Ars.Parse("053140000000"), "05314", Today),
                new AssociationChanged(null, Today),
                new PopulationUpdated(1, 1, Today))
            .When(Nothing with { ItProvider = new("Dataport") })
            .ThenNothing();

    [Test]
    public void The_address_of_a_person_is_refused_and_nothing_of_the_rest_is_recorded() =>
        Given(Registered)
            .When(new(new(Strategy), new("Dataport"), new(new("erika.mustermann@stadt.example", null)), Today))
            .ThenRefused("not-a-functional-mailbox");

    [Test]
    public void The_name_of_a_person_is_no_provider() =>
        Given(Registered).When(Nothing with { ItProvider = new("Herr Mustermann") }).ThenRefused("not-an-organisation");

    [Test]
    public void A_contact_point_needs_one_of_the_two() => Given(Registered).When(Nothing with { ContactPoint = new(new(null, null)) }).ThenRefused("contact-empty");

    [TestCase("ftp://www.example.de/")]
    [TestCase("www.example.de")]
    [TestCase("https://user:secret@www.example.de/")]
    [TestCase("https://www.example.de/ kontakt")]
    public void Addresses_are_public(string url)
    {
        Given(Registered).When(Nothing with { ContactPoint = new(new(null, url)) }).ThenRefused("address-not-public");
        Given(Registered).When(Nothing with { DigitalStrategy = new(Strategy with { Url = url }) }).ThenRefused("address-not-public");
    }

    [Test]
    public void A_strategy_is_not_of_tomorrow()
    {
        Given(Registered).When(Nothing with { DigitalStrategy = new(Strategy with { Since = Today.AddDays(1) }) }).ThenRefused("date-in-future");
        Given(Registered).When(Nothing with { DigitalStrategy = new(Strategy with { Since = new DateOnly(1989, 12, 31) }) }).ThenRefused("date-too-early");
    }

    [Test]
    public void An_area_without_municipality_has_none() =>
        Given(Registered with { Kind = UnitKind.Gemeindefrei }).When(Nothing with { ItProvider = new("Dataport") }).ThenRefused("not-a-municipality");
}
