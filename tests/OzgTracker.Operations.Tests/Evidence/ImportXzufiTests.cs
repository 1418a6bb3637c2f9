using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Testing;
using static OzgTracker.Testing.ReferenceData;
using static OzgTracker.Testing.XzufiText;

namespace OzgTracker.Operations.Tests.Evidence;

public sealed class ImportXzufiTests : EvidenceFixture
{
    const string A = "https://a.example/", B = "https://b.example/";

    static readonly string[] BonnOnline = [Leistung("L1", ResidenceLeika), Onlinedienst("O1", "30", A), Zustaendigkeit("Z1", "O1", "L1", BonnArs)];

    [Test]
    public async Task An_Onlinedienst_for_a_Gemeinde_is_evidence_of_its_cell_and_nothing_else()
    {
        var report = await Xzufi([Head("2026-04-30T03:15:00Z"), .. BonnOnline]);

        Assert.That((report.Events, report.Added, report.Read, report.IsClean), Is.EqualTo((1, 1, 3, true)));
        await using var session = Store.LightweightSession();
        var happened = (await session.Events.FetchStreamAsync("rollout-05314000-10124", CancellationToken.None)).Single();
        Assert.That(happened.Data, Is.EqualTo(new EvidenceRecorded(
            EvidenceSources.Pvog, A, new DateTimeOffset(2026, 4, 30, 3, 15, 0, TimeSpan.Zero), AssuranceLevel.Substantial, BonnArs)));
        Assert.That(await Ask<long>("select count(*) from log.mt_events where stream_id like 'rollout-%'"), Is.EqualTo(1));
        Assert.That(await Ask<string>("select headers ->> 'source' from log.mt_events where stream_id like 'rollout-%'"), Is.EqualTo("import"));
    }

    [Test]
    public async Task Evidence_without_a_report_is_a_finding_and_never_a_level()
    {
        await Xzufi(BonnOnline);
        await Daemon.CatchUp(Store);

        Assert.That(await Ask<string>("select kind || ' ' || detail from read.finding where municipality = '05314000'"), Is.EqualTo("conflict evidence-without-report"));
        Assert.That(await Ask<bool>("select level is null and status = 0 and evidence = 1 from read.status where municipality = '05314000' and model = 'ozg-1.1'"), Is.True);
    }

    [Test]
    public async Task The_same_file_again_records_nothing_also_on_another_day()
    {
        await Xzufi(BonnOnline);
        Clock.Now = Clock.Now.AddDays(40);

        var again = await Xzufi([Head("2026-06-10T03:15:00Z"), .. BonnOnline]);

        Assert.That((again.Events, again.Figures["changedObjects"], again.Figures["zustaendigkeiten"]), Is.EqualTo((0, 0L, 1L)));
        Assert.That(await Ask<long>("select count(*) from ozg.evidence_due"), Is.Zero);
    }

    [Test]
    public async Task Its_parts_may_come_in_three_messages_in_any_order([Values("012", "021", "102", "120", "201", "210")] string order)
    {
        var events = 0;
        foreach (var part in order) events += (await Xzufi(BonnOnline[part - '0'])).Events;

        Assert.That(events, Is.EqualTo(1));
        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + A]));
    }

    [TestCase("000000000000", 4)]   // the Bund
    [TestCase("01", 1)]             // the Land: Büsum, but neither its Kreis nor its Amt nor the gemeindefreies Gebiet
    [TestCase("010510000000", 1)]   // the Kreis, padded
    [TestCase("01051", 1)]
    [TestCase("010515178000", 1)]   // the Amt
    [TestCase("010515178013", 1)]
    [TestCase("01051013", 1)]       // AGS
    [TestCase("053", 2)]            // Regierungsbezirk
    [TestCase("05", 2)]
    [TestCase("11", 1)]
    public async Task An_area_covers_the_competent_units_in_it(string area, int cells)
    {
        var report = await Xzufi(BonnOnline[0], BonnOnline[1], Zustaendigkeit("Z1", "O1", "L1", area));

        Assert.That((report.Events, report.LeftOut.Count), Is.EqualTo((cells, 0)));
        Assert.That(await Ask<string>("select min(data ->> 'area') from log.mt_events where stream_id like 'rollout-%'"), Does.StartWith(area));
        Assert.That(await Ask<long>("select count(*) from log.mt_events where stream_id like 'rollout-01051-%' or stream_id like 'rollout-010515178-%' or stream_id like 'rollout-01053105-%'"), Is.Zero);
    }

    [Test]
    public async Task What_fits_nowhere_is_counted_by_reason_with_examples()
    {
        var report = await Xzufi(
            Leistung("L1", ResidenceLeika, "99999999999999"), Onlinedienst("O1", "20", A), Zustaendigkeit("Z1", "O1", "L1", "160615051119"), Zustaendigkeit("Z2", "O1", "L1", "01053105"));

        Assert.That(report.Events, Is.Zero);
        Assert.That(report.LeftOut.Select(left => (left.Reason, left.Count, left.Examples[0])), Is.EqualTo(((string, long, string)[])
        [
            (LeftOut.NobodyCompetent, 1, "10124 in 01053105"), (LeftOut.UnknownArea, 1, "160615051119"), (LeftOut.UnknownLeika, 1, "99999999999999"),
        ]));
        Assert.That(report.IsClean, Is.True, "no fault of the file");
    }

    [TestCase("Onlinedienst", "O1", "lokal")]
    [TestCase("Leistung", "L1", "lokal")]
    [TestCase("Zustaendigkeit", "Z1", "ZustaendigkeitOnlinedienst")]
    public async Task A_deletion_of_any_part_refutes_what_was_said(string kind, string id, string range)
    {
        await Xzufi(BonnOnline);
        Clock.Now = Clock.Now.AddDays(1);

        var report = await Xzufi(Delete(kind, id, range));

        Assert.That((report.Events, report.Changed), Is.EqualTo((1, 1)));
        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + A, $"-{A} not-listed"]));
        Assert.That((await Xzufi(Delete(kind, id, range))).Events, Is.Zero);
    }

    [Test]
    public async Task A_deletion_counts_also_where_its_message_has_an_earlier_moment()
    {
        await Xzufi([Head("2026-05-03T00:00:00Z"), .. BonnOnline]);

        await Xzufi(Head("2026-04-01T00:00:00Z"), Delete("Onlinedienst", "O1"));

        Assert.That(await Ask<string>("select string_agg(type || ' ' || (data ->> 'seenAt'), ', ' order by version) from log.mt_events where stream_id = 'rollout-05314000-10124'"),
            Is.EqualTo("evidence_recorded 2026-05-03T00:00:00+00:00, evidence_refuted 2026-05-03T00:00:00+00:00"));
    }

    [Test]
    public async Task A_deletion_of_what_was_never_known_is_nothing()
    {
        var report = await Xzufi(Delete("Onlinedienst", "O9"), Delete("Zustaendigkeit", "Z9", "ZustaendigkeitOnlinedienst"));

        Assert.That((report.Events, report.Figures["deletions"], report.Figures["changedObjects"], report.IsClean), Is.EqualTo((0, 2L, 0L, true)));
    }

    [Test]
    public async Task What_another_Onlinedienst_still_says_is_not_refuted()
    {
        await Xzufi([.. BonnOnline, Onlinedienst("O2", "20", A, B), Zustaendigkeit("Z2", "O2", "L1", "05")]);

        await Xzufi(Delete("Onlinedienst", "O1"));

        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + A, "+" + B, "+" + A]), "seen again, with the lower level of assurance that is left");
        await Xzufi(Delete("Onlinedienst", "O2"));
        Assert.That((await Words(Bonn))[3..], Is.EqualTo((string[])[$"-{A} not-listed", $"-{B} not-listed"]));
        Assert.That((await Words(Cologne))[^2..], Is.EqualTo((string[])[$"-{A} not-listed", $"-{B} not-listed"]));
    }

    [Test]
    public async Task A_changed_link_records_the_new_one_and_refutes_the_old_one()
    {
        await Xzufi(BonnOnline);

        await Xzufi(Onlinedienst("O1", "30", B));

        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + A, $"-{A} not-listed", "+" + B]));
    }

    [Test]
    public async Task A_changed_area_moves_the_evidence()
    {
        await Xzufi(BonnOnline);

        await Xzufi(Zustaendigkeit("Z1", "O1", "L1", "05315000"));

        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + A, $"-{A} not-listed"]));
        Assert.That(await Words(Cologne), Is.EqualTo((string[])["+" + A]));
    }

    [Test]
    public async Task What_others_recorded_is_left_alone()
    {
        await Append(Bonn, new EvidenceRecorded(EvidenceSources.Pvog, B, Clock.Now.AddDays(-3), null), new EvidenceRecorded(EvidenceSources.Certificate, A, Clock.Now.AddDays(-3), null));
        await Xzufi(BonnOnline);

        await Xzufi(Delete("Onlinedienst", "O1"));

        Assert.That(await Words(Bonn), Is.EqualTo((string[])["+" + B, "+" + A, "+" + A, $"-{A} not-listed"]));
    }

    [Test]
    public async Task A_report_keeps_its_level_when_its_address_is_taken_back_and_becomes_a_finding()
    {
        await Append(Bonn, new MaturityReported(MaturityModel.Default, 3, null, new DateOnly(2026, 1, 1), A, null, null, null));
        await Xzufi(BonnOnline);
        Clock.Now = Clock.Now.AddDays(2);
        await Xzufi(Delete("Onlinedienst", "O1"));
        await Daemon.CatchUp(Store);

        Assert.That(await Ask<short>("select level from read.status where municipality = '05314000'"), Is.EqualTo(3));
        Assert.That(await Ask<string>("select kind from read.finding where municipality = '05314000' and resolved_position is null"), Is.EqualTo("deadLink"));
    }

    [Test]
    public async Task A_dry_run_tells_everything_and_writes_nothing()
    {
        var report = await XzufiText(Message(BonnOnline), Options with { DryRun = true });

        Assert.That((report.DryRun, report.Events, report.Figures["changedObjects"]), Is.EqualTo((true, 1, 3L)));
        Assert.That(await Ask<long>("select (select count(*) from ozg.xzufi_object) + (select count(*) from ozg.evidence_due)"), Is.Zero);
        Assert.That(await Words(Bonn), Is.Empty);
    }

    [Test]
    public async Task A_file_that_breaks_off_counts_as_far_as_it_goes()
    {
        var report = await XzufiText(Message([.. BonnOnline, "<x:schreibe>"]), Options);

        Assert.That((report.Events, report.Errors.Single().Code), Is.EqualTo((1, "xml-malformed")));
    }

    [Test]
    public async Task What_an_interrupted_import_has_left_is_done_by_the_next_one()
    {
        using var stop = new CancellationTokenSource();
        var options = Options with { Progress = new StopAtOnce(stop) };
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Message(BonnOnline)));
        Assert.That(() => EvidenceImport.Xzufi(Store, file, options, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Words(Bonn)).Length, Is.Zero);

        var again = await Xzufi(BonnOnline);

        Assert.That((again.Figures["changedObjects"], again.Events), Is.EqualTo((0L, 1)), "remembered before, told now");
    }

    [Test]
    public async Task Two_imports_at_once_are_refused()
    {
        await using var first = await EvidenceRun.OpenAsync(Store, Options, CancellationToken.None);

        Assert.That(() => Xzufi(BonnOnline), Throws.InstanceOf<EvidenceBusyException>().With.Message.Contains("again when it has ended"));
    }

    [Test]
    public async Task A_moment_that_cannot_be_is_replaced_by_now([Values("2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "gestern")] string moment)
    {
        await Xzufi([Head(moment), .. BonnOnline]);

        Assert.That(await Ask<DateTime>("select (data ->> 'seenAt')::timestamptz from log.mt_events where stream_id like 'rollout-%'"), Is.EqualTo(Clock.Now.UtcDateTime));
    }

    sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => stop.Cancel();
    }
}
