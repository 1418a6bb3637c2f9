using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import xzufi</c>.</summary>
static class ImportXzufiCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "xzufi",
        "Online services from a message of XZuFi as evidence, never as a level; import municipalities, services and leika first. Files in the order in which they were made.",
        "XML in XZuFi 2.2 or 2.3.",
        EvidenceImport.Xzufi);
}
