using System.ComponentModel;

namespace OzgTracker.EmbeddedPostgres;

/// <summary>The user that the server runs as: ourselves, or somebody unprivileged when we are root.</summary>
/// <remarks>
/// PostgreSQL refuses to run as root. Everything inside the server's place is made by this account too: root writes nothing
/// into a directory that somebody else could have filled with links.
/// </remarks>
sealed class ServerAccount
{
    static readonly string[] UsualNames = ["postgres", "nobody"];
    static readonly string[] ToolPlaces = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    readonly IReadOnlyList<string> become;

    ServerAccount(IReadOnlyList<string> become, string? owner) => (this.become, Owner) = (become, owner);

    /// <summary>Ourselves.</summary>
    public static ServerAccount Own { get; } = new([], owner: null);

    /// <summary><c>uid:gid</c> to give files to; null when they are ours anyway.</summary>
    public string? Owner { get; }

    /// <summary>Whether another account is needed at all.</summary>
    public static bool Needed => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public Task<(int ExitCode, string Output)> RunAsync(string directory, IReadOnlyList<string> words, CancellationToken ct, string? input = null) =>
        Command.RunAsync([.. become, .. words], directory, input, ct);

    /// <summary>Runs a line of POSIX shell as this account; <c>$1</c> and on are the arguments.</summary>
    public Task<(int ExitCode, string Output)> ShellAsync(string directory, string script, IReadOnlyList<string> arguments, CancellationToken ct, string? input = null) =>
        RunAsync(directory, ["/bin/sh", "-c", script, "sh", .. arguments], ct, input);

    /// <summary>Whether this account may enter the directory.</summary>
    public async Task<bool> CanEnterAsync(string directory, CancellationToken ct) =>
        (await ShellAsync("/", "cd -- \"$1\"", [directory], ct)).ExitCode == 0;

    /// <summary>Replaces a file that only this account (and root) may read, entirely or not at all.</summary>
    public async Task WriteAsync(string path, string content, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            await File.WriteAllTextAsync(path + ".new", content, ct);
            File.Move(path + ".new", path, overwrite: true);
            return;
        }

        var (exitCode, output) = await ShellAsync("/", "umask 077 && cat > \"$1.new\" && mv -f \"$1.new\" \"$1\"", [path], ct, content);
        if (exitCode != 0)
            throw StartFailure.From("home-not-accessible", $"{path} cannot be written.", output);
    }

    /// <summary>Who runs the server of a place: its owner if it has one, otherwise <c>postgres</c> or <c>nobody</c>.</summary>
    /// <exception cref="EmbeddedPostgresException"><c>no-unprivileged-user</c> or <c>privilege-tool-missing</c>.</exception>
    public static async Task<ServerAccount> ForAsync(string place, CancellationToken ct)
    {
        if (!Needed)
            return Own;

        if (await OwnerOfAsync(place, ct) is (not "0", _) owner)
            return await BecomingAsync(await IdAsync("-un", owner.Uid, ct) ?? owner.Uid, owner.Uid, owner.Gid, Ways, ct);
        foreach (var name in UsualNames)
        {
            if (await IdAsync("-u", name, ct) is { } uid && await IdAsync("-g", name, ct) is { } gid)
                return await BecomingAsync(name, uid, gid, Ways, ct);
        }

        throw new EmbeddedPostgresException(
            "no-unprivileged-user",
            "PostgreSQL does not run as root, and there is neither a user 'postgres' nor 'nobody' to run it as. Create one with: useradd --system postgres");
    }

    /// <summary>The account through the first tool of <paramref name="ways"/> that works here.</summary>
    public static async Task<ServerAccount> BecomingAsync(string name, string uid, string gid, IReadOnlyList<string> ways, CancellationToken ct)
    {
        foreach (var way in ways)
        {
            if (ToolPlaces.Select(place => Path.Combine(place, way)).FirstOrDefault(File.Exists) is not { } tool)
                continue;

            var account = new ServerAccount(Become(way, tool, name, uid, gid), $"{uid}:{gid}");
            if (await account.WorksAsync(uid, ct))
                return account;
        }

        throw new EmbeddedPostgresException(
            "privilege-tool-missing",
            $"PostgreSQL does not run as root, and none of {string.Join(", ", ways)} can start it as '{name}'. "
            + "Install one (Debian, Ubuntu: apt-get install util-linux), or start this program as an ordinary user.");
    }

    /// <summary>Programs that run a command as another user, the plainest first.</summary>
    public static IReadOnlyList<string> Ways { get; } = ["setpriv", "runuser", "su"];

    static string[] Become(string way, string tool, string name, string uid, string gid) => way switch
    {
        "setpriv" => [tool, "--reuid", uid, "--regid", gid, "--clear-groups", "--"],
        "runuser" => [tool, "-u", name, "--"],
        _ => [tool, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", name, "--"],
    };

    async Task<bool> WorksAsync(string uid, CancellationToken ct)
    {
        try
        {
            return await RunAsync("/", ["id", "-u"], ct) is (0, var answer) && answer == uid;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    static async Task<string?> IdAsync(string what, string user, CancellationToken ct) =>
        await Command.RunAsync(["id", what, user], "/", input: null, ct) is (0, var id) ? id : null;

    static async Task<(string Uid, string Gid)> OwnerOfAsync(string directory, CancellationToken ct)
    {
        if (!Directory.Exists(directory))
            return ("0", "0");

        var (_, listing) = await Command.RunAsync(["ls", "-nd", directory], "/", input: null, ct);
        var columns = listing.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (columns[2], columns[3]);
    }
}
