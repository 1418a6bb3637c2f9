using System.Globalization;

namespace OzgTracker.EmbeddedPostgres.Tests;

public sealed class RecoverTests
{
    [Test]
    public async Task The_pid_file_of_a_dead_server_is_no_obstacle()
    {
        using var home = await TempHome.WithClusterAsync();
        using var gone = System.Diagnostics.Process.Start("true");
        await gone.WaitForExitAsync();
        await WritePidFileAsync(home, gone.Id);
        await using var server = await home.StartAsync();

        Assert.That(server.Joined, Is.False);
    }

    [Test]
    public async Task A_pid_file_that_names_an_unrelated_process_is_no_obstacle()
    {
        using var home = await TempHome.WithClusterAsync();
        using var unrelated = new CancellationTokenSource();
        var account = await ServerAccount.ForAsync(home.Place, unrelated.Token);
        var pidFile = Path.Combine(home.Place, "unrelated.pid");
        var running = account.ShellAsync("/", "echo $$ > \"$1\"; exec sleep 600", [pidFile], unrelated.Token);
        Eventually.Holds(() => File.Exists(pidFile) && File.ReadAllText(pidFile).EndsWith('\n'), "the unrelated process runs");
        var pid = int.Parse(await File.ReadAllTextAsync(pidFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        await WritePidFileAsync(home, pid);
        await WriteAsync(home, Path.Combine(home.Place, "socket", ".s.PGSQL.5432.lock"), $"{pid}\n");

        await using (var server = await home.StartAsync())
            Assert.That(await TempHome.AskAsync(server.ConnectionString, "select 1"), Is.EqualTo(1));
        Assert.That(Processes.Lives(pid), "the unrelated process was left alone");
        await unrelated.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_half_done_initdb_is_not_taken_for_a_cluster()
    {
        using var home = await TempHome.WithClusterAsync();
        var unfinished = Path.Combine(home.Place, Cluster.Unfinished + "1");
        Directory.Move(home.Data, unfinished);
        File.Delete(Path.Combine(unfinished, "global", "pg_control"));
        await using var server = await home.StartAsync();

        Assert.That(await TempHome.AskAsync(server.ConnectionString, "select 1"), Is.EqualTo(1));
        Assert.That(Directory.Exists(unfinished), Is.False);
    }

    [Test]
    public async Task An_owner_killed_during_initdb_leaves_no_cluster_behind()
    {
        using var home = new TempHome();
        using var owner = OwnerProcess.Begin(home);
        Eventually.Holds(
            () => Directory.Exists(home.Place) && Directory.EnumerateDirectories(home.Place, Cluster.Unfinished + "*").Any(), "initdb is at work");
        owner.Kill();
        var leftBehind = Directory.Exists(home.Data);
        await using var server = await home.StartAsync();

        Assert.That(leftBehind, Is.False);
        Assert.That(await TempHome.AskAsync(server.ConnectionString, "select 1"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_empty_data_directory_is_no_cluster_yet()
    {
        using var home = new TempHome();
        Directory.CreateDirectory(home.Data);
        await using var server = await home.StartAsync();

        Assert.That(await TempHome.AskAsync(server.ConnectionString, "select 1"), Is.EqualTo(1));
    }

    static Task WritePidFileAsync(TempHome home, int pid) => WriteAsync(
        home, home.PostmasterFile, $"{pid}\n{home.Data}\n1700000000\n5432\n{Path.Combine(home.Place, "socket")}\n\n  1234  5678\nready   \n");

    static async Task WriteAsync(TempHome home, string file, string content) =>
        await (await ServerAccount.ForAsync(home.Place, CancellationToken.None)).WriteAsync(file, content, CancellationToken.None);
}
