using System.Text;
using OzgTracker.Faults.Daemons;
using OzgTracker.Faults.Network;

namespace OzgTracker.Faults.Logs;

/// <summary>F36: wake-ups never arrive, because the listener is cut off again and again or a pooler in between swallows them.</summary>
public sealed class LostNotificationsTests() : DaemonFixture("F36")
{
    int refused;

    [Test]
    public async Task Polling_finds_every_event()
    {
        await using var proxy = PostgresProxy.To(Log.ConnectionString);
        proxy.Rule = RefuseListeners;
        await using var store = CountedLog.Open(proxy.ConnectionString);
        await using var deaf = FeedWatch.Over(store);
        await StartDaemon(proxy.ConnectionString);

        for (var round = 0; round < 5; round++) await deaf.Reaches(await Log.Append(Run, 20));
        await FaultRun.Until(() => refused >= 2, "listeners of both processes were refused");
        await AllIsWell($"{refused} listeners refused");
        await Invariants.FeedEqualsLog(deaf, Log.Store);
    }

    [Test]
    public async Task A_listener_that_is_ended_again_and_again_misses_nothing()
    {
        await StartDaemon();
        long ended = 0;
        for (var round = 0; round < FaultRun.Times(10); round++)
        {
            ended += await Log.Ask<long>("select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'ozgtracker listener' and datname = current_database()");
            await Watch.Reaches(await Log.Append(Run, 20));
        }

        Assert.That(ended, Is.GreaterThan(0));
        await AllIsWell($"{ended} listeners ended");
    }

    ValueTask<Verdict> RefuseListeners(Passing passing)
    {
        if (passing.Kind != '\0' || passing.Bytes.Span.IndexOf(Encoding.ASCII.GetBytes("ozgtracker listener")) < 0) return new(Verdict.Pass);
        Interlocked.Increment(ref refused);
        return new(Verdict.Cut);
    }
}
