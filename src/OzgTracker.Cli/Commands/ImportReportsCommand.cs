using System.CommandLine;
using OzgTracker.Cli.Imports;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import reports</c>.</summary>
static class ImportReportsCommand
{
    public static Command Create(CliContext context)
    {
        var path = new Argument<string>("FILE")
        {
            Description = "CSV (comma or semicolon; UTF-8 or Windows-1252) with columns such as ags;ozg_id;reifegrad;seit;url;bemerkung, NDJSON, or a JSON array.",
        };
        var onBehalfOf = new Option<string?>("--on-behalf-of") { Description = "The Gemeindeverband or Kreis that reports for its members; lines without a unit speak for all of them.", HelpName = "KEY" };
        var rejects = new Option<string?>("--rejects") { Description = "Where to write the refused lines with their reasons; FILE.rejects.csv or .ndjson unless it is said.", HelpName = "FILE" };
        var restart = new Option<bool>("--restart") { Description = "Begin at the first line, even if an earlier run came further." };
        var dryRun = ImportCommand.DryRun();
        var json = CommonOptions.Json();
        var quiet = ImportCommand.Quiet();
        var command = new Command("reports", "Levels that municipalities report; import municipalities and services first.") { path, onBehalfOf, rejects, restart, dryRun, json, quiet };
        command.SetAction((parsed, ct) => new ReportImportRun(
            context, parsed.GetRequiredValue(path), parsed.GetValue(onBehalfOf), parsed.GetValue(rejects), parsed.GetValue(dryRun), parsed.GetValue(restart), parsed.GetValue(json),
            parsed.GetValue(quiet)).RunAsync(ct));
        return command;
    }
}
