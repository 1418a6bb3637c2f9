namespace OzgTracker.Faults.Daemons;

/// <summary>F47: a read model is made again while events come in, and whoever does it is killed on the way.</summary>
public sealed class KilledRebuildTests() : DaemonFixture("F47")
{
    [Test]
    public async Task The_old_rows_serve_and_another_rebuild_succeeds()
    {
        await StartDaemon();
        await Log.Append(Run, FaultRun.Times(1_000));
        await Invariants.CountsAreExact(Log.Store);
        var before = await Log.Ask<long>($"select count(*) from {CountProjection.Table}");

        for (var kill = 0; kill < FaultRun.Times(2); kill++)
        {
            await using var rebuilding = await KillAtTheSwitch(before);
            await Log.Append(Run, 100);
            await KillOnTheWay();
            await Log.Append(Run, 100);
        }

        await Invariants.CountsAreExact(Log.Store);
        await using (var again = await WorkerProcess.Start("rebuild", Log.ConnectionString))
        {
            await Log.Append(Run, 100);
            Assert.That(await again.Ended(), Is.Zero, again.Output);
        }

        await AllIsWell($"{2 * FaultRun.Times(2)} rebuilds killed");
    }

    /// <summary>Everything is made anew, and the old rows are about to be replaced.</summary>
    async Task<ChildProcess> KillAtTheSwitch(long before)
    {
        await using var stopped = await Log.StopPages();
        var rebuilding = await WorkerProcess.Start("rebuild", Log.ConnectionString);
        await stopped.OneWaits();
        Assert.That(await Log.Ask<long>($"select count(*) from {CountProjection.Table}"), Is.EqualTo(before), "the old rows serve");
        await rebuilding.Kill();
        return rebuilding;
    }

    async Task KillOnTheWay()
    {
        await using var rebuilding = await WorkerProcess.Start("rebuild", Log.ConnectionString);
        await FaultRun.Until(
            async () => rebuilding.HasEnded || await Log.Ask<bool>($"select to_regclass('{EventStore.Daemon.Projection.Beside}.count_v1') is not null"), "new tables stand beside the old ones");
        await rebuilding.Kill();
    }
}
