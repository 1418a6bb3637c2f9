using Microsoft.Extensions.Logging.Abstractions;
using OzgTracker.Operations;

namespace OzgTracker.Cli;

/// <summary>The database of a command.</summary>
static class OpenDatabase
{
    /// <exception cref="CliException">What was given is no connection string.</exception>
    /// <exception cref="EmbeddedPostgres.EmbeddedPostgresException">The embedded server cannot be started.</exception>
    public static Task<OzgDatabase> OfAsync(CliContext context, CancellationToken ct)
    {
        DatabaseName.Check(context.Settings);
        // Trouble reaches the user as the command's own error; a log between progress bars would only hide it.
        return OzgDatabase.OpenAsync(context.Settings, NullLoggerFactory.Instance, ct);
    }
}
