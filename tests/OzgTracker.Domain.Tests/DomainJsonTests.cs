using System.Text.Json;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;

namespace OzgTracker.Domain.Tests;

public sealed class DomainJsonTests
{
    static readonly DateOnly Day = new(2025, 8, 31);
    static readonly Classification Residence =
        new("Familie & Kind", "Umzug", SituationKind.Lebenslage, ["2/3", "5"], MunicipalExecution.Yes);
    static readonly Dictionary<string, int> Criteria = new() { ["nachweise"] = 2, ["bezahlung"] = 4 };
    static readonly LeikaId[] LeikaIds = [LeikaId.Parse("99115005060000"), LeikaId.Parse("99115005060001")];
    static readonly DateTimeOffset ReportedAt = new(2025, 9, 1, 8, 30, 0, TimeSpan.FromHours(2));

    static readonly EfaOfferTerms Offer = new(
        StateCode.Parse("01"), "Wohngeld online", "Dataport", [OzgId.Parse("10092")], LeikaIds, EfaContract.AdministrativeAgreement, "nach Fällen",
        new ContactPoint("efa@land.example", null), Day);

    static IEnumerable<IDomainEvent> Events { get; } =
    [
        new MunicipalityRegistered(
            UnitKind.Gemeinde, "Görlitz, Stadt", "Görlitz", UnitDesignation.GrosseKreisstadt, Ags.Parse("14626110"),
            Ars.Parse("146260110110"), "14626", UnitId.Parse("146265209"), 56_000, 6_752, Day, Day),
        new MunicipalityRegistered(
            UnitKind.Kreis, "Görlitz", "Görlitz", UnitDesignation.Landkreis, null, Ars.Parse("146260000000"),
            null, null, 250_000, null, Day, null),
        new MunicipalityRenamed("Görlitz", "Görlitz", UnitDesignation.Stadt, Day),
        new KeyChanged(Ags.Parse("14626110"), Ars.Parse("146260110110"), "14626", Day),
        new KeyChanged(null, Ars.Parse("146260000000"), null, Day),
        new AssociationChanged(UnitId.Parse("146265209"), Day),
        new AssociationChanged(null, Day),
        new PopulationUpdated(55_999, 6_751, Day),
        new PopulationUpdated(55_999, null, Day),
        new ServiceCatalogued("Ummeldung", Residence),
        new ServiceRenamed("Wohnsitz ummelden"),
        new ServiceReclassified(Residence with { Types = [], MunicipalExecution = MunicipalExecution.No }),
        new LeikaServicesAssigned([new(LeikaIds[0], "Anmeldung", "2/3"), new(LeikaIds[1], "Abmeldung", "")]),
        new MaturityModelPublished(OfficialModels.Ozg11),
        new MaturityReported("ozg-1.1", 2, Criteria, Day, "https://service.example.de/", LeikaIds, ReportedAt, "Über das Serviceportal"),
        new MaturityReported("ozg-1.1", 0, null, Day, null, null, null, null),
        new MaturityConfirmed(Day, "unverändert"),
        new MaturityConfirmed(Day, null),
        new MaturityCorrected(7, "ozg-1.1", 2, Criteria, Day, "https://service.example.de/", LeikaIds, ReportedAt, "Tippfehler"),
        new MaturityCorrected(7, "ozg-1.1", 2, null, Day, null, null, null, null),
        new MaturityWithdrawn(7, "versehentlich gemeldet"),
        new NotCompetentDeclared("macht der Kreis", Day),
        new CompetenceReclaimed(Day),
        new MaturityVerified(7, Day, "Antrag durchgespielt"),
        new MaturityVerified(7, Day, null),
        new MaturityDisputed(7, Day, "Der Rückkanal fehlt."),
        new EvidenceRecorded(EvidenceSources.Pvog, "https://service.example.de/", ReportedAt, AssuranceLevel.Substantial),
        new EvidenceRecorded(EvidenceSources.Self, "https://service.example.de/", ReportedAt, null),
        new EvidenceRecorded(EvidenceSources.Pvog, "https://service.example.de/", ReportedAt, null, "053340000000"),
        new EvidenceRefuted(EvidenceSources.LinkCheck, "https://service.example.de/", ReportedAt, "404"),
        new RolloutPlanned("ozg-1.1", 3, Day),
        new PilotStarted(Day),
        new ServiceWentLive(Day),
        new ServiceSuspended(Day),
        new EfaServiceAdopted("wohngeld", EfaStage.Contracted, Day),
        new MunicipalityMerged(UnitId.Parse("16061119"), Day),
        new MunicipalitySplit([new(UnitId.Parse("16064046"), 0.5813m, 1_551), new(UnitId.Parse("16061118"), 0.4187m, 1_117)], Day),
        new MunicipalityDissolved(Day),
        new CompetenceDeclared([UnitKind.Gemeinde, UnitKind.Verband, UnitKind.Kreis], Day),
        new CompetenceDeclared([], Day),
        new TargetSet("Fünf bis Ende 2026", "ozg-1.1", 3, Day, [OzgId.Parse("10124")], null),
        new TargetRevised("Fokusleistungen", "ozg-1.1", 3, Day, null, "fokus"),
        new TargetDropped(),
        new ModelMappingPublished("ozg-1.1", "ozg-2.0", 1, new SortedDictionary<int, int?> { [0] = 0, [4] = null }, "Vorschlag", Day),
        new ModelMappingPublished("ozg-1.1", "ozg-2.0", 2, new SortedDictionary<int, int?> { [0] = 0 }, null, Day),
        new ServiceTagged("fokus", Day, Day, "Vertrauen: belegt"),
        new ServiceTagged("fokus", null, null, "Vertrauen: unsicher"),
        new ServiceUntagged("fokus", Day),
        new ServiceUntagged("fokus", null),
        new DigitalStrategyReported(DigitalStrategyState.Adopted, Day, "https://www.example.de/strategie"),
        new DigitalStrategyReported(null, null, null),
        new ItProviderAssigned("Dataport"),
        new ItProviderAssigned(null),
        new ContactPointPublished("ozg@stadt.example", "https://www.example.de/kontakt"),
        new ContactPointPublished(null, null),
        new EfaOfferPublished(Offer),
        new EfaOfferChanged(Offer with { LeikaIds = null, CostModel = null, Contact = new(null, "https://efa.example.de/") }),
        new EfaOfferWithdrawn(Day),
    ];

    static IEnumerable<TestCaseData> Cases { get; } = [.. Events.Select((happened, index) =>
        new TestCaseData(happened).SetArgDisplayNames($"{index + 1} {happened.GetType().Name}"))];

    [TestCaseSource(nameof(Cases))]
    public void A_stored_event_reads_back_as_it_was(IDomainEvent happened) =>
        Assert.That(Stored.Json(Stored.Reread(happened)), Is.EqualTo(Stored.Json(happened)));

    [Test]
    public void Every_event_makes_the_trip() =>
        Assert.That(Events.Select(happened => happened.GetType()).Distinct(), Is.EquivalentTo(DomainEvents.Names.Keys));

    [Test]
    public void A_key_that_is_none_is_not_read() =>
        Assert.That(
            () => JsonSerializer.Deserialize("""{"ars":"146260110","validFrom":"2025-08-31"}""", DomainJson.Default.KeyChanged),
            Throws.InstanceOf<JsonException>());

    [Test]
    public void A_key_written_as_a_number_is_not_read() =>
        Assert.That(
            () => JsonSerializer.Deserialize("""{"ars":146260110110,"validFrom":"2025-08-31"}""", DomainJson.Default.KeyChanged),
            Throws.InstanceOf<JsonException>());

    [Test]
    public void An_enum_written_as_a_number_is_not_read() =>
        Assert.That(
            () => JsonSerializer.Deserialize(
                """{"name":"A","shortName":"A","designation":3,"validFrom":"2025-08-31"}""", DomainJson.Default.MunicipalityRenamed),
            Throws.InstanceOf<JsonException>());
}
