using OzgTracker.Domain.Rollouts;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Operations.Tests.Evidence;

public sealed class ImportDashboardTests : EvidenceFixture
{
    const string A = "https://a.example/";

    static string Row(string area, string state = "ok;ja;landesweit", string url = A, string leika = ResidenceLeika) => $"{leika};{area};{url};{state}";

    [Test]
    public async Task A_service_that_is_online_in_an_area_is_evidence_of_the_competent_units_in_it()
    {
        var report = await Dashboard(Row("050000000000"));

        Assert.That((report.Events, report.Read, report.Figures["cells"]), Is.EqualTo((2, 1, 2L)));
        await using var session = Store.LightweightSession();
        Assert.That(
            (await session.Events.FetchStreamAsync("rollout-05315000-10124", CancellationToken.None)).Single().Data,
            Is.EqualTo(new EvidenceRecorded(EvidenceSources.Dashboard, A, Clock.Now, null, "050000000000")));
    }

    [Test]
    public async Task The_same_file_again_records_nothing_also_on_another_day()
    {
        await Dashboard(Row("05"));
        Clock.Now = Clock.Now.AddDays(31);

        Assert.That((await Dashboard(Row("05"))).Events, Is.Zero);
    }

    [TestCase("nicht ok;ja;landesweit", "nicht ok")]
    [TestCase("ok;nein;landesweit", "nicht aktiv")]
    public async Task A_row_that_is_not_well_any_more_refutes_with_its_reason(string state, string reason)
    {
        await Dashboard(Row("05314000"));

        await Dashboard(Row("05314000", state));

        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + A, $"-{A} {reason}"]));
    }

    [Test]
    public async Task A_row_that_was_never_well_records_nothing_and_becomes_evidence_later()
    {
        Assert.That((await Dashboard(Row("05314000", "nicht ok;ja;landesweit"))).Events, Is.Zero);

        Assert.That((await Dashboard(Row("05314000"))).Events, Is.EqualTo(1));
    }

    [Test]
    public async Task What_the_dashboard_does_not_evaluate_changes_nothing()
    {
        await Dashboard(Row("05314000"));

        var report = await Dashboard(Row("05314000", "ok;ja;nicht in Auswertung berücksichtigt"));

        Assert.That((report.Events, report.Skipped["not-evaluated"]), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_row_that_is_missing_says_nothing()
    {
        await Dashboard(Row("05314000"), Row("05315000"));

        Assert.That((await Dashboard(Row("05315000"))).Events, Is.Zero);
    }

    [Test]
    public async Task Another_LeiKa_service_or_a_larger_area_may_still_say_it()
    {
        await Dashboard(Row("05314000"), Row("05"), Row("05314000", leika: ResidenceOtherLeika));

        await Dashboard(Row("05314000", "nicht ok;ja;x"));
        Assert.That((await Words(Bonn)).Length, Is.EqualTo(1));
        await Dashboard(Row("05314000", "nicht ok;ja;x", leika: ResidenceOtherLeika));
        Assert.That((await Words(Bonn)).Length, Is.EqualTo(1));
        await Dashboard(Row("05", "nicht ok;ja;x"));

        Assert.That((await Words(Bonn))[^1], Is.EqualTo($"-{A} nicht ok"));
    }

    [Test]
    public async Task The_last_of_two_contradicting_rows_of_a_file_counts()
    {
        await Dashboard(Row("05314000"), Row("05314000", "nicht ok;ja;x"));

        Assert.That(await Words(Bonn), Is.Empty);
    }

    [Test]
    public async Task A_row_that_cannot_be_read_stops_no_other()
    {
        var report = await Dashboard(Row("kein Schlüssel"), Row("05314000"));

        Assert.That((report.Events, report.ErrorCount, report.Errors[0].Code), Is.EqualTo((1, 1, "area-invalid")));
    }

    [Test]
    public async Task Sources_do_not_speak_for_each_other()
    {
        await Xzufi(Testing.XzufiText.Leistung("L1", ResidenceLeika), Testing.XzufiText.Onlinedienst("O1", "20", A), Testing.XzufiText.Zustaendigkeit("Z1", "O1", "L1", BonnArs));

        Assert.That((await Dashboard(Row("05314000", "nicht ok;ja;x"))).Events, Is.Zero, "the dashboard never said it");
        Assert.That((await Dashboard(Row("05314000"))).Events, Is.EqualTo(1));
    }
}
