using OzgTracker.EventStore;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Imports;

/// <summary>What comes before an import.</summary>
static class Preparation
{
    /// <summary>Migrates unless nothing may be written.</summary>
    /// <exception cref="CliException">Nothing may be written and the database is not migrated.</exception>
    public static async Task RunAsync(DocumentStore store, bool mayNotWrite, CancellationToken ct)
    {
        if (!mayNotWrite) await DatabaseSetup.MigrateAsync(store, ct);
        else if (await DatabaseSetup.PendingAsync(store, ct) is not []) throw NotMigrated();
    }

    public static CliException NotMigrated() => new("The database is not migrated, and a dry run changes nothing. First run: ozg migrate");
}
