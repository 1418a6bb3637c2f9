namespace OzgTracker.Faults.Daemons;

/// <summary>F20: several daemons on purpose; the one that leads is killed.</summary>
public sealed class TwoDaemonsTests() : DaemonFixture("F20")
{
    [Test]
    public async Task One_leads_the_others_take_over_and_no_page_is_lost_or_repeated()
    {
        ChildProcess[] daemons = [await StartDaemon(), await StartDaemon(), await StartDaemon()];
        var appending = Log.Append(Run, FaultRun.Times(1_500));
        var most = 0;
        foreach (var daemon in daemons[..^1])
        {
            await UntilSomebodyLeads();
            most = Math.Max(most, (await Log.Leaders()).Length);
            await daemon.Kill();
        }

        await Log.Store.Projections.WaitForAsync(await appending, FaultRun.Patience, CancellationToken.None);
        most = Math.Max(most, (await Log.Leaders()).Length);

        Assert.That(most, Is.EqualTo(1), "one stays");
        await AllIsWell("3 daemons, 2 killed");
    }
}
