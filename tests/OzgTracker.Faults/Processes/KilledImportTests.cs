using System.Globalization;
using OzgTracker.Faults.Daemons;

namespace OzgTracker.Faults.Processes;

/// <summary>F02: an import that appends page by page is killed at random moments and run again.</summary>
public sealed class KilledImportTests() : DaemonFixture("F02")
{
    const int Streams = 100;

    [Test]
    public async Task Run_again_it_completes_and_nothing_is_there_twice_or_in_part()
    {
        var pages = FaultRun.Times(30);
        await StartDaemon();
        var kills = 0;
        foreach (var killAt in Enumerable.Range(0, FaultRun.Times(3)).Select(_ => Run.Chance.Next(1, pages - 1)).Order())
        {
            await using var import = await Start(pages);
            await FaultRun.Until(async () => await Imported() >= killAt * Streams, "the import is on its way");
            await import.Kill();
            kills++;
            Assert.That(await Imported() % Streams, Is.Zero, "a page is there or not");
        }

        await using (var last = await Start(pages)) Assert.That(await last.Ended(), Is.Zero, last.Output);

        Assert.That(await Imported(), Is.EqualTo(pages * Streams));
        Assert.That(await Log.Ask<long>("select count(*) from log.mt_streams where version <> 2"), Is.Zero, "I1: two events a stream, once");
        await AllIsWell($"{pages * Streams} streams, {kills} kills");
    }

    Task<ChildProcess> Start(int pages) =>
        WorkerProcess.Start("import", Log.ConnectionString, pages.ToString(CultureInfo.InvariantCulture), Streams.ToString(CultureInfo.InvariantCulture));

    Task<long> Imported() => Log.Ask<long>("select count(*) from log.mt_streams");
}
