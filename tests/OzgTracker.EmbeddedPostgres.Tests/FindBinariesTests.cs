namespace OzgTracker.EmbeddedPostgres.Tests;

public sealed class FindBinariesTests
{
    string root = "";

    [SetUp]
    public void Create() => root = Directory.CreateTempSubdirectory("ozg-bin-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(root, recursive: true);

    [Test]
    public async Task This_machine_has_postgresql() =>
        Assert.That(await BinaryFinder.FromEnvironment().FindAsync(CancellationToken.None), Is.Not.Empty);

    [Test]
    public async Task The_newest_major_version_comes_first()
    {
        foreach (var major in new[] { 15, 18, 16 })
            FakeBinaries.Create(Path.Combine(root, $"{major}", "bin"), major);
        var found = await new BinaryFinder(Chosen: null, [Path.Combine(root, "*", "bin")]).FindAsync(CancellationToken.None);

        Assert.That(found.Select(binaries => binaries.Major), Is.EqualTo([18, 16, 15]));
    }

    [Test]
    public async Task A_chosen_directory_wins_outright()
    {
        var chosen = FakeBinaries.Create(Path.Combine(root, "chosen"), 15);
        FakeBinaries.Create(Path.Combine(root, "18", "bin"), 18);
        var found = await new BinaryFinder(chosen, [Path.Combine(root, "*", "bin")]).FindAsync(CancellationToken.None);

        Assert.That(found, Is.EqualTo([new ServerBinaries(chosen, 15)]));
    }

    [Test]
    public async Task Links_to_the_same_programs_count_once()
    {
        var real = FakeBinaries.Create(Path.Combine(root, "real"), 17);
        var links = Directory.CreateDirectory(Path.Combine(root, "links")).FullName;
        foreach (var program in new[] { "postgres", "initdb", "pg_ctl" })
            File.CreateSymbolicLink(Path.Combine(links, program), Path.Combine(real, program));
        var found = await new BinaryFinder(Chosen: null, [links, real]).FindAsync(CancellationToken.None);

        Assert.That(found, Is.EqualTo([new ServerBinaries(real, 17)]));
    }

    [TestCase(14)]
    [TestCase(19)]
    public void An_unsupported_version_is_ignored_with_a_reason(int major)
    {
        var unsupported = FakeBinaries.Create(Path.Combine(root, "bin"), major);

        Assert.That(
            async () => await new BinaryFinder(Chosen: null, [unsupported]).FindAsync(CancellationToken.None),
            Throws.TypeOf<EmbeddedPostgresException>()
                .With.Property("Code").EqualTo("binaries-missing")
                .And.Message.Contains($"ignored {unsupported}: version {major}, supported are 15 to 18"));
    }

    [Test]
    public void Without_any_the_line_to_type_is_named() =>
        Assert.That(
            async () => await new BinaryFinder(Chosen: null, [root]).FindAsync(CancellationToken.None),
            Throws.TypeOf<EmbeddedPostgresException>().With.Property("Code").EqualTo("binaries-missing").And.Message.Contains("install"));

    [Test]
    public void A_chosen_directory_without_programs_is_named() =>
        Assert.That(
            async () => await new BinaryFinder(root, ["/usr/lib/postgresql/*/bin"]).FindAsync(CancellationToken.None),
            Throws.TypeOf<EmbeddedPostgresException>().With.Property("Code").EqualTo("binaries-missing").And.Message.Contains($"OZG_PG_BIN={root}"));

    [Test]
    public void A_cluster_gets_the_binaries_of_its_own_version()
    {
        ServerBinaries[] found = [new("/18", 18), new("/16", 16)];

        Assert.That(BinaryFinder.Choose(found, clusterMajor: 16, "/data"), Is.EqualTo(found[1]));
        Assert.That(BinaryFinder.Choose(found, clusterMajor: null, "/data"), Is.EqualTo(found[0]));
    }
}
