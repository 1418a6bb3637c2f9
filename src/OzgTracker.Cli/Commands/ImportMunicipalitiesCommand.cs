using System.CommandLine;
using OzgTracker.Cli.Imports;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import municipalities</c>.</summary>
static class ImportMunicipalitiesCommand
{
    public static Command Create(CliContext context)
    {
        var path = new Argument<string>("FILE") { Description = "GV100AD, 220 fixed columns, UTF-8." };
        var plan = new Option<bool>("--plan") { Description = "Only show what has changed against what is known; write nothing." };
        var decisions = new Option<string?>("--decisions")
        {
            Description = "CSV with the columns old;new;share (keys; share 0 to 1 or empty): who succeeds dissolved units where areas do not tell.",
            HelpName = "FILE",
        };
        var dryRun = ImportCommand.DryRun();
        var json = CommonOptions.Json();
        var quiet = ImportCommand.Quiet();
        var command = new Command("municipalities", "Gemeinden, gemeindefreie Gebiete, Kreise and Gemeindeverbände from the Gemeindeverzeichnis of Destatis.")
        {
            path, plan, decisions, dryRun, json, quiet,
        };
        command.SetAction((parsed, ct) => new MunicipalityImportRun(
            context, parsed.GetRequiredValue(path), parsed.GetValue(decisions), parsed.GetValue(plan), parsed.GetValue(dryRun), parsed.GetValue(json), parsed.GetValue(quiet)).RunAsync(ct));
        return command;
    }
}
