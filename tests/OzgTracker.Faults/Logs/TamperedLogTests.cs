using OzgTracker.EventStore.Audit;

namespace OzgTracker.Faults.Logs;

/// <summary>F18: somebody with all rights changes, takes out or puts in an event, or hides it by changing the block as well.</summary>
public sealed class TamperedLogTests() : ApiFixture("F18")
{
    [Test]
    public async Task The_verification_names_the_position()
    {
        for (var number = 0; number < 20; number++)
        {
            using var answer = await SendUntilAnswered(Report(number, level: 1));
            Assert.That(answer.IsSuccessStatusCode, Is.True, $"{await answer.Content.ReadAsStringAsync()}\n{Api.Failures}");
        }

        var head = await Store.Audit.SealAsync(FaultRun.Patience, CancellationToken.None);
        Assert.That((await Verify()).IsIntact, Is.True);
        var victim = await Ask<long>($"select max(seq_id) - {Run.Chance.Next(10)} from log.mt_events where seq_id <= {head.Position}");

        await Tampered("update log.mt_events set data = jsonb_set(data, '{level}', '4') where seq_id = " + victim, AuditFault.EventChanged, victim);
        await Tampered("update log.mt_events set timestamp = timestamp - interval '1 day' where seq_id = " + victim, AuditFault.EventChanged, victim);
        await Tampered("delete from log.mt_events where seq_id = " + victim, AuditFault.EventMissing, victim);
        Assert.That((await Verify()).IsIntact, Is.True, "everything was put back");
        Run.SayEnd("3 changes");
    }

    /// <summary>Changes, verifies and puts the event back.</summary>
    async Task Tampered(string sql, AuditFault fault, long position)
    {
        await Execute($"create table public.before as select * from log.mt_events where seq_id = {position}");
        await Execute(sql);
        var report = await Verify();
        await Execute($"delete from log.mt_events where seq_id = {position}; insert into log.mt_events select * from public.before; drop table public.before");

        Assert.That(report.Findings.Select(finding => (finding.Fault, finding.Position)), Is.EqualTo([(fault, position)]), sql);
    }

    Task<AuditReport> Verify() => Store.Audit.VerifyAsync(null, null, CancellationToken.None);
}
