using System.CommandLine;
using OzgTracker.Cli.Imports;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import</c>: takes official files in. What all its subcommands share is here.</summary>
static class ImportCommand
{
    public static Command Create(CliContext context) => new("import", "Take an official file in. The same file again records nothing; after Ctrl-C it goes on where it stopped.")
    {
        ImportMunicipalitiesCommand.Create(context),
        ImportServicesCommand.Create(context),
        ImportCompetencesCommand.Create(context),
        ImportLeikaCommand.Create(context),
        ImportTagsCommand.Create(context),
        ImportFocusCommand.Create(context),
        ImportXzufiCommand.Create(context),
        ImportDashboardCommand.Create(context),
        ImportReportsCommand.Create(context),
    };

    public static Command Create(CliContext context, string name, string description, string file, TakeIn takeIn)
    {
        var path = new Argument<string>("FILE") { Description = file };
        var dryRun = DryRun();
        var json = CommonOptions.Json();
        var quiet = Quiet();
        var command = new Command(name, description) { path, dryRun, json, quiet };
        command.SetAction((parsed, ct) => new ImportRun(context, takeIn, parsed.GetRequiredValue(path), parsed.GetValue(dryRun), parsed.GetValue(json), parsed.GetValue(quiet)).RunAsync(ct));
        return command;
    }

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Read and decide everything, write nothing." };

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "No progress and no figures; problems only." };
}
