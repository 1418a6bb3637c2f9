using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>Looks for installed PostgreSQL servers, the newest major version first.</summary>
/// <param name="Chosen">Directory that the user named; nothing else counts then.</param>
/// <param name="Places">Directories to look at; the last part of the parent may be a pattern with <c>*</c>.</param>
sealed partial record BinaryFinder(string? Chosen, IReadOnlyList<string> Places)
{
    public const string Variable = "OZG_PG_BIN";

    // What the event store and the read models are written for; an older server lacks parts of their SQL.
    public const int OldestMajor = 15;
    public const int NewestMajor = 18;

    static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    public static BinaryFinder FromEnvironment()
    {
        var chosen = Environment.GetEnvironmentVariable(Variable);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var usual = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin")]
            : new[]
            {
                "/usr/lib/postgresql/*/bin",
                "/usr/pgsql-*/bin",
                "/opt/homebrew/opt/postgresql@*/bin",
                "/usr/local/opt/postgresql@*/bin",
                "/Applications/Postgres.app/Contents/Versions/*/bin",
            };
        return new BinaryFinder(string.IsNullOrWhiteSpace(chosen) ? null : chosen, [.. path, .. usual]);
    }

    /// <exception cref="EmbeddedPostgresException"><c>binaries-missing</c>: nothing usable is installed.</exception>
    public async Task<IReadOnlyList<ServerBinaries>> FindAsync(CancellationToken ct)
    {
        var found = new List<ServerBinaries>();
        var ignored = new List<string>();
        foreach (var directory in Candidates())
        {
            var (major, answer) = await AskMajorAsync(directory, ct);
            if (major is >= OldestMajor and <= NewestMajor)
                found.Add(new ServerBinaries(directory, major.Value));
            else if (major is not null)
                ignored.Add($"{directory}: version {major}, supported are {OldestMajor} to {NewestMajor}");
            else
                ignored.Add($"{directory}: {answer}");
        }

        return found.Count > 0 ? [.. found.OrderByDescending(binaries => binaries.Major)] : throw Missing(ignored);
    }

    /// <summary>The binaries for a cluster of the given major version, or the newest for a new one.</summary>
    /// <exception cref="EmbeddedPostgresException"><c>other-major-version</c>: a cluster is only readable by its own major version.</exception>
    public static ServerBinaries Choose(IReadOnlyList<ServerBinaries> found, int? clusterMajor, string data)
    {
        if (clusterMajor is null)
            return found[0];

        return found.FirstOrDefault(binaries => binaries.Major == clusterMajor) ?? throw new EmbeddedPostgresException(
            "other-major-version",
            $"The data in {data} belongs to PostgreSQL {clusterMajor}, but only {string.Join(", ", found.Select(binaries => $"{binaries.Major} ({binaries.Directory})"))} "
            + $"can be used. Install PostgreSQL {clusterMajor} (Debian, Ubuntu: apt-get install postgresql-{clusterMajor}), or convert the data with pg_upgrade, "
            + $"or name another home. If {Variable} is set, it hides all other installations.");
    }

    IEnumerable<string> Candidates()
    {
        var places = Chosen is null ? Places.SelectMany(Expand) : [Chosen];
        return places
            .Where(place => Chosen is not null || Programs.All(program => File.Exists(Path.Combine(place, ServerBinaries.FileName(program)))))
            .Select(RealDirectory)
            .Distinct(StringComparer.Ordinal);
    }

    static IEnumerable<string> Expand(string place)
    {
        if (!place.Contains('*', StringComparison.Ordinal))
            return [place];

        var versioned = Path.GetDirectoryName(place)!;
        var parent = Path.GetDirectoryName(versioned)!;
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, Path.GetFileName(versioned)).Select(directory => Path.Combine(directory, Path.GetFileName(place)))
            : [];
    }

    // /usr/local/bin/postgres may be a link into one of the other places.
    static string RealDirectory(string place)
    {
        var postgres = new FileInfo(Path.Combine(Path.GetFullPath(place), ServerBinaries.FileName("postgres")));
        return postgres.LinkTarget is not null && postgres.ResolveLinkTarget(returnFinalTarget: true) is { } target && Programs.All(program =>
            File.Exists(Path.Combine(Path.GetDirectoryName(target.FullName)!, ServerBinaries.FileName(program))))
            ? Path.GetDirectoryName(target.FullName)!
            : postgres.DirectoryName!;
    }

    static async Task<(int? Major, string Answer)> AskMajorAsync(string directory, CancellationToken ct)
    {
        try
        {
            var postgres = Path.Combine(directory, ServerBinaries.FileName("postgres"));
            var (_, answer) = await Command.RunAsync([postgres, "--version"], directory, input: null, ct);
            var version = VersionAnswer().Match(answer);
            return version.Success ? (int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture), answer) : (null, answer);
        }
        catch (Win32Exception error)
        {
            return (null, error.Message);
        }
    }

    EmbeddedPostgresException Missing(List<string> ignored)
    {
        var install = OperatingSystem.IsMacOS() ? "brew install postgresql@17"
            : OperatingSystem.IsWindows() ? "winget install PostgreSQL.PostgreSQL.17"
            : File.Exists("/etc/debian_version") ? "apt-get install postgresql"
            : File.Exists("/etc/alpine-release") ? "apk add postgresql17"
            : File.Exists("/etc/arch-release") ? "pacman -S postgresql"
            : "dnf install postgresql-server";
        var looked = Chosen is null ? "PATH and the usual places" : $"{Variable}={Chosen}";
        return new EmbeddedPostgresException(
            "binaries-missing",
            $"No PostgreSQL server ({OldestMajor} to {NewestMajor}) found in {looked}. Install one with: {install} — "
            + $"or set {Variable} to the directory that holds postgres, initdb and pg_ctl."
            + string.Concat(ignored.Select(reason => $"\n  ignored {reason}")));
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionAnswer();
}
