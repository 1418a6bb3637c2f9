using OzgTracker.EventStore;
using OzgTracker.Testing;
using static OzgTracker.Testing.TerritorialCases;

namespace OzgTracker.Operations.Tests.Imports;

public sealed class ImportTerritorialChangesTests : EmptyDatabaseFixture
{
    const string Ends = "select count(*) from log.mt_events where type in ('municipality_merged', 'municipality_split', 'municipality_dissolved')";

    [SetUp]
    public async Task ImportTheEarlierFile()
    {
        await DatabaseSetup.MigrateAsync(Store, CancellationToken.None);
        await Apply(Store, await Plan(Store, Before, ThuringiaBefore));
    }

    [Test]
    public async Task An_import_that_was_cut_off_between_two_changes_goes_on()
    {
        var plan = await Plan(Store, After, ThuringiaAfter);
        await Apply(Store, plan with { Territory = plan.Territory with { Changes = [.. plan.Territory.Changes.Take(2)], Units = [] } });

        var rest = await Plan(Store, After, ThuringiaAfter);
        await Apply(Store, rest);

        Assert.That(rest.Territory.Changes, Has.Count.EqualTo(plan.Territory.Changes.Count - 2));
        Assert.That((rest.CanBeApplied, await Ask<long>(Ends)), Is.EqualTo((true, 17L)));
        Assert.That((await Plan(Store, After, ThuringiaAfter)).Territory.Changes, Is.Empty);
    }

    [Test]
    public async Task Two_imports_of_the_later_file_at_once_record_each_end_once()
    {
        var stores = new[] { Store, OpenAnother(), OpenAnother() };
        var plans = await Task.WhenAll(stores.Select(store => Plan(store, After, ThuringiaAfter)));

        var reports = await Task.WhenAll(stores.Zip(plans, (store, plan) => Task.Run(() => Apply(store, plan))));

        Assert.That((reports.Sum(report => report.Dissolved), await Ask<long>(Ends)), Is.EqualTo((17, 17L)));
        Assert.That(reports.SelectMany(report => report.Refused), Is.Empty);
        Assert.That(await Ask<long>("select count(*) from log.mt_events where type = 'municipality_registered' and stream_id = 'municipality-16061119'"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_change_of_which_one_unit_is_refused_is_not_recorded_at_all()
    {
        var plan = await Plan(Store, After, ThuringiaAfter);
        await Apply(Store, await Plan(Store, After.AddDays(60), [.. ThuringiaBefore.Select(place => place.Name == "Uder" ? place with { Population = 7 } : place)]));

        var report = await Apply(Store, plan);

        Assert.That(report.Refused.Where(row => row.Code == "file-out-of-order").Select(row => row.Key), Does.Contain("municipality-16061097"));
        Assert.That(report.Refused.Count(row => row.Code == "change-refused"), Is.EqualTo(12), "ten others, the successor, and the Verband that follows its Verband");
        Assert.That(await Ask<long>("select count(*) from log.mt_streams where id = 'municipality-16061119'"), Is.Zero);
        Assert.That(await Ask<long>("select count(*) from log.mt_events where type = 'municipality_merged' and data ->> 'into' = '16061119'"), Is.Zero);
    }

    [Test]
    public async Task An_older_file_after_the_later_one_changes_nothing()
    {
        await Apply(Store, await Plan(Store, After, ThuringiaAfter));
        var events = await Ask<long>("select count(*) from log.mt_events");

        var report = await Apply(Store, await Plan(Store, Before, ThuringiaBefore));

        Assert.That((report.Events, report.Dissolved, await Ask<long>("select count(*) from log.mt_events")), Is.EqualTo((0, 0, events)));
    }

    static Task<MunicipalityPlan> Plan(DocumentStore store, DateOnly day, IReadOnlyList<Place> places) =>
        MunicipalityImport.PlanAsync(store, Gv100adFile.Of(day, places), null, CancellationToken.None);

    static Task<ImportReport> Apply(DocumentStore store, MunicipalityPlan plan) =>
        MunicipalityImport.ApplyAsync(store, plan, new ImportOptions(), CancellationToken.None);
}
