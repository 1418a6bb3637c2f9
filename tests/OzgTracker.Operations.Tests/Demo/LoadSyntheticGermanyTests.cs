using System.Text;
using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Operations.Demo;
using OzgTracker.Operations.Starter;
using OzgTracker.Testing;

namespace OzgTracker.Operations.Tests.Demo;

public sealed class LoadSyntheticGermanyTests : EmptyDatabaseFixture
{
    /// <summary>Streams without their positions, which differ from load to load.</summary>
    const string Contents = """
        select count(*) || ' ' || md5(string_agg(stream_id || version || type || data::text || headers::text, '' order by stream_id collate "C", version))
          from log.mt_events
         where correlation_id = 'synthetic-germany'
        """;

    const string Invented = "select count(*) from log.mt_events where correlation_id = 'synthetic-germany'";

    static readonly SyntheticOptions InPieces = new() { StreamsPerTransaction = 100 };

    [SetUp]
    public Task Migrate() => DatabaseSetup.MigrateAsync(Store, CancellationToken.None);

    [Test]
    public async Task Without_units_or_services_it_says_which_imports_to_run()
    {
        Assert.That(() => Load(new()), Throws.TypeOf<SyntheticGermanyException>().With.Message.Contains("ozg import municipalities"));
        await ImportUnits();
        Assert.That(() => Load(new()), Throws.TypeOf<SyntheticGermanyException>().With.Message.Contains("ozg import services"));
    }

    [Test]
    public async Task It_records_the_histories_that_the_generator_tells_and_marks_all_as_demo()
    {
        await ImportReference();

        var report = await Load(new());

        var reference = await SyntheticReference.ReadAsync(Store.DataSource, CancellationToken.None);
        var expected = new SyntheticHistory(SyntheticHistory.DefaultSeed).Streams(reference.Units, reference.Services)
            .Select(stream => $"{stream.Cell.StreamKey} {stream.Events.Count}").Order(StringComparer.Ordinal);
        var versions = await Ask<string[]>("select array_agg(id || ' ' || version order by id collate \"C\") from log.mt_streams where id like 'rollout-%'");
        Assert.That(versions, Is.EqualTo(expected));
        Assert.That((report.Units, report.Services, report.Known, report.Added.Streams), Is.EqualTo((42, 20, 0, versions.Length)));
        Assert.That(await Events(), Is.EqualTo(report.Added.Events));
        Assert.That(
            await Ask<long>("""select count(*) from log.mt_events where headers = '{"actor": "ozg-demo", "role": "system", "source": "demo"}'"""),
            Is.EqualTo(report.Added.Events + report.Offers));
        Assert.That(await Ask<long>("select max(seq_id) from log.mt_events"), Is.EqualTo(report.Position));
        Assert.That(await SyntheticGermany.IsLoaded(Store.DataSource, CancellationToken.None), Is.True);
    }

    [Test]
    public async Task Every_offer_that_a_unit_adopts_is_published()
    {
        await ImportReference();

        var report = await Load(new());

        Assert.That(report.Offers, Is.Positive.And.EqualTo(await Ask<long>("select count(*) from log.mt_streams where id like 'efa-demo-efa-%'")));
        Assert.That(await Ask<long>("select count(*) from log.mt_events where type = 'efa_service_adopted'"), Is.Positive);
        Assert.That(await Ask<long>("""
            select count(*)
              from log.mt_events as adopted
             where type = 'efa_service_adopted'
               and not exists (select from log.mt_streams where id = 'efa-' || (adopted.data ->> 'offerId'))
            """), Is.Zero);
    }

    [Test]
    public async Task The_read_models_take_it_in_and_have_as_many_transitions()
    {
        await ImportReference();
        var report = await Load(new());

        await Daemon.CatchUp(Store);

        Assert.That(await Ask<long>("select count(distinct (municipality, ozg_id)) from read.status"), Is.EqualTo(report.Added.Streams));
        Assert.That(await Ask<long>("select count(*) from read.status_transition"), Is.EqualTo(report.Added.Transitions).Within(2).Percent);
        Assert.That(await Ask<long>("select count(*) from read.finding where kind = 'regression'"), Is.Positive);
    }

    [Test]
    public async Task It_loads_once()
    {
        await ImportReference();
        await Load(InPieces);
        var before = await Ask<string>(Contents);

        var again = await Load(new());

        Assert.That((again.Added, again.Offers, again.Position), Is.EqualTo((default(SyntheticCount), 0, 0L)));
        Assert.That(again.Known, Is.EqualTo(await Streams()));
        Assert.That(await Ask<string>(Contents), Is.EqualTo(before));
    }

    [Test]
    public async Task Cut_off_half_way_it_goes_on_and_ends_with_the_same_set()
    {
        await ImportReference();
        using var stop = new CancellationTokenSource();
        var cutOff = InPieces with { Transitions = 2_000, Progress = new Stop(stop, afterUnits: 20) };

        Assert.That(() => SyntheticGermany.LoadAsync(Store, cutOff, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        var kept = await Streams();
        var rest = await Load(new() { Transitions = 2_000 });

        Assert.That(kept, Is.Positive);
        Assert.That((rest.Known, rest.Added.Streams), Is.EqualTo((kept, await Streams() - kept)));
        Assert.That(rest.Added.Streams, Is.Positive);
        var reference = await SyntheticReference.ReadAsync(Store.DataSource, CancellationToken.None);
        Assert.That(
            await Events(),
            Is.EqualTo(new SyntheticHistory(rest.Seed, rest.Share).Count(reference.Units, reference.Services).Events));
    }

    [Test]
    public async Task Two_processes_at_once_load_it_once()
    {
        await ImportReference();

        DocumentStore[] stores = [Store, OpenAnother()];
        var reports = await Task.WhenAll(stores.Select(store => Task.Run(() => SyntheticGermany.LoadAsync(store, InPieces, CancellationToken.None))));

        Assert.That(await Streams(), Is.EqualTo(reports.Sum(report => report.Added.Streams)));
        Assert.That(reports[0].Added.Streams + reports[0].Known, Is.EqualTo(reports[1].Added.Streams + reports[1].Known));
        Assert.That(await Events(), Is.EqualTo(reports.Sum(report => report.Added.Events)));
    }

    [TestCase(Provenance.Self)]
    [TestCase(Provenance.Demo)]
    public async Task A_database_with_reports_of_anybody_else_never_gets_it(string source)
    {
        await ImportReference();
        await Report("rollout-12000001-10000", source);

        Assert.That(() => Load(new()), Throws.TypeOf<SyntheticGermanyException>().With.Message.Contains("rollout-12000001-10000"));
        Assert.That(await Ask<long>(Invented), Is.Zero);
        Assert.That(await SyntheticGermany.IsLoaded(Store.DataSource, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task What_somebody_says_of_an_invented_cell_later_stops_nothing()
    {
        await ImportReference();
        await Load(new());
        await using (var session = Store.LightweightSession())
        {
            session.Stamp(new Provenance("tester", "reporter", Provenance.Self));
            session.Events.Append(await Ask<string>("select min(id) from log.mt_streams where id like 'rollout-%'"), Level(2));
            await session.SaveChangesAsync(CancellationToken.None);
        }

        Assert.That((await Load(new())).Position, Is.Zero);
    }

    [Test]
    public async Task The_starter_set_and_synthetic_germany_keep_out_of_each_others_way()
    {
        await StarterSet.LoadAsync(Store, CancellationToken.None);
        await Daemon.CatchUp(Store);

        Assert.That(() => Load(new()), Throws.TypeOf<SyntheticGermanyException>().With.Message.Contains("starter set"));
    }

    [TestCase(7ul, null)]
    [TestCase(SyntheticHistory.DefaultSeed, 900)]
    public async Task Another_germany_is_refused_with_the_command_that_completes_the_first(ulong seed, long? transitions)
    {
        await ImportReference();
        await Load(new());

        Assert.That(
            () => Load(new(seed, transitions)),
            Throws.TypeOf<SyntheticGermanyException>().With.Message.Contains($"`ozg demo --full --seed {SyntheticHistory.DefaultSeed}`"));
    }

    [Test]
    public async Task A_dry_run_counts_and_writes_nothing()
    {
        await ImportReference();

        var would = await Load(new() { DryRun = true });

        Assert.That(await SyntheticGermany.IsLoaded(Store.DataSource, CancellationToken.None), Is.False);
        Assert.That(await Ask<long>(Invented), Is.Zero);
        Assert.That((await Load(new())).Added, Is.EqualTo(would.Added));
        Assert.That((await Load(new() { DryRun = true })).Added, Is.EqualTo(default(SyntheticCount)));
    }

    Task<long> Streams() => Ask<long>("select count(*) from log.mt_streams where id like 'rollout-%'");

    Task<long> Events() => Ask<long>("select count(*) from log.mt_events where stream_id like 'rollout-%'");

    Task<SyntheticReport> Load(SyntheticOptions options) => SyntheticGermany.LoadAsync(Store, options, CancellationToken.None);

    async Task ImportReference()
    {
        await ImportUnits();
        const string head = "ozg_id,name,themenfeld,lage,lage_typ,typen,typ_verteilung,vollzug_kommunal,leika_anzahl,leika_ohne_schluessel,sdg1_anzahl,sdg2_anzahl,leika_ids";
        var lines = Enumerable.Range(10_000, 20).Select(number =>
            $"{number},Leistung {number},Familie & Kind,Geburt,Lebenslage,2/3,2/3:1,moeglich,1,0,1,0,99{number:000000000000}");
        using var services = new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\r\n", [head, .. lines, ""])));
        await OfficialImports.Services(Store, services, new ImportOptions(), CancellationToken.None);
        await Daemon.CatchUp(Store);
    }

    /// <summary>40 Gemeinden, their Verband and their Kreis.</summary>
    async Task ImportUnits()
    {
        var places = Enumerable.Range(1, 40).Select(number => new Place($"120005001{number:000}", $"Ort {number}", 1_000, 300 * number * number)).ToArray();
        await using var file = Gv100adFile.Of(new DateOnly(2025, 8, 31), places);
        var plan = await MunicipalityImport.PlanAsync(Store, file, null, CancellationToken.None);
        await MunicipalityImport.ApplyAsync(Store, plan, new ImportOptions(), CancellationToken.None);
        await Daemon.CatchUp(Store);
    }

    async Task Report(string streamKey, string source)
    {
        await using var session = Store.LightweightSession();
        session.Stamp(new Provenance("tester", "reporter", source));
        session.Events.StartStream(streamKey, Level(3));
        await session.SaveChangesAsync(CancellationToken.None);
    }

    static MaturityReported Level(int level) => new("ozg-1.1", level, null, new DateOnly(2025, 3, 3), null, null, null, null);

    sealed class Stop(CancellationTokenSource source, int afterUnits) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Done == afterUnits) source.Cancel();
        }
    }
}
