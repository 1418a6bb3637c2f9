using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import tags</c>.</summary>
static class ImportTagsCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "tags",
        "The programmes that services belong to, such as efa or sdg-annex-2; import the services first.",
        "CSV with the columns ozg_id, tag, valid_from, valid_to, source, UTF-8; days may be empty.",
        OfficialImports.Tags);
}
