using OzgTracker.Faults.Daemons;

namespace OzgTracker.Faults.Crashes;

/// <summary>F11: PostgreSQL is stopped at once while a read model takes in a page.</summary>
public sealed class StoppedInAPageTests() : DaemonFixture("F11")
{
    PostgresServer server = null!;

    [Test]
    public async Task In_the_middle_of_a_page()
    {
        await StartDaemon();
        for (var stop = 0; stop < FaultRun.Times(2); stop++)
        {
            await UntilSomebodyLeads();
            var stopped = await Log.StopPages();
            await Log.Append(Run, 200);
            await stopped.OneWaits();
            await server.StopImmediate();
            await server.Start();
            await stopped.DisposeAsync();
            await Recovers();
        }

        await AllIsWell($"{FaultRun.Times(2)} stops");
    }

    [Test]
    public async Task At_any_moment_of_catching_up()
    {
        await Log.Append(Run, FaultRun.Times(1_500));
        await StartDaemon();
        for (var stop = 0; stop < FaultRun.Times(2); stop++)
        {
            var from = await Log.Progress();
            await Log.Append(Run, 100);
            await FaultRun.Until(async () => await Log.Progress() > from, "a page is taken in");
            await server.StopImmediate();
            await server.Start();
            await Recovers();
        }

        await AllIsWell($"{FaultRun.Times(2)} stops");
    }

    private protected override async Task<CountedDatabase> Create()
    {
        server = await OwnServer.Start();
        return await CountedDatabase.On(server);
    }

    /// <summary>The pool of the test notices only with its next command that its sessions are gone.</summary>
    async Task Recovers()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        Log.Store.DataSource.Clear();
        await Log.Append(Run, 20);
    }
}
