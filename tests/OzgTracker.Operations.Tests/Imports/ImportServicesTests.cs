using System.Text;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Intake;

namespace OzgTracker.Operations.Tests.Imports;

public sealed class ImportServicesTests : EmptyDatabaseFixture
{
    /// <summary>As the lines of <see cref="Import(ImportOptions, ValueTuple{string, string}[])"/> say it.</summary>
    static readonly Classification Place = new("Bauen & Wohnen", "Umzug", SituationKind.Lebenslage, ["2/3"], MunicipalExecution.Yes);

    [SetUp]
    public Task Migrate() => DatabaseSetup.MigrateAsync(Store, CancellationToken.None);

    [Test]
    public async Task New_rows_are_added_known_ones_left_and_changed_ones_changed()
    {
        var first = await Import(("10124", "Ummeldung"), ("10000", "Elterngeld"));
        var again = await Import(("10124", "Ummeldung"), ("10000", "Elterngeld"));
        var changed = await Import(("10124", "Wohnsitzmeldungen"), ("10000", "Elterngeld"), ("10092", "Wohngeld"));

        Assert.That((first.Added, first.Changed, first.Unchanged, first.Events), Is.EqualTo((2, 0, 0, 2)));
        Assert.That((again.Added, again.Changed, again.Unchanged, again.Events, again.Position), Is.EqualTo((0, 0, 2, 0, 0L)));
        Assert.That((changed.Added, changed.Changed, changed.Unchanged, changed.Events), Is.EqualTo((1, 1, 1, 2)));
        Assert.That(changed.Position, Is.EqualTo(await Store.Feed.LastGivenAsync(CancellationToken.None)));
    }

    [Test]
    public async Task A_dry_run_decides_everything_and_writes_nothing()
    {
        var report = await Import(new ImportOptions { DryRun = true }, ("10124", "Ummeldung"));

        Assert.That((report.DryRun, report.Added, report.Position), Is.EqualTo((true, 1, 0L)));
        Assert.That(await Ask<long>("select count(*) from log.mt_streams where id like 'service-%'"), Is.Zero);
    }

    [Test]
    public async Task Every_event_says_that_an_import_recorded_it_and_which()
    {
        await Import(new ImportOptions { CorrelationId = "run-1" }, ("10124", "Ummeldung"));

        Assert.That(
            await Ask<string>("select concat_ws('|', correlation_id, headers ->> 'source', headers ->> 'actor') from log.mt_events where stream_id = 'service-10124'"),
            Is.EqualTo("run-1|import|ozg-cli"));
    }

    [Test]
    public async Task Two_imports_of_the_same_file_at_once_record_each_service_once()
    {
        var rows = Enumerable.Range(10_000, 400).Select(id => ($"{id}", $"Leistung {id}")).ToArray();

        var reports = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Import(rows))));

        Assert.That(reports.Sum(report => report.Added), Is.EqualTo(400));
        Assert.That(reports.Select(report => report.Added + report.Unchanged), Is.All.EqualTo(400));
        Assert.That(await Ask<long>("select count(*) from log.mt_events where stream_id like 'service-%'"), Is.EqualTo(400));
    }

    [Test]
    public async Task A_page_that_somebody_else_wrote_meanwhile_is_decided_anew()
    {
        var disturbed = false;
        var row = new ImportRow<Service>(2, "service-10124", state =>
        {
            if (!disturbed) Import(("10124", "Ummeldung")).GetAwaiter().GetResult();
            disturbed = true;
            return ServiceDecider.Decide(state, new ServiceFacts("Wohnsitzmeldungen", Place));
        });

        var report = await RowImport.Run(Store, NoFile(), [row], new Dictionary<string, long>(), new ImportOptions(), CancellationToken.None);

        Assert.That((report.Added, report.Changed, report.Events), Is.EqualTo((0, 1, 1)), "Counted as it was recorded, not as it was decided first.");
        await using var session = Store.LightweightSession();
        var service = await session.Events.AggregateStreamAsync<Service>("service-10124", CancellationToken.None);
        Assert.That(service.Name, Is.EqualTo("Wohnsitzmeldungen"));
    }

    [Test]
    public async Task A_refused_row_stops_no_other()
    {
        var refused = new ImportRow<Service>(2, "service-10000", state => ServiceDecider.Decide(state, (IReadOnlyList<LeikaService>)[]));
        var taken = new ImportRow<Service>(3, "service-10124", state => ServiceDecider.Decide(state, new ServiceFacts("Ummeldung", Place)));

        var report = await RowImport.Run(Store, NoFile(), [refused, taken], new Dictionary<string, long>(), new ImportOptions(), CancellationToken.None);

        Assert.That(report.Refused.Select(row => (row.Line, row.Key, row.Code)), Is.EqualTo(((int, string, string)[])[(2, "service-10000", "unknown-service")]));
        Assert.That((report.Added, report.IsClean), Is.EqualTo((1, false)));
    }

    Task<ImportReport> Import(params (string Id, string Name)[] services) => Import(new ImportOptions(), services);

    async Task<ImportReport> Import(ImportOptions options, params (string Id, string Name)[] services)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(
            "ozg_id,name,themenfeld,lage,lage_typ,typen,vollzug_kommunal,leika_anzahl,leika_ohne_schluessel,sdg1_anzahl,sdg2_anzahl,leika_ids\n"
            + string.Concat(services.Select(service => $"{service.Id},{service.Name},Bauen & Wohnen,Umzug,Lebenslage,2/3,ja,0,0,0,0,\n"))));
        var report = await OfficialImports.Services(Store, file, options, CancellationToken.None);
        Assert.That(report.Errors, Is.Empty);
        return report;
    }

    static IntakeResult<ServiceRow> NoFile() => new([], [], 0, new Dictionary<string, int>(), new FileFacts(0, false));
}
