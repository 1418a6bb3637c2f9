namespace OzgTracker.Faults.Crashes;

/// <summary>F09: every process of PostgreSQL is killed under load, then it is started again.</summary>
public sealed class KilledServerTests() : FaultUnderLoad("F09", reports: 800)
{
    PostgresServer server = null!;

    protected override async Task<string> CreateDatabase()
    {
        server = Keep(await OwnServer.Start());
        return server.ConnectionStringTo(OwnServer.Database);
    }

    protected override async Task Strike(Task clients)
    {
        var kills = FaultRun.IsLong ? 20 : 2;
        for (var kill = 1; kill <= kills; kill++)
        {
            await AfterPart(clients, kill, kills + 1);
            await server.KillAll();
            await server.Start();
        }
    }
}
