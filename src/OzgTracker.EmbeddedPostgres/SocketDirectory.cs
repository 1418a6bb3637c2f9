using System.Text;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>A directory for the server's Unix socket that nobody but its account and root can enter.</summary>
static class SocketDirectory
{
    public const int Port = 5432;

    // sun_path holds 108 bytes on Linux and 104 on macOS, the final zero included.
    const int LongestPath = 103;

    const string Claim = "mkdir -m 700 -- \"$1\" 2>/dev/null; [ -d \"$1\" ] && [ ! -L \"$1\" ] && [ -O \"$1\" ] && chmod 700 -- \"$1\"";

    /// <summary>Where the socket goes when the path of the place is too long for one.</summary>
    public static string Fallback(Place place) => $"/tmp/ozgtracker-{Place.ShortName(place.Root)}";

    /// <summary>The directory, or null where there is none to be had and the server has to listen on a loopback port.</summary>
    public static async Task<string?> MakeAsync(Place place, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            return null;

        var inside = Path.Combine(place.Root, "socket");
        var directory = Fits(inside) ? inside : Fallback(place);
        return (await place.Account.ShellAsync("/", Claim, [directory], ct)).ExitCode == 0 ? directory : null;
    }

    // Both PostgreSQL and Npgsql take a comma for a separator of several hosts.
    static bool Fits(string directory) =>
        Encoding.UTF8.GetByteCount($"{directory}/.s.PGSQL.{Port}") <= LongestPath && !directory.Contains(',', StringComparison.Ordinal);
}
