using Npgsql;

namespace OzgTracker.Faults.Disks;

/// <summary>F14: the disk of the write-ahead log is full; PostgreSQL goes down, and comes back when there is space again.</summary>
public sealed class FullLogDiskTests() : FaultUnderLoad("F14", reports: 500)
{
    PostgresServer server = null!;
    FullDisk disk = null!;
    int toldToComeAgain;

    [Test]
    public void Clients_were_told_to_come_again() => Assert.That(toldToComeAgain, Is.GreaterThanOrEqualTo(Clients));

    protected override async Task<string> CreateDatabase()
    {
        server = Keep(await OwnServer.Copy(new Dictionary<string, string> { ["max_wal_size"] = "16MB", ["min_wal_size"] = "2MB" }));
        disk = await FullDisk.Mount(server, "wal", 64);
        await server.Must(["/bin/sh", "-c", "cp -a data/pg_wal/. wal/ && rm -rf data/pg_wal && ln -s ../wal data/pg_wal"]);
        await server.Start();
        return server.ConnectionStringTo(OwnServer.Database);
    }

    protected override async Task Strike(Task clients)
    {
        await AfterPart(clients, 1, 3);
        var before = Load.Journal.Unknown;
        Load.Hold();
        disk.Fill();
        await UseUpASegment();
        Load.Release();
        await FaultRun.Until(
            async () =>
            {
                await UseUpASegment();
                return Load.Journal.Unknown >= before + Clients || clients.IsCompleted;
            },
            "every client is told to come again");
        toldToComeAgain = Load.Journal.Unknown - before;
        disk.Empty();
        await server.Revive();
    }

    async Task UseUpASegment()
    {
        try
        {
            await using var connection = await Connect(Direct);
            await using var command = new NpgsqlCommand("select pg_switch_wal()", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // It is down already.
        }
    }
}
