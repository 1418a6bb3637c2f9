using System.Globalization;

namespace OzgTracker.EmbeddedPostgres.Tests;

public sealed class StartAServerTests
{
    // Servers that several cases only look at.
    TempHome? durableHome, fastHome;
    EmbeddedPostgresServer? durable, fast;

    [Test]
    public async Task A_new_home_gets_a_running_server_with_the_database()
    {
        using var home = new TempHome();
        await using var server = await home.StartAsync();

        Assert.Multiple(() =>
        {
            Assert.That(TempHome.AskAsync(server.ConnectionString, "select current_database()").Result, Is.EqualTo("ozgtracker"));
            Assert.That(server.Joined, Is.False);
            Assert.That(server.DataDirectory, Is.EqualTo(home.Data));
            Assert.That(server.MajorVersion, Is.InRange(BinaryFinder.OldestMajor, BinaryFinder.NewestMajor));
            Assert.That(File.Exists(Path.Combine(server.BinDirectory, "pg_dump")));
            Assert.That(Processes.Lives(server.ProcessId));
        });
    }

    [Test]
    public async Task The_same_server_serves_other_databases()
    {
        using var home = await TempHome.WithClusterAsync();
        await using var server = await home.StartAsync();

        Assert.That(await TempHome.AskAsync(server.ConnectionStringTo("postgres"), "select current_database()"), Is.EqualTo("postgres"));
    }

    [Test]
    public async Task A_database_of_any_name_is_created()
    {
        using var home = await TempHome.WithClusterAsync();
        await using var server = await EmbeddedPostgresServer.StartAsync(new() { Home = home.Path, Durable = false, Database = "Zähl \"mich\"" });

        Assert.That(await TempHome.AskAsync(server.ConnectionString, "select current_database()"), Is.EqualTo("Zähl \"mich\""));
    }

    [Test]
    public async Task Data_outlives_a_restart()
    {
        using var home = await TempHome.WithClusterAsync();
        await using (var first = await home.StartAsync())
            await TempHome.AskAsync(first.ConnectionString, "create table kept as select 42 as answer");
        await using var second = await home.StartAsync();

        Assert.That(await TempHome.AskAsync(second.ConnectionString, "select answer from kept"), Is.EqualTo(42));
    }

    [TestCase("server_encoding", "UTF8")]
    [TestCase("lc_collate", "C", Description = "a database property since PostgreSQL 16")]
    [TestCase("data_checksums", "on")]
    [TestCase("fsync", "on")]
    [TestCase("synchronous_commit", "on")]
    [TestCase("full_page_writes", "on")]
    [TestCase("shared_buffers", "256MB")]
    [TestCase("max_connections", "200")]
    [TestCase("wal_level", "replica")]
    [TestCase("max_wal_size", "4GB")]
    [TestCase("work_mem", "16MB")]
    [TestCase("maintenance_work_mem", "256MB")]
    [TestCase("random_page_cost", "1.1")]
    [TestCase("jit", "off")]
    [TestCase("TimeZone", "UTC")]
    [TestCase("log_timezone", "UTC")]
    [TestCase("listen_addresses", "")]
    [TestCase("log_truncate_on_rotation", "on")]
    public async Task A_durable_server_is_set_up_with_care(string setting, string value)
    {
        durable ??= await EmbeddedPostgresServer.StartAsync(new() { Home = (durableHome = new()).Path });
        var sql = setting == "lc_collate" ? "select datcollate from pg_database where datname = current_database()" : $"show {setting}";

        Assert.That(await TempHome.AskAsync(durable.ConnectionString, sql), Is.EqualTo(value));
    }

    [TestCase("fsync", "off")]
    [TestCase("synchronous_commit", "off")]
    [TestCase("full_page_writes", "off")]
    [TestCase("shared_buffers", "128MB")]
    [TestCase("data_checksums", "on")]
    public async Task A_server_for_tests_trades_durability_for_speed(string setting, string value)
    {
        fast ??= await (fastHome = new()).StartAsync();

        Assert.That(await TempHome.AskAsync(fast.ConnectionString, $"show {setting}"), Is.EqualTo(value));
    }

    [Test]
    public async Task Extra_settings_win_over_the_defaults()
    {
        using var home = await TempHome.WithClusterAsync();
        var settings = new Dictionary<string, string> { ["work_mem"] = "8MB", ["search_path"] = "\"$user\", public, 'it''s'" };
        await using var server = await EmbeddedPostgresServer.StartAsync(new() { Home = home.Path, Durable = false, Settings = settings });

        Assert.That(await TempHome.AskAsync(server.ConnectionString, "show work_mem"), Is.EqualTo("8MB"));
        Assert.That(await TempHome.AskAsync(server.ConnectionString, "show search_path"), Is.EqualTo(settings["search_path"]));
    }

    [TestCase("listen_addresses", "*")]
    [TestCase("work_mem", "1MB'\nlisten_addresses = '*")]
    [TestCase("work_mem = '1MB' #", "x")]
    public async Task Settings_that_would_move_the_server_are_refused(string name, string value)
    {
        using var home = new TempHome();
        var refusal = await TempHome.RefusalAsync(new() { Home = home.Path, Durable = false, Settings = new Dictionary<string, string> { [name] = value } });

        Assert.That(refusal.Code, Is.EqualTo("settings-refused"));
    }

    [TestCase("no_such_setting", "on")]
    [TestCase("work_mem", "plenty")]
    public async Task Settings_that_postgresql_does_not_accept_are_named(string name, string value)
    {
        using var home = await TempHome.WithClusterAsync();
        var refusal = await TempHome.RefusalAsync(new() { Home = home.Path, Durable = false, Settings = new Dictionary<string, string> { [name] = value } });

        Assert.That(refusal.Code, Is.EqualTo("settings-refused"));
        Assert.That(refusal.Message, Does.Contain(name));
    }

    [Test]
    public async Task A_home_may_have_a_strange_name()
    {
        using var home = new TempHome(name: "Bürger's \"$HOME\" `x`; home");
        await using var server = await home.StartAsync();

        Assert.That(await TempHome.AskAsync(server.ConnectionString, "select 1"), Is.EqualTo(1));
    }

    [Test]
    public async Task Logs_of_another_week_and_oversized_ones_are_removed()
    {
        using var home = await TempHome.WithClusterAsync();
        var (old, large) = (Path.Combine(home.Place, "server-Old.log"), Path.Combine(home.Place, "server-Big.log"));
        await File.WriteAllTextAsync(old, "old");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-7));
        using (var file = File.Create(large))
            file.SetLength(17 * 1024 * 1024);
        await home.CreateClusterAsync();

        Assert.That(File.Exists(old) || File.Exists(large), Is.False);
    }

    [Test]
    public async Task Whoever_waits_too_long_is_told_so()
    {
        using var home = await TempHome.WithClusterAsync();
        await using var gate = await new Membership(new Place(home.Place, ServerAccount.Own)).EnterGateAsync(CancellationToken.None);
        var refusal = await TempHome.RefusalAsync(new() { Home = home.Path, StartTimeout = TimeSpan.FromMilliseconds(200) });

        Assert.That(refusal.Code, Is.EqualTo("start-timeout"));
    }

    [Test]
    public async Task A_server_that_gets_too_little_time_is_stopped_again()
    {
        using var home = await TempHome.WithClusterAsync();
        var milliseconds = 50;
        while (await RefusedAsync(milliseconds))
        {
            Eventually.Holds(() => !File.Exists(home.PostmasterFile), $"nothing is left of a start of {milliseconds} ms");
            milliseconds += 25;
        }

        async Task<bool> RefusedAsync(int timeout)
        {
            try
            {
                await using var server = await EmbeddedPostgresServer.StartAsync(
                    new() { Home = home.Path, Durable = false, StartTimeout = TimeSpan.FromMilliseconds(timeout) });
                return false;
            }
            catch (EmbeddedPostgresException refusal)
            {
                Assert.That(refusal.Code, Is.EqualTo("start-timeout"), timeout.ToString(CultureInfo.InvariantCulture));
                return true;
            }
        }
    }

    [Test]
    public async Task Whoever_cancels_gets_no_server()
    {
        using var home = new TempHome();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Assert.That(async () => await EmbeddedPostgresServer.StartAsync(home.Options, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [OneTimeTearDown]
    public async Task StopSharedServers()
    {
        foreach (var server in new[] { durable, fast })
            await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        durableHome?.Dispose();
        fastHome?.Dispose();
    }
}
