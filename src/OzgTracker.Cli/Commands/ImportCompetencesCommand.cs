using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import competences</c>.</summary>
static class ImportCompetencesCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "competences",
        "Which local bodies execute a service in a Land, and from when on; import the services first.",
        "CSV with the columns ozg_id, land (05, DE-NW, name or *), executed_by (gemeinde, verband, kreis, joined by +; empty for none), valid_from; UTF-8.",
        CompetenceImport.Run);
}
