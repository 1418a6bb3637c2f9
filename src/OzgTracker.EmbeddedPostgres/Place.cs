using System.Security.Cryptography;
using System.Text;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>The directory with everything of one server, owned by the account that runs it.</summary>
/// <param name="Root">Canonical for a home: every process that names the home arrives at the same place.</param>
sealed record Place(string Root, ServerAccount Account)
{
    /// <summary>Text file in a home whose cluster lies elsewhere.</summary>
    public const string Signpost = "postgres-is-elsewhere.txt";

    const string Elsewhere = "/var/lib/ozgtracker";

    public string Data => Path.Combine(Root, "data");

    public string VersionFile => Path.Combine(Data, "PG_VERSION");

    public string PostmasterFile => Path.Combine(Data, "postmaster.pid");

    public string PasswordFile => Path.Combine(Root, "password");

    public string StartLog => Path.Combine(Root, "start.log");

    /// <summary>Finds the place of a home and makes it if it is not there yet.</summary>
    /// <exception cref="EmbeddedPostgresException"><c>home-not-accessible</c>.</exception>
    public static async Task<Place> OfAsync(string home, CancellationToken ct)
    {
        home = Path.TrimEndingDirectorySeparator(Path.GetFullPath(home));
        try
        {
            Directory.CreateDirectory(home);
            var place = await ChooseAsync(home, ct);
            await place.MakeAsync(ct);
            return place;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.From("home-not-accessible", $"The home {home} cannot be used. Name another one or give this user access to it.", error.Message);
        }
    }

    /// <summary>Short, stable name for a path, for places where the path itself does not fit.</summary>
    public static string ShortName(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];

    static async Task<Place> ChooseAsync(string home, CancellationToken ct)
    {
        var inside = Path.Combine(home, "postgres");
        var signpost = Path.Combine(home, Signpost);
        if (File.Exists(signpost))
            return await FollowAsync(home, signpost, ct);

        var account = await ServerAccount.ForAsync(inside, ct);
        if (!ServerAccount.Needed || await account.CanEnterAsync(home, ct))
            return new Place(inside, account);
        if (Directory.Exists(Path.Combine(inside, "data")))
        {
            throw new EmbeddedPostgresException(
                "home-not-accessible",
                $"{inside} holds a cluster whose owner may not enter {home} any more. Allow it with: chmod o+x {home} (and the directories above).");
        }

        var outside = Path.Combine(Elsewhere, ShortName(home));
        await File.WriteAllTextAsync(
            signpost, $"{outside}\nThe PostgreSQL data of this home is there: the user that runs the server may not enter this directory.\n", ct);
        return new Place(outside, await ServerAccount.ForAsync(outside, ct));
    }

    // A home that was renamed keeps its cluster; a signpost to anywhere else is not ours.
    static async Task<Place> FollowAsync(string home, string signpost, CancellationToken ct)
    {
        var outside = (await File.ReadAllLinesAsync(signpost, ct)).FirstOrDefault("");
        if (Path.GetDirectoryName(outside) != Elsewhere || Path.GetFullPath(outside) != outside)
            throw new EmbeddedPostgresException("home-not-accessible", $"{signpost} does not name a directory below {Elsewhere}. Delete it to start with an empty cluster.");
        if (!ServerAccount.Needed)
        {
            throw new EmbeddedPostgresException(
                "home-not-accessible", $"The cluster of {home} was made by root and lies in {outside}. Run as root, or delete {signpost} to start with an empty cluster.");
        }

        return new Place(outside, await ServerAccount.ForAsync(outside, ct));
    }

    async Task MakeAsync(CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Root);
        }
        else
        {
            if (Path.GetDirectoryName(Root) == Elsewhere)
            {
                Directory.CreateDirectory(Elsewhere);
                File.SetUnixFileMode(Elsewhere, (UnixFileMode)0b111_101_101);
            }

            Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (Account.Owner is not null && await Command.RunAsync(["chown", "-h", Account.Owner, Root], "/", input: null, ct) is (not 0, var refusal))
                throw new IOException(refusal);
        }

        await Membership.MakeFilesAsync(this, ct);
    }
}
