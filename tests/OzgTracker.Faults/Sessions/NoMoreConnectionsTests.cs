using Npgsql;

namespace OzgTracker.Faults.Sessions;

/// <summary>F41: others take every connection that the server has.</summary>
public sealed class NoMoreConnectionsTests() : FaultUnderLoad("F41", reports: 300)
{
    readonly Stack<NpgsqlConnection> hogs = [];
    int toldToComeAgain;

    [Test]
    public void Clients_were_told_to_come_again() => Assert.That(toldToComeAgain, Is.GreaterThan(0));

    protected override async Task<string> CreateDatabase() =>
        Keep(await OwnServer.Start(new Dictionary<string, string> { ["max_connections"] = "40" })).ConnectionStringTo(OwnServer.Database);

    protected override async Task Strike(Task clients)
    {
        await AfterPart(clients, 1, 2);
        await using (var watching = await Connect(Direct))
        {
            var before = Load.Journal.Unknown;
            Load.Hold();
            await TakeFrom(watching);
            Load.Release();
            await FaultRun.Until(
                async () =>
                {
                    await TakeFrom(watching);
                    return Load.Journal.Unknown >= before + Clients || clients.IsCompleted;
                },
                "every client is told to come again");
            toldToComeAgain = Load.Journal.Unknown - before;
        }

        while (hogs.TryPop(out var hog)) await hog.DisposeAsync();
    }

    /// <summary>Whatever the API gives back or loses is taken at once.</summary>
    async Task TakeFrom(NpgsqlConnection watching)
    {
        await TakeAll();
        await using var end = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ozgtracker'", watching);
        await end.ExecuteNonQueryAsync();
        await TakeAll();
    }

    async Task TakeAll()
    {
        try
        {
            while (true) hogs.Push(await Connect(Direct));
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // That was the last one.
        }
    }
}
