namespace OzgTracker.Faults.Disks;

/// <summary>A file system in memory that a test fills up.</summary>
sealed class FullDisk(string folder)
{
    string Ballast => Path.Combine(folder, "ballast");

    /// <summary>Takes all space that is left.</summary>
    public void Fill() => Shell.Run("/bin/sh", "-c", $"cat /dev/zero > '{Ballast}' 2>/dev/null; true");

    public void Empty() => File.Delete(Ballast);

    /// <summary>Where mounting is not allowed the test is ignored.</summary>
    public static async Task<FullDisk> Mount(PostgresServer server, string name, int megabytes)
    {
        if (await server.Mount(name, megabytes) is { } folder) return new FullDisk(folder);
        Assert.Ignore("A file system in memory cannot be mounted here; this test needs root and CAP_SYS_ADMIN.");
        throw new InvalidOperationException();
    }
}
