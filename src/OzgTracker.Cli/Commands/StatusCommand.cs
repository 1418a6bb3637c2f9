using System.CommandLine;
using System.Globalization;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;
using OzgTracker.Operations;
using OzgTracker.Operations.Demo;
using OzgTracker.Operations.Starter;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg status</c>: what the database holds and how its read models are.</summary>
static class StatusCommand
{
    /// <summary>What <c>--json</c> shows.</summary>
    /// <param name="Database">Where it is, without secrets.</param>
    /// <param name="MissingMigrations">SQL files to apply; the rest is absent while there are any.</param>
    /// <param name="LastPosition">The last one given to an event.</param>
    sealed record Status(
        string Database,
        IReadOnlyList<string> MissingMigrations,
        bool StarterSet = false,
        long LastPosition = 0,
        DatabaseFigures? Figures = null,
        IReadOnlyList<ProjectionStatus>? ReadModels = null,
        bool SyntheticGermany = false)
    {
        public bool NeedsAttention => MissingMigrations.Count > 0 || ReadModels is null or [] || ReadModels.Any(model => model.Failure is not null);
    }

    public static Command Create(CliContext context)
    {
        var json = CommonOptions.Json();
        var command = new Command("status", "Database, migrations, read models and counts. Exit code 4 when somebody has to look after it.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            var status = await ReadAsync(context, ct);
            if (parsed.GetValue(json)) CliJson.Write(context.Out, status);
            else Write(context.Out, status);
            return status.NeedsAttention ? ExitCode.NeedsAttention : ExitCode.Done;
        });
        return command;
    }

    static async Task<Status> ReadAsync(CliContext context, CancellationToken ct)
    {
        if (!context.MayHaveDatabase) return new Status(DatabaseName.Of(context.Settings), [.. DatabaseSetup.Migrations.Select(migration => migration.Name)]);

        await using var database = await OpenDatabase.OfAsync(context, ct);
        var missing = await DatabaseSetup.PendingAsync(database.Store, ct);
        return missing.Count > 0 ? new Status(DatabaseName.Of(context.Settings), missing) : await ReadAsync(context, database.Store, ct);
    }

    static async Task<Status> ReadAsync(CliContext context, DocumentStore store, CancellationToken ct) => new(
        DatabaseName.Of(context.Settings),
        [],
        await StarterSet.IsLoaded(store.DataSource, ct),
        await store.Feed.LastGivenAsync(ct),
        await DatabaseFigures.ReadAsync(store.DataSource, ct),
        await store.Projections.StatusAsync(ct),
        await SyntheticGermany.IsLoaded(store.DataSource, ct));

    static void Write(TextWriter target, Status status)
    {
        target.WriteLine($"Database     {status.Database}");
        target.WriteLine($"Migrations   {(status.MissingMigrations.Count == 0 ? "none missing" : $"missing: {string.Join(", ", status.MissingMigrations)}; run: ozg migrate")}");
        if (status is not { Figures: { } figures, ReadModels: { } models }) return;

        target.WriteLine($"Starter set  {(status.StarterSet ? "yes, with invented reports" : "no")}");
        if (status.SyntheticGermany) target.WriteLine("Demo         synthetic Germany: all reports are invented");
        target.WriteLine($"Events       {Number(figures.Events)}, last position {Number(status.LastPosition)}");
        target.WriteLine($"Units        {Number(figures.Units.Values.Sum())}{(figures.Units.Count == 0 ? "" : $": {string.Join(", ", figures.Units.Select(kind => $"{Number(kind.Value)} {kind.Key}"))}")}");
        target.WriteLine($"Services     {Number(figures.Services)} with {Number(figures.LeikaServices)} LeiKa services");
        target.WriteLine("Read models");
        ProjectionsCommand.Write(target, models);
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
