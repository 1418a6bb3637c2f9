using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Domain.Tests.Catalogue;

public sealed class AssignLeikaServicesTests()
    : Specification<Service, IServiceEvent, IReadOnlyList<LeikaService>>(Service.Unknown, Service.Evolve, ServiceDecider.Decide)
{
    static readonly LeikaService Registration = new(LeikaId.Parse("99115005060000"), "Anmeldung", "2/3");
    static readonly LeikaService Deregistration = new(LeikaId.Parse("99115005060001"), "Abmeldung", "");
    static readonly ServiceCatalogued Catalogued =
        new("Ummeldung", new Classification("Familie & Kind", "Umzug", SituationKind.Lebenslage, [], MunicipalExecution.Possible));

    [Test]
    public void LeiKa_services_are_recorded_in_the_order_of_their_keys() =>
        Given(Catalogued).When([Deregistration, Registration]).Then(new LeikaServicesAssigned([Registration, Deregistration]));

    [Test]
    public void Another_order_is_nothing_new() =>
        Given(Catalogued, new LeikaServicesAssigned([Registration, Deregistration])).When([Deregistration, Registration]).ThenNothing();

    [Test]
    public void A_list_without_one_of_them_replaces_the_one_before() =>
        Given(Catalogued, new LeikaServicesAssigned([Registration, Deregistration]))
            .When([Registration])
            .Then(new LeikaServicesAssigned([Registration]));

    [Test]
    public void None_at_all_is_nothing_new_when_there_were_none() => Given(Catalogued).When([]).ThenNothing();

    [Test]
    public void A_service_that_is_not_catalogued_is_refused() => Given().When([Registration]).ThenRefused("unknown-service");

    [FsCheck.NUnit.Property(Arbitrary = [typeof(LeikaLists)])]
    public bool A_list_applied_twice_records_nothing_the_second_time(LeikaLists lists) =>
        lists.Of(Catalogued) is var service && ServiceDecider.Decide(service, [.. lists.Last.Reverse()]).Events.Count == 0;

    [FsCheck.NUnit.Property(Arbitrary = [typeof(LeikaLists)])]
    public bool What_the_list_says_is_what_is_known_afterwards(LeikaLists lists) =>
        lists.Of(Catalogued).LeikaServices.ToHashSet().SetEquals(lists.Last);

    /// <summary>Lists that were applied one after the other; the last one arrives now.</summary>
    public sealed record LeikaLists(IReadOnlyList<LeikaService[]> Files, LeikaService[] Last)
    {
        public Service Of(ServiceCatalogued catalogued) => Files.Append(Last).Aggregate(
            Service.Evolve(Service.Unknown, catalogued),
            (state, file) =>
                ServiceDecider.Decide(state, file).Events.Cast<IServiceEvent>().Select(Stored.Reread).Aggregate(state, Service.Evolve));

        public static Arbitrary<LeikaLists> Lists()
        {
            var one =
                from id in Gen.Elements("99115005060000", "99115005060001", "99036008011000")
                from name in Gen.Elements("Anmeldung", "Abmeldung")
                from type in Gen.Elements("", "2/3")
                select new LeikaService(LeikaId.Parse(id), name, type);
            var list = one.ListOf().Select(services => services.DistinctBy(service => service.LeikaId).ToArray());
            var lists = from files in list.ListOf() from last in list select new LeikaLists([.. files], last);
            return lists.ToArbitrary();
        }
    }
}
