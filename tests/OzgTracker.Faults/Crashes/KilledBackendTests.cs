namespace OzgTracker.Faults.Crashes;

/// <summary>F10: one session of the API is killed from outside; PostgreSQL then ends all others and recovers by itself.</summary>
public sealed class KilledBackendTests() : FaultUnderLoad("F10", reports: 600)
{
    PostgresServer server = null!;

    [Test]
    public void Everybody_lost_their_session() => Assert.That(Watch.Losses, Is.GreaterThan(0));

    protected override async Task<string> CreateDatabase()
    {
        server = Keep(await OwnServer.Start());
        return server.ConnectionStringTo(OwnServer.Database);
    }

    protected override async Task Strike(Task clients)
    {
        await AfterPart(clients, 1, 2);
        var postmaster = server.ProcessId;
        Shell.Signal("KILL", await Ask<int>("select pid from pg_stat_activity where application_name = 'ozgtracker' order by random() limit 1"));
        await clients;
        Assert.That(server.ProcessId, Is.EqualTo(postmaster), "I9: nobody had to start it");
    }
}
