using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg migrate</c>: brings the database to the schema of this program.</summary>
static class MigrateCommand
{
    public static Command Create(CliContext context)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "List what is missing, change nothing." };
        var json = CommonOptions.Json();
        var command = new Command("migrate", "Bring the database to the schema of this program. Safe to run again.") { dryRun, json };
        command.SetAction((parsed, ct) => parsed.GetValue(dryRun)
            ? ListAsync(context, parsed.GetValue(json), ct)
            : MigrateAsync(context, parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ListAsync(CliContext context, bool json, CancellationToken ct)
    {
        var pending = await PendingAsync(context, ct);
        if (json) CliJson.Write(context.Out, new { DryRun = true, Migrations = pending });
        else await context.Out.WriteLineAsync(pending.Count == 0 ? "Nothing is missing." : $"Missing: {string.Join(", ", pending)}");
        return ExitCode.Done;
    }

    static async Task<IReadOnlyList<string>> PendingAsync(CliContext context, CancellationToken ct)
    {
        if (!context.MayHaveDatabase) return [.. DatabaseSetup.Migrations.Select(migration => migration.Name)];

        await using var database = await OpenDatabase.OfAsync(context, ct);
        return await DatabaseSetup.PendingAsync(database.Store, ct);
    }

    static async Task<int> MigrateAsync(CliContext context, bool json, CancellationToken ct)
    {
        await using var database = await OpenDatabase.OfAsync(context, ct);
        var done = await DatabaseSetup.MigrateAsync(database.Store, ct);
        if (json)
        {
            CliJson.Write(context.Out, new { DryRun = false, done.Migrations, done.ReadModels, done.MaturityModels });
            return ExitCode.Done;
        }

        if (done is { Migrations: [], ReadModels: [], MaturityModels: [] }) await context.Out.WriteLineAsync("Nothing was missing.");
        if (done.Migrations.Count > 0) await context.Out.WriteLineAsync($"Applied: {string.Join(", ", done.Migrations)}");
        if (done.ReadModels.Count > 0) await context.Out.WriteLineAsync($"New read models: {string.Join(", ", done.ReadModels)}");
        if (done.MaturityModels.Count > 0) await context.Out.WriteLineAsync($"Published maturity models: {string.Join(", ", done.MaturityModels)}");
        return ExitCode.Done;
    }
}
