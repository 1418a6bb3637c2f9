using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;

namespace OzgTracker.Architecture.Tests;

/// <summary>One example of every event, with every member filled. The golden files hold these.</summary>
static class ExampleEvents
{
    static readonly DateOnly Day = new(2025, 8, 31);
    static readonly DateTimeOffset Moment = new(2025, 9, 1, 8, 30, 15, 250, TimeSpan.FromHours(2));
    static readonly Ags Ags = Ags.Parse("14626110");
    static readonly Ars Ars = Ars.Parse("146260110110");
    static readonly UnitId Association = UnitId.Parse("146265201");
    static readonly Classification Classification =
        new("Familie & Kind", "Umzug", SituationKind.Lebenslage, ["2/3", "5"], MunicipalExecution.Possible);
    static readonly SortedDictionary<string, int> Criteria = new(StringComparer.Ordinal) { ["bezahlung"] = 4, ["nachweise"] = 2 };
    static readonly LeikaId[] LeikaIds = [LeikaId.Parse("99115005060000"), LeikaId.Parse("99115005060001")];
    static readonly MaturityModel Model = new(
        "ozg-9.9", "Beispielmodell", [new(0, "Offline", "Offline", "Nichts.")],
        [new("nachweise", "Nachweise", "Supporting documents")], 3, Day, "Beispiel");

    static readonly EfaOfferTerms Terms = new(
        StateCode.Parse("01"), "Wohngeld online", "Dataport", [OzgId.Parse("10092")], LeikaIds, EfaContract.FitStore, "nach Königsteiner Schlüssel",
        new ContactPoint("efa@land.example", "https://efa.example.de/"), Day);

    public static IReadOnlyList<IDomainEvent> All { get; } =
    [
        new MunicipalityRegistered(
            UnitKind.Gemeinde, "Görlitz, Stadt", "Görlitz", UnitDesignation.GrosseKreisstadt, Ags, Ars, "14626", Association,
            56_000, 6_752, Day, Day),
        new MunicipalityRenamed("Görlitz, Stadt", "Görlitz", UnitDesignation.GrosseKreisstadt, Day),
        new KeyChanged(Ags, Ars, "14626", Day),
        new AssociationChanged(Association, Day),
        new PopulationUpdated(56_000, 6_752, Day),
        new ServiceCatalogued("Ummeldung", Classification),
        new ServiceRenamed("Wohnsitz ummelden"),
        new ServiceReclassified(Classification),
        new LeikaServicesAssigned([new LeikaService(LeikaIds[0], "Anmeldung", "2/3")]),
        new MaturityModelPublished(Model),
        new MaturityReported("ozg-1.1", 2, Criteria, Day, "https://service.example.de/", LeikaIds, Moment, "Über das Portal"),
        new MaturityConfirmed(Day, "unverändert"),
        new MaturityCorrected(7, "ozg-1.1", 2, Criteria, Day, "https://service.example.de/", LeikaIds, Moment, "Tippfehler"),
        new MaturityWithdrawn(7, "versehentlich gemeldet"),
        new NotCompetentDeclared("macht der Kreis", Day),
        new CompetenceReclaimed(Day),
        new MaturityVerified(7, Day, "Antrag durchgespielt"),
        new MaturityDisputed(7, Day, "Der Rückkanal fehlt."),
        new EvidenceRecorded(EvidenceSources.Pvog, "https://service.example.de/", Moment, AssuranceLevel.Substantial, "053340000000"),
        new EvidenceRefuted(EvidenceSources.LinkCheck, "https://service.example.de/", Moment, "404"),
        new RolloutPlanned("ozg-1.1", 3, Day),
        new PilotStarted(Day),
        new ServiceWentLive(Day),
        new ServiceSuspended(Day),
        new EfaServiceAdopted("wohngeld", EfaStage.Contracted, Day),
        new MunicipalityMerged(UnitId.Parse("16061119"), Day),
        new MunicipalitySplit([new(UnitId.Parse("16064046"), 0.5813m, 1_551), new(UnitId.Parse("16061118"), 0.4187m, 1_117)], Day),
        new MunicipalityDissolved(Day),
        new CompetenceDeclared([UnitKind.Gemeinde, UnitKind.Verband], Day),
        new TargetSet("Fünf bis Ende 2026", "ozg-1.1", 3, Day, [OzgId.Parse("10124")], "fokus"),
        new TargetRevised("Fünf bis Mitte 2027", "ozg-1.1", 4, Day, [OzgId.Parse("10124")], "fokus"),
        new TargetDropped(),
        new ModelMappingPublished("ozg-8.0", "ozg-9.9", 2, new SortedDictionary<int, int?> { [0] = 0, [1] = null }, "Beispiel", Day),
        new ServiceTagged("sdg-annex-2", Day, Day, "Anhang II SDG-VO"),
        new ServiceUntagged("sdg-annex-2", Day),
        new DigitalStrategyReported(DigitalStrategyState.InProgress, Day, "https://www.example.de/strategie"),
        new ItProviderAssigned("Kommunales Rechenzentrum"),
        new ContactPointPublished("digitalisierung@stadt.example", "https://www.example.de/kontakt"),
        new EfaOfferPublished(Terms),
        new EfaOfferChanged(Terms),
        new EfaOfferWithdrawn(Day),
    ];
}
