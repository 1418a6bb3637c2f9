using OzgTracker.Domain.Rollouts;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>Remembers the objects of one or more messages, then tells the cells.</summary>
sealed class XzufiIntake(EvidenceRun run)
{
    /// <summary>Objects of one transaction.</summary>
    const int PageSize = 500;

    readonly ImportTally tally = new();
    readonly LeftOutTally leftOut = new();
    readonly List<LineError> errors = [];
    readonly SortedDictionary<string, int> skipped = new(StringComparer.Ordinal);
    readonly Dictionary<string, long> figures = new(StringComparer.Ordinal) { ["leistungen"] = 0, ["onlinedienste"] = 0, ["zustaendigkeiten"] = 0, ["deletions"] = 0, ["changedObjects"] = 0 };
    int read, errorCount;
    long cells;

    /// <summary>Reads a message and remembers what it says.</summary>
    /// <param name="atEnd">Happens in the transaction of the last objects, where the message was read to its end.</param>
    public async Task Take(XzufiReader message, Func<Task>? atEnd, CancellationToken ct)
    {
        var page = new Dictionary<(XzufiKind, XzufiId), XzufiObject>();
        await foreach (var found in message.Read(ct))
        {
            if (page.Count == PageSize)
            {
                await run.Together(() => Apply(page.Values, Moment(message), ct), ct);
                page.Clear();
            }

            page[(found.Kind, found.Id)] = found;
            figures[Figure(found)]++;
        }

        await run.Together(async () =>
        {
            await Apply(page.Values, Moment(message), ct);
            if (atEnd is not null && message.IsComplete) await atEnd();
        }, ct);
        Account(message);
    }

    /// <summary>Tells the cells what has changed, also what an earlier run has left.</summary>
    public async Task<ImportReport> Settle(CancellationToken ct)
    {
        var settlement = new EvidenceSettlement(run, EvidenceSources.Pvog, tally, leftOut);
        await settlement.Run(ct);
        cells += settlement.Cells;
        var account = new IntakeResult<XzufiObject>([], errors, errorCount, skipped, new FileFacts(0, false));
        return tally.Report(account, read, new Dictionary<string, long>(figures) { ["cells"] = cells }, run.Options) with { LeftOut = leftOut.All };
    }

    async Task Apply(IReadOnlyCollection<XzufiObject> objects, DateTimeOffset seenAt, CancellationToken ct)
    {
        if (objects.Count > 0) figures["changedObjects"] += await XzufiObjects.Apply(run, objects, seenAt, ct);
    }

    void Account(XzufiReader message)
    {
        read += message.Count;
        errorCount += message.ErrorCount;
        errors.AddRange(message.Errors.Take(IntakeResult<XzufiObject>.MaxListedErrors - errors.Count));
        foreach (var (reason, count) in message.Skipped) skipped[reason] = skipped.GetValueOrDefault(reason) + count;
    }

    /// <summary>When the message was made; a moment that cannot be right is replaced by now.</summary>
    DateTimeOffset Moment(XzufiReader message)
    {
        var now = run.Options.Clock.GetUtcNow();
        return message.CreatedAt is { } at && at <= now && RolloutFacts.DayOf(at) >= RolloutDecider.EarliestDay ? at : now;
    }

    static string Figure(XzufiObject found) => found switch
    {
        XzufiLeistung => "leistungen",
        XzufiOnlinedienst => "onlinedienste",
        XzufiZustaendigkeit => "zustaendigkeiten",
        _ => "deletions",
    };
}
