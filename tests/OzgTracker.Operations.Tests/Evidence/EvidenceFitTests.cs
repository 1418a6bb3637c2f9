using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;
using static OzgTracker.Testing.XzufiText;

namespace OzgTracker.Operations.Tests.Evidence;

/// <summary>The same file once more, after the catalogue, the table of competence or the units have changed.</summary>
public sealed class EvidenceFitTests : EvidenceFixture
{
    const string A = "https://a.example/", B = "https://b.example/", NewGemeinde = "05314999";

    /// <summary>For everything in Kreis Dithmarschen: Büsum, as long as Gemeinden execute the service.</summary>
    static readonly string[] InDithmarschen = [Leistung("L1", ResidenceLeika), Onlinedienst("O1", "30", A), Zustaendigkeit("Z1", "O1", "L1", "01051")];

    [Test]
    public async Task Competence_that_goes_over_to_the_Kreis_takes_the_evidence_along_and_back_again()
    {
        await Xzufi(InDithmarschen);
        await Declare(UnitKind.Kreis, Today);

        var gone = await Xzufi(InDithmarschen);
        Assert.That(gone.Events, Is.EqualTo(2));
        Assert.That(await Words(Buesum), Is.EqualTo((string[])["+" + A, $"-{A} not-competent"]));
        Assert.That(await Words(Dithmarschen), Is.EqualTo((string[])["+" + A]));
        var again = await Xzufi(InDithmarschen);
        Assert.That((again.Events, again.Figures["cells"]), Is.EqualTo((0, 0)), "once, and nothing is looked at again");

        await Declare(UnitKind.Gemeinde, Today);
        Assert.That((await Xzufi(InDithmarschen)).Events, Is.EqualTo(2));
        Assert.That((await Words(Buesum))[^1], Is.EqualTo("+" + A));
        Assert.That((await Words(Dithmarschen))[^1], Is.EqualTo($"-{A} not-competent"));
    }

    [Test]
    public async Task A_change_counts_from_its_day()
    {
        await Xzufi(InDithmarschen);
        await Declare(UnitKind.Kreis, Today.AddDays(3));

        Assert.That((await Xzufi(InDithmarschen)).Events, Is.Zero);
        Clock.Now = Clock.Now.AddDays(3);
        Assert.That((await Xzufi(InDithmarschen)).Events, Is.EqualTo(2));
    }

    [Test]
    public async Task A_dry_run_says_what_would_be_done_and_the_next_run_does_it()
    {
        await Xzufi(InDithmarschen);
        await Declare(UnitKind.Kreis, Today);

        var dry = await XzufiText(Message(InDithmarschen), Options with { DryRun = true });
        Assert.That((dry.Events, (await Xzufi(InDithmarschen)).Events), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_LeiKa_service_that_the_catalogue_gets_is_tried_again_and_one_that_it_loses_is_taken_back()
    {
        const string other = "99999999999999";
        string[] file = [Leistung("L1", other), Onlinedienst("O1", "30", A), Zustaendigkeit("Z1", "O1", "L1", BonnArs), Leistung("L2", ResidenceLeika), Onlinedienst("O2", "30", B), Zustaendigkeit("Z2", "O2", "L2", BonnArs)];
        var first = await Xzufi(file);
        Assert.That((first.Events, first.LeftOut.Single().Reason), Is.EqualTo((1, LeftOut.UnknownLeika)));

        await Assign(ResidenceLeika, other);
        Assert.That((await Xzufi(file)).Events, Is.EqualTo(1));
        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + B, "+" + A]));

        await Assign(other);
        Assert.That((await Xzufi(file)).Events, Is.EqualTo(1));
        Assert.That((await Words(Bonn))[^1], Is.EqualTo($"-{B} not-listed"));

        await Assign();
        Assert.That((await Xzufi(file)).Events, Is.EqualTo(1));
        Assert.That((await Words(Bonn))[^1], Is.EqualTo($"-{A} not-listed"));

        await Assign(ResidenceLeika);
        Assert.That((await Xzufi(file)).Events, Is.EqualTo(1));
        Assert.That((await Words(Bonn))[^1], Is.EqualTo("+" + B), "a service that comes back");
    }

    [Test]
    public async Task A_service_that_loses_its_LeiKa_services_and_its_Gemeinden_at_once_is_not_listed()
    {
        await Xzufi(InDithmarschen);
        await Declare(UnitKind.Kreis, Today);
        await Assign();

        Assert.That((await Xzufi(InDithmarschen)).Events, Is.EqualTo(1));
        Assert.That((await Words(Buesum))[^1], Is.EqualTo($"-{A} not-listed"));
    }

    [Test]
    public async Task Services_that_have_not_changed_are_not_looked_at()
    {
        const string other = "99999999999999";
        await Record(Service.StreamKey(OzgId.Parse(Passport)), new LeikaServicesAssigned([new LeikaService(LeikaId.Parse(other), "Pass", "2/3")]));
        string[] file = [.. InDithmarschen, Leistung("L2", other), Onlinedienst("O2", "30", B), Zustaendigkeit("Z2", "O2", "L2", BonnArs)];
        Assert.That((await Xzufi(file)).Figures["cells"], Is.EqualTo(2));
        await Declare(UnitKind.Kreis, Today);

        Assert.That((await Xzufi(file)).Figures["cells"], Is.EqualTo(2), "Büsum and its Kreis, not the other service of Bonn");
    }

    [Test]
    public async Task A_unit_that_gets_other_keys_gets_what_is_said_of_its_new_area()
    {
        string[] file =
        [
            Leistung("L1", ResidenceLeika), Onlinedienst("O1", "30", A), Zustaendigkeit("Z1", "O1", "L1", "05315"),
            Leistung("L2", ResidenceLeika), Onlinedienst("O2", "30", B), Zustaendigkeit("Z2", "O2", "L2", "05334"),
        ];
        await Xzufi(file);
        Assert.That(await Words(Cologne), Is.EqualTo((string[])["+" + A]));

        await Record(Municipality.StreamKey(UnitId.Parse(Cologne)), new KeyChanged(Ags.Parse("05334999"), Ars.Parse("053340000999"), null, Today));

        Assert.That((await Xzufi(file)).Events, Is.EqualTo(2));
        Assert.That((await Words(Cologne))[1..], Is.EquivalentTo((string[])[$"-{A} not-listed", "+" + B]));
    }

    [Test]
    public async Task A_unit_that_is_there_now_gets_what_was_said_before()
    {
        string[] file = [Leistung("L1", ResidenceLeika), Onlinedienst("O1", "30", A), Zustaendigkeit("Z1", "O1", "L1", NewGemeinde)];
        Assert.That((await Xzufi(file)).LeftOut.Single().Reason, Is.EqualTo(LeftOut.UnknownArea));

        await Found();
        Clock.Now = Clock.Now.AddDays(3);

        Assert.That((await Xzufi(file)).Events, Is.EqualTo(1));
        Assert.That(await Words(NewGemeinde), Is.EqualTo((string[])["+" + A]));
        Assert.That(await Ask<string>("select data ->> 'seenAt' from log.mt_events where type = 'evidence_recorded'"), Does.StartWith("2026-05-04T10:00:00"), "when it was said");
    }

    [Test]
    public async Task The_dashboard_likewise()
    {
        var row = $"{ResidenceLeika};010510000000;{A};ok;ja;landesweit";
        await Dashboard(row);
        Assert.That(await Words(Buesum), Is.EqualTo((string[])["+" + A]));
        await Declare(UnitKind.Kreis, Today);

        Assert.That((await Dashboard(row)).Events, Is.EqualTo(2));
        Assert.That(await Words(Buesum), Is.EqualTo((string[])["+" + A, $"-{A} not-competent"]));
        Assert.That(await Words(Dithmarschen), Is.EqualTo((string[])["+" + A]));
    }

    [Test]
    public async Task What_somebody_has_refuted_or_recorded_by_hand_stays_as_it_is()
    {
        await Xzufi(InDithmarschen);
        await Append(Buesum, new EvidenceRefuted(EvidenceSources.Pvog, A, Clock.Now, "nachgesehen"), new EvidenceRecorded(EvidenceSources.Pvog, B, Clock.Now, null));
        await Found();

        Assert.That((await Xzufi(InDithmarschen)).Events, Is.Zero, "another unit executes the service, too");
        await Declare(UnitKind.Verband, Today);
        Assert.That((await Xzufi(InDithmarschen)).Events, Is.EqualTo(1));
        Assert.That(await Words(BuesumWesselburen), Is.EqualTo((string[])["+" + A]));
        Assert.That(await Words(Buesum), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task What_the_source_says_anew_counts_again_after_a_refutation_by_hand()
    {
        await Xzufi(InDithmarschen);
        await Append(Buesum, new EvidenceRefuted(EvidenceSources.Pvog, A, Clock.Now, "nachgesehen"));

        Assert.That((await Xzufi(InDithmarschen[0], Onlinedienst("O1", "40", A), InDithmarschen[2])).Events, Is.EqualTo(1));
        Assert.That((await Words(Buesum))[^1], Is.EqualTo("+" + A));
    }

    DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    Task Declare(UnitKind executedBy, DateOnly from) => Record($"{CompetenceKey.StreamPrefix}{Residence}-01", new CompetenceDeclared([executedBy], from));

    Task Assign(params string[] leika) =>
        Record(Service.StreamKey(OzgId.Parse(Residence)), new LeikaServicesAssigned([.. leika.Select(id => new LeikaService(LeikaId.Parse(id), "Wohnsitz", "2/3"))]));

    Task Found() => Record(Municipality.StreamKey(UnitId.Parse(NewGemeinde)), [.. MunicipalityDecider.Decide(Municipality.Unknown, new UnitFacts(
        UnitKind.Gemeinde, "Neu", "Neu", UnitDesignation.Gemeinde, Ags.Parse(NewGemeinde), Ars.Parse("053140000999"), "05314", null, 1_000, 10_000, new DateOnly(2025, 8, 31))).Events]);

    /// <summary>Recorded, and seen by the read models.</summary>
    async Task Record(string streamKey, params object[] events)
    {
        await using (var session = Store.LightweightSession())
        {
            session.Stamp(Provenance.OfImport);
            session.Events.Append(streamKey, events);
            await session.SaveChangesAsync(CancellationToken.None);
        }

        await Daemon.CatchUp(Store);
    }
}
