using System.Net;
using Npgsql;

namespace OzgTracker.Faults.Disks;

/// <summary>F15: the disk of the tables is full; reading goes on, writing goes on when there is space again.</summary>
public sealed class FullDataDiskTests() : FaultUnderLoad("F15", reports: 800)
{
    PostgresServer server = null!;
    FullDisk disk = null!;
    int toldToComeAgain;
    HttpStatusCode reading;

    [Test]
    public void Clients_were_told_to_come_again() => Assert.That(toldToComeAgain, Is.GreaterThanOrEqualTo(Clients));

    [Test]
    public void Reading_went_on() => Assert.That(reading, Is.EqualTo(HttpStatusCode.OK));

    protected override async Task<string> CreateDatabase()
    {
        server = Keep(await OwnServer.Copy());
        disk = await FullDisk.Mount(server, "space", 64);
        var folder = Path.Combine(server.Root, "space", "tables");
        await server.Must(["mkdir", folder]);
        await server.Start();
        await using var connection = await Connect(server.ConnectionStringTo("postgres"));
        foreach (var sql in (string[])[$"create tablespace small location '{folder}'", $"alter database {OwnServer.Database} set tablespace small"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        return server.ConnectionStringTo(OwnServer.Database);
    }

    protected override async Task Strike(Task clients)
    {
        await AfterPart(clients, 1, 5);
        var before = Load.Journal.Unknown;
        disk.Fill();
        await FaultRun.Until(() => Load.Journal.Unknown >= before + Clients || clients.IsCompleted, "every client is told to come again");
        toldToComeAgain = Load.Journal.Unknown - before;
        using (var http = new HttpClient { BaseAddress = await Load.Address.Task })
            reading = (await http.GetAsync($"/v1/municipalities/{LoadDatabase.Units[0]}/services/{LoadDatabase.Services[0]}")).StatusCode;
        disk.Empty();
    }
}
