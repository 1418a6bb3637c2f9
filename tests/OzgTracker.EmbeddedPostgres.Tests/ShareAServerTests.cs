namespace OzgTracker.EmbeddedPostgres.Tests;

public sealed class ShareAServerTests
{
    [Test]
    public async Task A_second_process_joins_the_running_server()
    {
        using var home = await TempHome.WithClusterAsync();
        await using var server = await home.StartAsync();
        using var other = await OwnerProcess.StartAsync(home);

        Assert.That(other.Joined);
        Assert.That(other.ServerProcessId, Is.EqualTo(server.ProcessId));
        await other.LeaveAsync();
    }

    [Test]
    public async Task The_server_goes_on_when_the_one_who_started_it_leaves()
    {
        using var home = await TempHome.WithClusterAsync();
        using var first = await OwnerProcess.StartAsync(home);
        await using var second = await home.StartAsync();
        await first.LeaveAsync();

        Assert.That(second.Joined);
        Assert.That(await TempHome.AskAsync(second.ConnectionString, "select 1"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_last_to_leave_stops_the_server()
    {
        using var home = await TempHome.WithClusterAsync();
        var first = await home.StartAsync();
        var second = await home.StartAsync();
        await first.DisposeAsync();
        var afterFirst = Processes.Lives(first.ProcessId);
        await second.DisposeAsync();

        Assert.That(afterFirst);
        Assert.That(File.Exists(home.PostmasterFile), Is.False, "the server has ended when DisposeAsync returns");
    }

    [Test]
    public async Task Leaving_twice_is_leaving_once()
    {
        using var home = await TempHome.WithClusterAsync();
        await using var stays = await home.StartAsync();
        var leaves = await home.StartAsync();
        await leaves.DisposeAsync();
        await leaves.DisposeAsync();

        Assert.That(await TempHome.AskAsync(stays.ConnectionString, "select 1"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_server_of_a_killed_owner_is_stopped()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = await OwnerProcess.StartAsync(home);
        owner.Kill();

        Eventually.Holds(() => !File.Exists(home.PostmasterFile) && !Processes.Lives(owner.ServerProcessId), "the server has stopped");
        Eventually.Holds(() => Processes.GuardianOf(home.Place) is null, "the guardian has gone");
    }

    [Test]
    public async Task A_killed_owner_takes_the_server_from_nobody()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = await OwnerProcess.StartAsync(home);
        await using var other = await home.StartAsync();
        owner.Kill();

        Assert.That(await TempHome.AskAsync(other.ConnectionString, "select 1"), Is.EqualTo(1));
        Assert.That(Processes.GuardianOf(home.Place), Is.Not.Null);
    }

    [Test]
    public async Task A_killed_owner_does_not_keep_the_server_from_being_stopped_by_the_last_one()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = await OwnerProcess.StartAsync(home);
        var other = await home.StartAsync();
        owner.Kill();
        await other.DisposeAsync();

        Assert.That(File.Exists(home.PostmasterFile), Is.False);
    }

    [Test]
    public async Task An_owner_killed_while_starting_leaves_nothing_running()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = OwnerProcess.Begin(home);
        Eventually.Holds(() => File.Exists(home.PostmasterFile), "the server is starting");
        owner.Kill();

        Eventually.Holds(() => !File.Exists(home.PostmasterFile), "the server has stopped");
    }

    [Test]
    public async Task After_everything_was_killed_the_next_start_succeeds()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = await OwnerProcess.StartAsync(home);
        Processes.Kill(Processes.GuardianOf(home.Place)!.Value);
        owner.Kill();
        Processes.Kill(owner.ServerProcessId);

        await using var server = await home.StartAsync();
        Assert.That(server.Joined, Is.False);
    }

    [Test]
    public async Task A_killed_guardian_is_replaced_by_the_next_member()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = await OwnerProcess.StartAsync(home);
        Processes.Kill(Processes.GuardianOf(home.Place)!.Value);
        using var other = await OwnerProcess.StartAsync(home);
        Eventually.Holds(() => Processes.GuardianOf(home.Place) is not null, "there is a guardian again");
        owner.Kill();
        other.Kill();

        Eventually.Holds(() => !File.Exists(home.PostmasterFile), "the server has stopped");
    }

    [Test]
    public async Task A_server_without_guardian_is_joined_by_the_next_start()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = await OwnerProcess.StartAsync(home);
        Processes.Kill(Processes.GuardianOf(home.Place)!.Value);
        owner.Kill();
        await using var server = await home.StartAsync();

        Assert.That(server.ProcessId, Is.EqualTo(owner.ServerProcessId));
        Assert.That(server.Joined);
    }

    [Test]
    public async Task A_server_that_died_is_started_anew_by_the_next_member()
    {
        using var home = await TempHome.WithClusterAsync();
        await using var first = await home.StartAsync();
        Processes.Kill(first.ProcessId);
        await using var second = await home.StartAsync();

        Assert.That(second.Joined, Is.False);
        Assert.That(await TempHome.AskAsync(second.ConnectionString, "select 1"), Is.EqualTo(1));
    }

    [Test]
    public async Task Several_who_start_at_once_share_one_server()
    {
        using var home = new TempHome();
        var servers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => home.StartAsync()));
        await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));

        Assert.That(servers.Select(server => server.ProcessId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(servers.Count(server => !server.Joined), Is.EqualTo(1));
        Assert.That(File.Exists(home.PostmasterFile), Is.False);
    }

    [Test]
    public async Task Whoever_joins_while_others_leave_gets_a_server_that_stays()
    {
        using var home = await TempHome.WithClusterAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ComeAndGoAsync()));

        Assert.That(File.Exists(home.PostmasterFile), Is.False);

        async Task ComeAndGoAsync()
        {
            for (var round = 0; round < 5; round++)
            {
                await using var server = await home.StartAsync();
                Assert.That(await TempHome.AskAsync(server.ConnectionString, "select 1"), Is.EqualTo(1));
            }
        }
    }

    [Test]
    public async Task Whoever_joins_while_the_guardian_stops_the_server_gets_a_new_one()
    {
        using var home = await TempHome.WithClusterAsync();
        for (var round = 0; round < 4; round++)
        {
            using var owner = await OwnerProcess.StartAsync(home);
            owner.Kill();
            await using var server = await home.StartAsync();
            Assert.That(await TempHome.AskAsync(server.ConnectionString, "select 1"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Ctrl_C_reaches_neither_the_server_nor_the_guardian()
    {
        using var home = await TempHome.WithClusterAsync();
        using var owner = await OwnerProcess.StartAsync(home);
        var terminal = Processes.SessionOf(owner.Id);

        Assert.That(Processes.SessionOf(owner.ServerProcessId), Is.Not.EqualTo(terminal));
        Assert.That(Processes.SessionOf(Processes.GuardianOf(home.Place)!.Value), Is.Not.EqualTo(terminal));
    }
}
