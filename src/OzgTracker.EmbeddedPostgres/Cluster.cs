using System.Globalization;
using System.Security.Cryptography;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>The data directory: whole or not there, never half.</summary>
/// <remarks>Only for whoever stands in the gate.</remarks>
sealed class Cluster(Place place)
{
    /// <summary>Prefix of a directory in which an <c>initdb</c> is, or was, at work.</summary>
    public const string Unfinished = "data.tmp-";

    /// <summary>Major version of the cluster; null when there is none.</summary>
    /// <exception cref="EmbeddedPostgresException"><c>cluster-damaged</c>: there is data, but nothing that says of which version.</exception>
    public int? Major()
    {
        if (!Directory.Exists(place.Data))
            return null;
        if (!Directory.EnumerateFileSystemEntries(place.Data).Any())
            return null;
        if (File.Exists(place.VersionFile) && int.TryParse(File.ReadAllText(place.VersionFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var major))
            return major;

        throw new EmbeddedPostgresException(
            "cluster-damaged",
            $"{place.Data} holds files but no readable PG_VERSION; nothing was deleted. Restore a backup into it, or move the directory away to start with an empty one.");
    }

    /// <summary>Makes the cluster in a directory of another name and renames it when it is complete.</summary>
    public async Task CreateAsync(ServerBinaries binaries, bool durable, CancellationToken ct)
    {
        await RemoveUnfinishedAsync(ct);
        if (!File.Exists(place.PasswordFile))
            await place.Account.WriteAsync(place.PasswordFile, RandomNumberGenerator.GetHexString(48, lowercase: true), ct);

        var unfinished = Path.Combine(place.Root, Unfinished + Guid.CreateVersion7().ToString("N"));
        List<string> initdb =
        [
            binaries.Initdb, "-D", unfinished, "--locale=C", "--encoding=UTF8", "--data-checksums", $"--username={ServerAddress.Superuser}",
            "--auth-local=trust", "--auth-host=scram-sha-256", $"--pwfile={place.PasswordFile}", "--no-instructions",
        ];
        if (!durable)
            initdb.Add("--no-sync");
        var (exitCode, output) = await place.Account.RunAsync(place.Root, initdb, ct);
        if (exitCode != 0)
        {
            await RemoveUnfinishedAsync(CancellationToken.None);
            throw StartFailure.From("initdb-failed", $"initdb ({binaries.Initdb}) failed.", output);
        }

        if (Directory.Exists(place.Data))
            Directory.Delete(place.Data);
        Directory.Move(unfinished, place.Data);
        if (durable && !OperatingSystem.IsWindows())
            await place.Account.ShellAsync("/", "sync -- \"$1\" 2>/dev/null || sync", [place.Root], ct);   // otherwise a power cut could bring the old name back
    }

    // An initdb that outlived its killed starter may still be writing; what cannot be removed now goes at the next start.
    async Task RemoveUnfinishedAsync(CancellationToken ct)
    {
        foreach (var directory in Directory.EnumerateDirectories(place.Root, Unfinished + "*"))
        {
            if (OperatingSystem.IsWindows())
                Directory.Delete(directory, recursive: true);
            else
                await place.Account.RunAsync("/", ["rm", "-rf", "--", directory], ct);
        }
    }
}
