using Npgsql;
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
    /// <exception cref="UnsafeSettingException">The server would lose what it has confirmed.</exception>
    /// <exception cref="SchemaException">The database is of a newer program, or a released file was changed.</exception>
    public static async Task<SetupReport> MigrateAsync(DocumentStore store, CancellationToken ct)
    {
        await ServerSafety.CheckDurability(store.DataSource, ct);
        var migrations = await new SchemaMigrator(store.DataSource, Migrations).MigrateAsync(ct);
        var readModels = await store.Projections.CreateMissingAsync(ct);
        return new SetupReport(migrations, readModels, await PublishModels(store, ct));
    }

    /// <summary>The same for a process that starts: nothing is touched where nothing is missing, and the owner's role is used where there is one.</summary>
    /// <param name="ownerConnectionString">Null when the role of the store has to do.</param>
    /// <exception cref="UnsafeSettingException">The server would lose what it has confirmed.</exception>
    /// <exception cref="SchemaException">Something is missing and no role that is given may make it; or as above.</exception>
    public static async Task<SetupReport> EnsureAsync(DocumentStore store, string? ownerConnectionString, CancellationToken ct)
    {
        await ServerSafety.CheckDurability(store.DataSource, ct);
        var missing = await MissingAsync(store, ct);
        if (missing.Count == 0) return new SetupReport([], [], await PublishModels(store, ct));
        try
        {
            if (string.IsNullOrWhiteSpace(ownerConnectionString)) return await MigrateAsync(store, ct);
            await using var owner = OzgStore.Open(ownerConnectionString);
            return await MigrateAsync(owner, ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SchemaException(
                $"The database lacks {string.Join(", ", missing)}, and the role of this process may not make it ({refused.MessageText}). Run `ozg migrate` as the "
                + "owner and deploy/postgres/roles.sql after it, or give ConnectionStrings__OzgTrackerOwner.");
        }
    }

    static async Task<IReadOnlyList<string>> MissingAsync(DocumentStore store, CancellationToken ct)
    {
        try
        {
            var files = await PendingAsync(store, ct);
            return files.Count > 0 ? files : await store.Projections.MissingAsync(ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return ["rights to look (" + refused.MessageText + ")"];
        }
    }

    /// <summary>SQL files that are missing; the read models are not looked at.</summary>
    public static Task<IReadOnlyList<string>> PendingAsync(DocumentStore store, CancellationToken ct) =>
        new SchemaMigrator(store.DataSource, Migrations).PendingAsync(ct);

    /// <summary>Only what the log does not have: an administrator's later wording is never overwritten.</summary>
    static async Task<IReadOnlyList<string>> PublishModels(DocumentStore store, CancellationToken ct)
    {
        var published = new List<string>();
        foreach (var model in OfficialModels.All)
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
