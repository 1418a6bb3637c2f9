using System.Globalization;
using OzgTracker.EventStore.Schema;
using OzgTracker.Faults.Worker;

// A process for the tests to kill or freeze: MODE CONNECTION-STRING [...]. It says "ready" when it is at work and "done" when it has ended by itself.
var (mode, connectionString) = (args[0], args[1]);
using var stop = new CancellationTokenSource();
Console.WriteLine("ready");
switch (mode)
{
    case "daemon":
        await using (var store = CountedLog.Open(connectionString))
        {
            var running = store.BuildProjectionDaemon().RunAsync(stop.Token);
            await Console.In.ReadToEndAsync();
            await stop.CancelAsync();
            await running;
        }

        break;
    case "import":
        await using (var store = CountedLog.Open(connectionString))
            await PagedImport.Run(store, int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        break;
    case "rebuild":
        await using (var store = CountedLog.Open(connectionString))
            await store.Projections.RebuildProjectionAsync("count", CancellationToken.None);
        break;
    case "migrate":
        // Two steps; the second waits half-way for a lock that the test holds.
        await using (var store = CountedLog.Open(connectionString))
            await new SchemaMigrator(store.DataSource, HalfWay.Migrations(long.Parse(args[2], CultureInfo.InvariantCulture))).MigrateAsync(CancellationToken.None);
        break;
    default:
        throw new ArgumentException($"There is no mode '{mode}'.");
}

Console.WriteLine("done");
