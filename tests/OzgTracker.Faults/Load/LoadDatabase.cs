using System.Globalization;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Load;

/// <summary>A database with 100 invented Gemeinden and 50 invented services.</summary>
static class LoadDatabase
{
    public static IReadOnlyList<string> Units { get; } = [.. Enumerable.Range(1, 100).Select(number => string.Create(CultureInfo.InvariantCulture, $"05999{number:000}"))];

    public static IReadOnlyList<string> Services { get; } = [.. Enumerable.Range(1, 50).Select(number => string.Create(CultureInfo.InvariantCulture, $"199{number:00}"))];

    /// <summary>A database of the run's own server, migrated and with the units and services.</summary>
    public static Task<TestDatabase> CloneAsync() => TestDatabase.CloneAsync("faults", string.Concat(DatabaseSetup.Migrations.Select(migration => migration.Checksum)), Fill);

    public static async Task Fill(string connectionString)
    {
        await using var store = OzgStore.Open(connectionString);
        await DatabaseSetup.MigrateAsync(store, CancellationToken.None);
        await using var session = store.LightweightSession();
        session.Stamp(Provenance.OfImport);
        foreach (var unit in Units) session.Events.StartStream(Municipality.StreamKey(UnitId.Parse(unit)), Registered(unit));
        foreach (var service in Services) session.Events.StartStream(Service.StreamKey(OzgId.Parse(service)), Catalogued(service));
        await session.SaveChangesAsync(CancellationToken.None);
        await Daemon.CatchUp(store);
    }

    static IDomainEvent Registered(string ags) => MunicipalityDecider.Decide(Municipality.Unknown, new UnitFacts(
        UnitKind.Gemeinde, $"Lastdorf {ags}", $"Lastdorf {ags}", UnitDesignation.Gemeinde, Ags.Parse(ags), Ars.Parse($"059990{ags[5..]}{ags[5..]}"), "05999", null, 1_000, 100,
        new DateOnly(2025, 8, 31))).Events[0];

    static ServiceCatalogued Catalogued(string ozgId) => new(
        $"Lastleistung {ozgId}", new Classification("Querschnitt", "Querschnitt Bürger", SituationKind.Lebenslage, ["2/3"], MunicipalExecution.Possible));
}
