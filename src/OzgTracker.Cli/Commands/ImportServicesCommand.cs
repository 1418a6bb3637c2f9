using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import services</c>.</summary>
static class ImportServicesCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "services",
        "The services of the OZG catalogue.",
        "CSV with the columns of the OZG catalogue, UTF-8.",
        OfficialImports.Services);
}
