using System.Globalization;
using System.Net;

namespace OzgTracker.Faults.Network;

/// <summary>F06: for a while nothing gets through to the database any more, and nobody is told: half-open connections.</summary>
public sealed class BlackHoleTests() : FaultUnderLoad("F06", reports: 300)
{
    const int MostThreads = 100;

    HttpStatusCode liveness;
    int threads;
    int toldToComeAgain;

    [Test]
    public void The_process_answered_all_the_time() => Assert.That(liveness, Is.EqualTo(HttpStatusCode.OK));

    [Test]
    public void Requests_were_told_to_come_again() => Assert.That(toldToComeAgain, Is.GreaterThanOrEqualTo(2 * Clients));

    [Test]
    public void Threads_did_not_pile_up() => Assert.That(threads, Is.InRange(1, MostThreads));

    protected override Task Prepare() => Task.CompletedTask;

    protected override async Task Strike(Task clients)
    {
        await using var proxy = PostgresProxy.To(Direct);
        // A second is too short for the first connection of a process that starts on a busy machine.
        var api = await StartApi(proxy.ConnectionString + ";Timeout=5;Command Timeout=1;Cancellation Timeout=500");
        for (var hole = 1; hole <= 2; hole++)
        {
            await AfterPart(clients, hole, 3);
            proxy.Hold();
            var before = Load.Journal.Unknown;
            await FaultRun.Until(() => Load.Journal.Unknown >= before + Clients || clients.IsCompleted, "every client is told to come again");
            toldToComeAgain += Load.Journal.Unknown - before;
            using (var http = new HttpClient { BaseAddress = api.Address }) liveness = (await http.GetAsync("health/live")).StatusCode;
            threads = Math.Max(threads, Threads(api));

            // Once the lost bytes arrive after all, once the connections are gone for good.
            if (hole == 2) proxy.CutAll();
            proxy.Release();
        }

        await clients;
        proxy.CutAll();
        Load.Address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await api.Kill();
        await StartApi(Direct);
    }

    static int Threads(ApiProcess api) => int.Parse(
        File.ReadLines($"/proc/{api.Id}/status").First(line => line.StartsWith("Threads:", StringComparison.Ordinal))["Threads:".Length..], CultureInfo.InvariantCulture);
}
