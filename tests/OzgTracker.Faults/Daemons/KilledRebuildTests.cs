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
            ChildProcess rebuilding;
            await using (var stopped = await Log.StopPages())
            {
                rebuilding = await WorkerProcess.Start("rebuild", Log.ConnectionString);
                await stopped.OneWaits();
                Assert.That(await Log.Ask<long>($"select count(*) from {CountProjection.Table}"), Is.EqualTo(before), "the old rows serve");
                await rebuilding.Kill();
            }

            await rebuilding.DisposeAsync();
            await Log.Append(Run, 100);
        }

        await Invariants.CountsAreExact(Log.Store);
        await using (var again = await WorkerProcess.Start("rebuild", Log.ConnectionString))
        {
            await Log.Append(Run, 100);
            Assert.That(await again.Ended(), Is.Zero, again.Output);
        }

        await AllIsWell($"{FaultRun.Times(2)} rebuilds killed");
    }
}
