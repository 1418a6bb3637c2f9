namespace OzgTracker.EmbeddedPostgres;

/// <summary>Who uses the server of a place, told by locks that the kernel releases when a process ends in whatever way.</summary>
/// <remarks>
/// <para>Members hold <c>members.lock</c> shared. Whoever decides about the server (start, join, stop) holds <c>gate.lock</c> exclusively.</para>
/// <para>On Unix a <see cref="FileStream"/> takes flock(2): shared for <see cref="FileAccess.Read"/> with <see cref="FileShare.Read"/>, exclusive for
/// <see cref="FileShare.None"/>, never blocking. The <see cref="Guardian"/> speaks the same locks through flock(1).</para>
/// </remarks>
sealed class Membership(string gateFile, string membersFile)
{
    // .NET has no blocking file lock; this is the pause between two attempts.
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public Membership(Place place) : this(Path.Combine(place.Root, "gate.lock"), Path.Combine(place.Root, "members.lock"))
    {
    }

    /// <summary>Waits until nobody else decides about the server; the others wait until the result is disposed.</summary>
    public Task<FileStream> EnterGateAsync(CancellationToken ct) => WaitForAsync(() => TryExclusive(gateFile), ct);

    /// <summary>A member until disposed or dead. Only for whoever stands in the gate.</summary>
    /// <remarks>Waits at most for the moment in which a guardian finds out that nobody is a member.</remarks>
    public Task<FileStream> JoinAsync(CancellationToken ct) => WaitForAsync(() => TryShared(membersFile), ct);

    /// <summary>Whether anybody is a member. Only for whoever stands in the gate and is no member.</summary>
    public async Task<bool> AnybodyAsync(CancellationToken ct)
    {
        // The exclusive lock may also fail because the guardian has just been woken by our leaving; it lets go at once and then waits at the gate.
        // A shared lock in between proves that it has. It does so once; the third attempt is for a guardian that was replaced meanwhile.
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            using (var alone = TryExclusive(membersFile))
            {
                if (alone is not null)
                    return false;
            }

            using var beside = await JoinAsync(ct);
        }

        return true;
    }

    /// <summary>Creates the lock files, owned by the server's account so that its guardian can open them.</summary>
    public static async Task MakeFilesAsync(Place place, CancellationToken ct)
    {
        var files = Guardian.LockFiles.Select(file => Path.Combine(place.Root, file)).ToList();
        if (files.All(File.Exists))
            return;

        if (OperatingSystem.IsWindows())
        {
            foreach (var file in files)
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite).Dispose();
        }
        else if (await place.Account.ShellAsync("/", "umask 077 && touch -- \"$@\"", files, ct) is (not 0, var refusal))
        {
            throw new IOException(refusal);
        }
    }

    static async Task<FileStream> WaitForAsync(Func<FileStream?> attempt, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (attempt() is { } held)
                return held;
            await Task.Delay(Pause, ct);
        }
    }

    static FileStream? TryExclusive(string file) => TryOpen(file, FileAccess.ReadWrite, FileShare.None);

    static FileStream? TryShared(string file) => TryOpen(file, FileAccess.Read, FileShare.Read);

    static FileStream? TryOpen(string file, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(file, FileMode.Open, access, share, bufferSize: 0);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }
}
