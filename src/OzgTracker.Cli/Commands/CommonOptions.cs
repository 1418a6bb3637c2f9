using System.CommandLine;

namespace OzgTracker.Cli.Commands;

/// <summary>Options that mean the same wherever they occur.</summary>
static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON to standard output." };
}
