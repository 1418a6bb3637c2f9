using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import municipalities</c>.</summary>
static class ImportMunicipalitiesCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "municipalities",
        "Gemeinden, gemeindefreie Gebiete, Kreise and Gemeindeverbände from the Gemeindeverzeichnis of Destatis.",
        "GV100AD, 220 fixed columns, UTF-8.",
        OfficialImports.Municipalities);
}
