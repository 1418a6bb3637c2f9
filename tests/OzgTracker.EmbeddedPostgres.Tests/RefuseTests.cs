namespace OzgTracker.EmbeddedPostgres.Tests;

public sealed class RefuseTests
{
    [Test]
    public async Task A_damaged_cluster_is_left_as_it_is_and_named_with_the_servers_words()
    {
        using var home = await TempHome.WithClusterAsync();
        File.Delete(Path.Combine(home.Data, "global", "pg_control"));
        var before = Count(home.Data);
        var refusal = await home.RefusalAsync();

        Assert.Multiple(() =>
        {
            Assert.That(refusal.Code, Is.EqualTo("cluster-damaged"));
            Assert.That(refusal.Message, Does.Contain(home.Data).And.Contain("could not find the database system"));
            Assert.That(Count(home.Data), Is.EqualTo(before));
        });
    }

    [Test]
    public async Task A_control_file_of_rubbish_is_damage_too()
    {
        using var home = await TempHome.WithClusterAsync();
        var control = Path.Combine(home.Data, "global", "pg_control");
        var bytes = await File.ReadAllBytesAsync(control);
        bytes[40] ^= 0xff;
        await File.WriteAllBytesAsync(control, bytes);

        Assert.That((await home.RefusalAsync()).Code, Is.EqualTo("cluster-damaged"));
    }

    [Test]
    public async Task Data_without_a_version_is_damage_and_not_a_free_place()
    {
        using var home = await TempHome.WithClusterAsync();
        File.Delete(Path.Combine(home.Data, "PG_VERSION"));
        var refusal = await home.RefusalAsync();

        Assert.That(refusal.Code, Is.EqualTo("cluster-damaged"));
        Assert.That(Directory.Exists(Path.Combine(home.Data, "base")));
    }

    [Test]
    public async Task Data_of_another_major_version_is_refused_with_both_versions()
    {
        using var home = await TempHome.WithClusterAsync();
        await File.WriteAllTextAsync(Path.Combine(home.Data, "PG_VERSION"), "12\n");
        var refusal = await home.RefusalAsync();
        var installed = (await BinaryFinder.FromEnvironment().FindAsync(CancellationToken.None))[0];

        Assert.That(refusal.Code, Is.EqualTo("other-major-version"));
        Assert.That(refusal.Message, Does.Contain("PostgreSQL 12").And.Contain($"{installed.Major} ({installed.Directory})"));
    }

    [Test]
    public async Task A_full_disk_is_named()
    {
        using var home = new TempHome();
        Directory.CreateDirectory(home.Path);
        await using var disk = await SmallDisk.AtAsync(home.Path);

        Assert.That((await disk.RefusalAsync(home)).Code, Is.EqualTo("disk-full"));
        Assert.That(Directory.EnumerateDirectories(home.Place, "data*"), Is.Empty);
    }

    [Test]
    public async Task A_home_that_cannot_be_made_is_named()
    {
        using var home = new TempHome();
        await File.WriteAllTextAsync(home.Path, "a file");
        var refusal = await TempHome.RefusalAsync(new() { Home = Path.Combine(home.Path, "below") });

        Assert.That(refusal.Code, Is.EqualTo("home-not-accessible"));
    }

    static int Count(string directory) => Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Count();
}
