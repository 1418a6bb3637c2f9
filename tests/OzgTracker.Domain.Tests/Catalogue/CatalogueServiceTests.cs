using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Domain.Tests.Catalogue;

public sealed class CatalogueServiceTests()
    : Specification<Service, IServiceEvent, ServiceFacts>(Service.Unknown, Service.Evolve, ServiceDecider.Decide)
{
    static readonly Classification Moving = new("Familie & Kind", "Umzug", SituationKind.Lebenslage, ["2/3", "5"], MunicipalExecution.Yes);

    [Test]
    public void A_service_seen_for_the_first_time_is_catalogued() =>
        Given().When(new("Ummeldung", Moving)).Then(new ServiceCatalogued("Ummeldung", Moving));

    [Test]
    public void The_same_file_again_is_nothing_new() =>
        Given(new ServiceCatalogued("Ummeldung", Moving))
            .When(new("Ummeldung", Moving with { Types = ["2/3", "5"] }))
            .ThenNothing();

    [Test]
    public void Another_name_is_recorded() =>
        Given(new ServiceCatalogued("Ummeldung", Moving))
            .When(new("Wohnsitz ummelden", Moving))
            .Then(new ServiceRenamed("Wohnsitz ummelden"));

    [Test]
    public void Another_place_in_the_catalogue_is_recorded() =>
        Given(new ServiceCatalogued("Ummeldung", Moving))
            .When(new("Ummeldung", Moving with { Types = ["5"] }))
            .Then(new ServiceReclassified(Moving with { Types = ["5"] }));

    [Test]
    public void Both_are_events_of_their_own() =>
        Given(new ServiceCatalogued("Ummeldung", Moving))
            .When(new("Wohnsitz ummelden", Moving with { Situation = "Wohnen" }))
            .Then(new ServiceRenamed("Wohnsitz ummelden"), new ServiceReclassified(Moving with { Situation = "Wohnen" }));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(ServiceStory)])]
    public bool A_file_applied_twice_records_nothing_the_second_time(ServiceStory story) =>
        ServiceDecider.Decide(story.Applied(), story.Last).Events.Count == 0;

    [FsCheck.NUnit.Property(Arbitrary = [typeof(ServiceStory)])]
    public bool What_the_file_says_is_what_is_known_afterwards(ServiceStory story) =>
        new ServiceFacts(story.Applied().Name!, story.Applied().Classification!) == story.Last;

    /// <summary>Files that were applied one after the other; the last one arrives now.</summary>
    public sealed record ServiceStory(IReadOnlyList<ServiceFacts> Files, ServiceFacts Last)
    {
        public Service Applied() => Files.Append(Last).Aggregate(
            Service.Unknown,
            (state, file) =>
                ServiceDecider.Decide(state, file).Events.Cast<IServiceEvent>().Select(Stored.Reread).Aggregate(state, Service.Evolve));

        public static Arbitrary<ServiceStory> Stories()
        {
            var facts =
                from name in Gen.Elements("Ummeldung", "Wohnsitz ummelden")
                from situation in Gen.Elements("Umzug", "Wohnen")
                from types in Gen.Elements<string[]>([], ["5"], ["2/3", "5"], ["5", "2/3"])
                from execution in Gen.Elements(MunicipalExecution.Possible, MunicipalExecution.Yes)
                select new ServiceFacts(name, new Classification("Familie & Kind", situation, SituationKind.Lebenslage, types, execution));
            var stories = from files in facts.ListOf() from last in facts select new ServiceStory([.. files], last);
            return stories.ToArbitrary();
        }
    }
}
