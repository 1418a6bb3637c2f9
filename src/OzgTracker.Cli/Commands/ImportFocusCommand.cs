using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import focus</c>.</summary>
static class ImportFocusCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "focus",
        "The focus services (Fokusleistungen) as the programme fokus, with the confidence of each; import the services first.",
        "CSV with the columns ozg_id, kurzname, vertrauen, beleg, UTF-8.",
        OfficialImports.Focus);
}
