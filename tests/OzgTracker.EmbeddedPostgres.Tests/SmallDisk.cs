namespace OzgTracker.EmbeddedPostgres.Tests;

/// <summary>A disk without room for a cluster: a real one for root, an <c>initdb</c> that says so for everybody else.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly string? mounted;

    SmallDisk(string? mounted) => this.mounted = mounted;

    public static async Task<SmallDisk> AtAsync(string directory)
    {
        if (!ServerAccount.Needed)
            return new SmallDisk(null);

        var (exitCode, output) = await Command.RunAsync(["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "none", directory], "/", input: null, CancellationToken.None);
        return new SmallDisk(exitCode == 0 ? directory : throw new AssertionException(output));
    }

    public async Task<EmbeddedPostgresException> RefusalAsync(TempHome home)
    {
        if (mounted is not null)
            return await home.RefusalAsync();

        var place = await Place.OfAsync(home.Path, CancellationToken.None);
        var programs = FakeBinaries.Create(Path.Combine(home.Path, "bin"), major: 17, initdb: "echo 'initdb: error: could not write: No space left on device' >&2; exit 1");
        try
        {
            await new Cluster(place).CreateAsync(new ServerBinaries(programs, 17), durable: false, CancellationToken.None);
        }
        catch (EmbeddedPostgresException refusal)
        {
            return refusal;
        }

        throw new AssertionException("The cluster was made.");
    }

    public async ValueTask DisposeAsync()
    {
        if (mounted is null)
            return;

        Eventually.Holds(() => Processes.GuardianOf(Path.Combine(mounted, "postgres")) is null, "the guardian has gone");
        await Command.RunAsync(["umount", mounted], "/", input: null, CancellationToken.None);
    }
}
