using System.CommandLine;
using System.Globalization;
using Npgsql;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg audit</c>: what is kept about who came, who was turned away and what administrators did.</summary>
static class AuditCommand
{
    public static Command Create(CliContext context) => new("audit", "The access audit: sign-ins, refusals, acts of administrators.") { Forget(context) };

    static Command Forget(CliContext context)
    {
        var subject = new Argument<string>("SUBJECT") { Description = "The subject of the tokens, letter for letter." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Count the rows, change nothing." };
        var json = CommonOptions.Json();
        var command = new Command("forget", "Erase a subject from the access audit; what happened stays, without it. Needs the owner's connection.") { subject, dryRun, json };
        command.SetAction(async (parsed, ct) =>
        {
            var onlyCounts = parsed.GetValue(dryRun);
            var rows = await ForgetAsync(context, parsed.GetRequiredValue(subject), onlyCounts, ct);
            var verb = onlyCounts ? "Would erase" : "Erased";
            if (parsed.GetValue(json)) CliJson.Write(context.Out, new { DryRun = onlyCounts, Rows = rows });
            else await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{verb} the subject from {rows:N0} rows."));
            return ExitCode.Done;
        });
        return command;
    }

    static async Task<long> ForgetAsync(CliContext context, string subject, bool dryRun, CancellationToken ct)
    {
        if (!context.MayHaveDatabase) throw NotMigrated();
        await using var database = await OpenDatabase.OfAsync(context, ct);
        if (await DatabaseSetup.PendingAsync(database.Store, ct) is not []) throw NotMigrated();
        await using var command = database.Store.DataSource.CreateCommand(dryRun ? "select count(*) from ozg.access_event where subject = $1" : "select ozg.forget_subject($1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    static CliException NotMigrated() => new("The database is not migrated, so it has no access audit. First run: ozg migrate");
}
