using Npgsql;
using OzgTracker.EventStore;

namespace OzgTracker.Faults.Checks;

/// <summary>What must hold after every fault, numbered as in the catalogue.</summary>
static class Invariants
{
    /// <summary>I1, I2, I8: acknowledged is there once, at the place that the answer named; refused is not there; unknown is there once at most.</summary>
    public static async Task AcknowledgedIsThereOnce(Journal journal, NpgsqlDataSource source)
    {
        var recorded = await Evidence.Recorded(source);
        using (Assert.EnterMultipleScope())
        {
            foreach (var (report, answer) in journal.Acknowledged)
                Assert.That(
                    recorded[report.Note], Is.EqualTo([new RecordedReport(report.StreamKey, answer.Version, answer.Position)]), $"I1: {report.Note} was acknowledged{Mutation.Note}");
            foreach (var report in journal.Refused)
                Assert.That(recorded[report.Note], Is.Empty, $"I8: {report.Note} was refused{Mutation.Note}");
            foreach (var (report, _) in journal.Entries)
                Assert.That(recorded[report.Note].Count(), Is.LessThanOrEqualTo(1), $"I2: {report.Note}{Mutation.Note}");
        }
    }

    /// <summary>I3, I5: versions 1..n, positions grow with them.</summary>
    public static async Task StreamsAreWhole(NpgsqlDataSource source)
    {
        Assert.That(await Evidence.BrokenStreams(source), Is.Empty, $"I3: versions have no hole{Mutation.Note}");
        Assert.That(await Evidence.DisorderedStreams(source), Is.Empty, $"I5: positions grow with versions{Mutation.Note}");
    }

    /// <summary>I4: the consumer saw every event once, in the order of the log.</summary>
    public static async Task FeedEqualsLog(FeedWatch watch, DocumentStore store)
    {
        var log = await Evidence.Log(store.DataSource);
        await watch.Reaches(log.Count == 0 ? 0 : log[^1].Position);
        Assert.That(watch.Seen, Is.EqualTo(log), $"I4: the feed equals the log{Mutation.Note}");
    }

    /// <summary>I6: the read models are what a rebuild makes of the log.</summary>
    public static async Task ReadModelsEqualARebuild(DocumentStore store)
    {
        Assert.That(await store.Projections.WaitForNonStaleProjectionDataAsync(FaultRun.Patience, CancellationToken.None), Is.True, "I9: the read models catch up");
        var live = await Evidence.ReadModelRows(store.DataSource);
        Assert.That(await Evidence.RebuiltReadModelRows(store), Is.EqualTo(live), $"I6: read models equal a rebuild{Mutation.Note}");
    }

    /// <summary>I6 for the counted log: each stream is counted as often as it has events.</summary>
    public static async Task CountsAreExact(DocumentStore store)
    {
        Assert.That(await store.Projections.WaitForNonStaleProjectionDataAsync(FaultRun.Patience, CancellationToken.None), Is.True, "I9: the read models catch up");
        var counted = await Evidence.Rows(store.DataSource, $"select stream_id || ' ' || n from {CountProjection.Table} order by 1", reader => reader.GetString(0));
        var there = await Evidence.Rows(store.DataSource, "select stream_id || ' ' || count(*) from log.mt_events group by stream_id order by 1", reader => reader.GetString(0));
        Assert.That(counted, Is.EqualTo(there), $"I6: no page lost, none taken in twice{Mutation.Note}");
    }

    /// <summary>I10: problems with a correct class; nothing that looks like a defect.</summary>
    /// <param name="apis">Whoever may have answered; their logs tell why.</param>
    public static void AnswersAreOfTheRightClass(Journal journal, IEnumerable<ApiProcess> apis) =>
        Assert.That(
            journal.Wrong.Select(attempt => $"{(int?)attempt.Status} {attempt.Detail}"), Is.Empty, $"I10: 503, 412 or 409 as problem+json\n{string.Join('\n', apis.Select(api => api.Failures))}");
}
