using OzgTracker.Faults.Network;

namespace OzgTracker.Faults.Daemons;

/// <summary>F22: the session that holds the lead is cut, unnoticed by the leader, while it is in the middle of a page.</summary>
public sealed class LostLockTests() : DaemonFixture("F22")
{
    [Test]
    public async Task Two_that_both_think_they_lead_lose_and_repeat_nothing()
    {
        await using var proxy = PostgresProxy.To(Log.ConnectionString);
        await StartDaemon(proxy.ConnectionString);
        await UntilSomebodyLeads();
        await StartDaemon();
        for (var cut = 0; cut < FaultRun.Times(3); cut++)
        {
            await UntilSomebodyLeads();
            await using (var stopped = await Log.StopPages())
            {
                await Log.Append(Run, 200);
                await stopped.OneWaits();
                var leader = (await Log.Leaders()).Single();
                Assert.That(await Log.Ask<bool>($"select pg_terminate_backend({leader}, 5000)"), Is.True);
                await FaultRun.Until(async () => (await Log.Leaders()) is [var another] && another != leader, "another session leads");
            }

            await Log.Append(Run, 100);
        }

        await AllIsWell($"{FaultRun.Times(3)} sessions cut");
    }
}
