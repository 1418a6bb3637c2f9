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
    };

    public static Command Create(CliContext context, string name, string description, string file, TakeIn takeIn)
    {
        var path = new Argument<string>("FILE") { Description = file };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and decide everything, write nothing." };
        var json = CommonOptions.Json();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress and no figures; problems only." };
        var command = new Command(name, description) { path, dryRun, json, quiet };
        command.SetAction((parsed, ct) => new ImportRun(context, takeIn, parsed.GetRequiredValue(path), parsed.GetValue(dryRun), parsed.GetValue(json), parsed.GetValue(quiet)).RunAsync(ct));
        return command;
    }
}
