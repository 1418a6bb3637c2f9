namespace OzgTracker.EmbeddedPostgres.Tests;

public sealed class StartAsRootTests
{
    [SetUp]
    public void OnlyRoot()
    {
        if (!ServerAccount.Needed)
            Assert.Ignore("An ordinary user runs the server itself; these cases exist for root only.");
    }

    [Test]
    public async Task The_server_runs_as_an_unprivileged_user()
    {
        using var home = new TempHome();
        await using var server = await home.StartAsync();
        var status = await File.ReadAllLinesAsync($"/proc/{server.ProcessId}/status");

        Assert.That(status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)), Does.Not.Contain("\t0"));
        Assert.That(status.Single(line => line.StartsWith("Groups:", StringComparison.Ordinal)).Trim(), Is.EqualTo("Groups:"));
    }

    [Test]
    public async Task A_home_that_the_server_may_not_enter_gets_its_cluster_elsewhere_and_says_where()
    {
        using var home = new TempHome(below: "/root");
        await using (var server = await home.StartAsync())
        {
            Assert.That(server.DataDirectory, Does.StartWith("/var/lib/ozgtracker/"));
            Assert.That(await File.ReadAllTextAsync(home.Signpost), Does.Contain(Path.GetDirectoryName(server.DataDirectory)!));
            await TempHome.AskAsync(server.ConnectionString, "create table kept as select 42 as answer");
        }

        await using var again = await home.StartAsync();
        Assert.That(await TempHome.AskAsync(again.ConnectionString, "select answer from kept"), Is.EqualTo(42));
    }

    [Test]
    public async Task A_renamed_home_keeps_its_cluster_elsewhere()
    {
        using var home = new TempHome(below: "/root");
        await home.CreateClusterAsync();
        var renamed = home.Path + "-renamed";
        Directory.Move(home.Path, renamed);
        await using (var server = await EmbeddedPostgresServer.StartAsync(new() { Home = renamed, Durable = false }))
            Assert.That(Directory.GetParent(server.DataDirectory)!.FullName, Is.EqualTo((await File.ReadAllLinesAsync(Path.Combine(renamed, Place.Signpost)))[0]));
        Directory.Move(renamed, home.Path);
    }

    [TestCase("/etc")]
    [TestCase("/var/lib/ozgtracker/../../../etc")]
    [TestCase("")]
    public async Task A_signpost_to_anywhere_else_is_not_followed(string target)
    {
        using var home = new TempHome();
        Directory.CreateDirectory(home.Path);
        await File.WriteAllTextAsync(home.Signpost, target + "\n");
        var refusal = await home.RefusalAsync();
        File.Delete(home.Signpost);

        Assert.That(refusal.Code, Is.EqualTo("home-not-accessible"));
    }

    [Test]
    public async Task A_cluster_whose_home_was_closed_is_not_replaced_by_an_empty_one()
    {
        using var home = await TempHome.WithClusterAsync();
        File.SetUnixFileMode(home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var refusal = await home.RefusalAsync();

        Assert.That(refusal.Code, Is.EqualTo("home-not-accessible"));
        Assert.That(refusal.Message, Does.Contain("chmod"));
    }

    [Test]
    public async Task The_cluster_of_an_ordinary_user_is_run_as_that_user()
    {
        using var home = await TempHome.WithClusterAsync();
        var nobody = await ServerAccount.BecomingAsync("nobody", "65534", "65534", ServerAccount.Ways, CancellationToken.None);
        await Command.RunAsync(["chown", "-R", nobody.Owner!, home.Place], "/", input: null, CancellationToken.None);
        await using var server = await home.StartAsync();

        Assert.That(await File.ReadAllTextAsync($"/proc/{server.ProcessId}/status"), Does.Contain("Uid:\t65534"));
    }

    [TestCase("setpriv")]
    [TestCase("runuser")]
    [TestCase("su")]
    public async Task Each_tool_that_drops_root_does_so_with_the_words_unharmed(string way)
    {
        var account = await ServerAccount.BecomingAsync("nobody", "65534", "65534", [way], CancellationToken.None);
        var (exitCode, output) = await account.ShellAsync("/tmp", "id -u; id -g; pwd; echo \"$1|$2\"; exit 7", ["it's $HOME", "--"], CancellationToken.None);

        Assert.That(output.Split('\n'), Is.EqualTo(["65534", "65534", "/tmp", "it's $HOME|--"]));
        Assert.That(exitCode, Is.EqualTo(7));
    }

    [Test]
    public void Without_such_a_tool_the_missing_ones_are_named() =>
        Assert.That(
            async () => await ServerAccount.BecomingAsync("nobody", "65534", "65534", ["no-such-tool"], CancellationToken.None),
            Throws.TypeOf<EmbeddedPostgresException>().With.Property("Code").EqualTo("privilege-tool-missing").And.Message.Contains("no-such-tool"));
}
