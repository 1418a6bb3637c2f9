using OzgTracker.Domain;
using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Schema;

namespace OzgTracker.Operations;

/// <summary>What a migration did.</summary>
/// <param name="Migrations">SQL files applied.</param>
/// <param name="ReadModels">Read models that were new; the daemon fills them.</param>
/// <param name="MaturityModels">Maturity models published.</param>
public sealed record SetupReport(IReadOnlyList<string> Migrations, IReadOnlyList<string> ReadModels, IReadOnlyList<string> MaturityModels);

/// <summary>Brings a database to what this program needs. Safe to run again and from several processes at once.</summary>
public static class DatabaseSetup
{
    /// <summary>All SQL files in the order of their numbers, which no two rooms share.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
        [.. Migration.EventStore.Concat(Migration.In(typeof(DatabaseSetup).Assembly)).OrderBy(migration => migration.Name, StringComparer.Ordinal)];

    /// <summary>Schema, tables of the read models, official maturity models.</summary>
    /// <exception cref="SchemaException">The database is of a newer program, or a released file was changed.</exception>
    public static async Task<SetupReport> MigrateAsync(DocumentStore store, CancellationToken ct)
    {
        var migrations = await new SchemaMigrator(store.DataSource, Migrations).MigrateAsync(ct);
        var readModels = await store.Projections.CreateMissingAsync(ct);
        return new SetupReport(migrations, readModels, await PublishModels(store, ct));
    }

    /// <summary>SQL files that are missing; the read models are not looked at.</summary>
    public static Task<IReadOnlyList<string>> PendingAsync(DocumentStore store, CancellationToken ct) =>
        new SchemaMigrator(store.DataSource, Migrations).PendingAsync(ct);

    /// <summary>Only what the log does not have: an administrator's later wording is never overwritten.</summary>
    static async Task<IReadOnlyList<string>> PublishModels(DocumentStore store, CancellationToken ct)
    {
        var published = new List<string>();
        foreach (var model in (MaturityModel[])[OfficialModels.Ozg11])
        {
            await using var session = store.LightweightSession();
            session.Stamp(Provenance.OfSetUp);
            var stream = await session.Events.FetchForWriting<MaturityModel?>(MaturityModels.StreamKey(model.Id), ct);
            if (stream.CurrentVersion > 0) continue;

            stream.AppendMany(MaturityModels.Decide(stream.Aggregate, model).Events);
            try
            {
                await session.SaveChangesAsync(ct);
                published.Add(model.Id);
            }
            catch (ConcurrencyException)
            {
                // Another process sets up the same database and was faster.
            }
        }

        return published;
    }
}
