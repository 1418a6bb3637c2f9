namespace OzgTracker.Faults.Daemons;

/// <summary>F21: the leader stands still in the middle of a page, as in a long pause of its machine, another takes over, and then the first goes on.</summary>
public sealed class FrozenLeaderTests() : DaemonFixture("F21")
{
    [Test]
    public async Task Another_takes_over_and_the_first_does_no_harm_when_it_wakes()
    {
        var first = await StartDaemon();
        await UntilSomebodyLeads();
        var frozen = (await Log.Leaders())[0];
        var second = await StartDaemon();

        // In the middle of a page: its progress is moved, its rows are not yet written.
        await using (var stopped = await Log.StopPages())
        {
            await Log.Append(Run, FaultRun.Times(300));
            await stopped.OneWaits();
            first.Freeze();
        }

        await FaultRun.Until(async () => (await Log.Leaders()) is [var leader] && leader != frozen, "the second leads");
        await Log.Store.Projections.WaitForAsync(await Log.Append(Run, FaultRun.Times(300)), FaultRun.Patience, CancellationToken.None);
        first.Thaw();
        await Log.Append(Run, FaultRun.Times(300));
        await AllIsWell("1 leader frozen and thawed");
        Assert.That(second.HasEnded, Is.False);
    }
}
