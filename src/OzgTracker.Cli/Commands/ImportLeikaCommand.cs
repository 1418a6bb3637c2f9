using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import leika</c>.</summary>
static class ImportLeikaCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "leika",
        "The LeiKa services that each OZG service bundles; import the services first.",
        "CSV with the columns of the LeiKa list, UTF-8.",
        OfficialImports.Leika);
}
