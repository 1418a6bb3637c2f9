using System.Net;
using System.Net.Sockets;

namespace OzgTracker.Faults.Clients;

/// <summary>F43: a process that may open 1,024 files, and twice as many sockets that want to be taken.</summary>
/// <remarks>The runtime keeps every assembly open, some 300 files before the first connection: with 256 the program does not even start.</remarks>
public sealed class ManySocketsTests
{
    const int OpenFiles = 1_024, Sockets = 2_000;

    [Test]
    public async Task Whoever_is_in_goes_on_and_afterwards_everybody_is_taken_again()
    {
        var run = new FaultRun("F43");
        await using var database = await LoadDatabase.CloneAsync();
        await using var api = await ApiProcess.Start(database.ConnectionString, OpenFiles, []);
        using var early = new HttpClient { BaseAddress = api.Address };
        Assert.That((await early.GetAsync("/health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var sockets = new List<TcpClient>();
        try
        {
            for (var number = 0; number < Sockets; number++)
            {
                var socket = new TcpClient();
                sockets.Add(socket);
                await socket.ConnectAsync(api.Address.Host, api.Address.Port);
            }

            Assert.That((await early.GetAsync("/v1/municipalities?limit=1")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "the database is reached as well");
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }

        await FaultRun.Until(() => IsTaken(api.Address), "new connections are taken");
        Assert.That(api.HasEnded, Is.False);
        run.SayEnd($"{sockets.Count} sockets, {OpenFiles} files");
    }

    static async Task<bool> IsTaken(Uri address)
    {
        using var late = new HttpClient { BaseAddress = address };
        try
        {
            return (await late.GetAsync("/health/live")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
