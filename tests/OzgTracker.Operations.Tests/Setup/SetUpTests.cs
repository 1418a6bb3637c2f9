using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore.Schema;

namespace OzgTracker.Operations.Tests.Setup;

public sealed class SetUpTests : EmptyDatabaseFixture
{
    [Test]
    public async Task An_empty_database_gets_schema_read_models_and_the_official_models()
    {
        var report = await DatabaseSetup.MigrateAsync(Store, CancellationToken.None);

        Assert.That(report.Migrations, Is.EqualTo(DatabaseSetup.Migrations.Select(migration => migration.Name)));
        Assert.That(report.Migrations.Select(name => name[..4]), Is.Ordered.And.Unique, "The numbers go over all rooms.");
        Assert.That(report.ReadModels, Is.EqualTo((string[])["municipality", "service", "maturity_model", "status", "finding", "competence", "target", "model_mapping", "municipality_profile", "efa_offer", "efa_adoption", "evidence"]));
        Assert.That(report.MaturityModels, Is.EqualTo((string[])["ozg-1.1", "ozg-2.0"]));
        Assert.That(await DatabaseSetup.PendingAsync(Store, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task A_second_run_changes_nothing()
    {
        await DatabaseSetup.MigrateAsync(Store, CancellationToken.None);
        var again = await DatabaseSetup.MigrateAsync(Store, CancellationToken.None);

        Assert.That((again.Migrations.Count, again.ReadModels.Count, again.MaturityModels.Count), Is.EqualTo((0, 0, 0)));
        Assert.That(await Ask<long>("select count(*) from log.mt_events"), Is.EqualTo(2));
    }

    [Test]
    public async Task Several_processes_at_once_do_everything_once()
    {
        var reports = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAnother()).ToArray().Select(store =>
            Task.Run(() => DatabaseSetup.MigrateAsync(store, CancellationToken.None))));

        Assert.That(reports.SelectMany(report => report.Migrations), Is.EquivalentTo(DatabaseSetup.Migrations.Select(migration => migration.Name)));
        Assert.That(reports.SelectMany(report => report.ReadModels), Is.EquivalentTo(Store.Projections.All.Select(projection => projection.Name)));
        Assert.That(reports.SelectMany(report => report.MaturityModels), Is.EquivalentTo((string[])["ozg-1.1", "ozg-2.0"]));
        Assert.That(await Ask<long>("select count(*) from log.mt_events"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_later_wording_of_a_model_is_not_overwritten()
    {
        await DatabaseSetup.MigrateAsync(Store, CancellationToken.None);
        await using (var session = Store.LightweightSession())
        {
            session.Events.Append(MaturityModels.StreamKey("ozg-1.1"), new MaturityModelPublished(OfficialModels.Ozg11 with { Name = "Eigene Fassung" }));
            await session.SaveChangesAsync(CancellationToken.None);
        }

        Assert.That((await DatabaseSetup.MigrateAsync(Store, CancellationToken.None)).MaturityModels, Is.Empty);
        await using var reading = Store.LightweightSession();
        var model = await reading.Events.AggregateStreamAsync<MaturityModel?>(MaturityModels.StreamKey("ozg-1.1"), CancellationToken.None);
        Assert.That(model!.Name, Is.EqualTo("Eigene Fassung"));
    }

    [Test]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await DatabaseSetup.MigrateAsync(Store, CancellationToken.None);
        await Ask<string>("insert into ozg.migration (name, checksum) values ('9999_future.sql', repeat('0', 64)) returning name");

        Assert.That(async () => await DatabaseSetup.MigrateAsync(Store, CancellationToken.None), Throws.TypeOf<SchemaException>().With.Message.Contains("9999_future.sql"));
    }
}
