using OzgTracker.Domain;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>One row of a file and the stream it speaks of.</summary>
sealed record ImportRow<TState>(int Line, string StreamKey, Func<TState, Decision> Decide);

/// <summary>Takes rows in, page by page: read their streams, decide, append. What is recorded stays; the same file again goes on where it stopped.</summary>
static class RowImport
{
    /// <summary>Rows of one transaction.</summary>
    const int PageSize = 1_000;

    /// <summary>Someone else may write the same streams; the page is then decided anew.</summary>
    const int Attempts = 5;

    public static async Task<ImportReport> Run<TRow, TState>(
        IDocumentStore store, IntakeResult<TRow> file, IReadOnlyList<ImportRow<TState>> rows, IReadOnlyDictionary<string, long> figures,
        ImportOptions options, CancellationToken ct)
    {
        var tally = new ImportTally();
        await Pages(store, rows, tally, options, ct);
        return tally.Report(file, rows.Count, figures, options);
    }

    /// <summary>Page by page, each in a transaction of its own.</summary>
    public static Task Pages<TState>(IDocumentStore store, IReadOnlyList<ImportRow<TState>> rows, ImportTally tally, ImportOptions options, CancellationToken ct) =>
        Pages(rows, page => Page(store, page, tally, options, ct), options);

    /// <summary>Whatever is recorded page by page; tells how far it is.</summary>
    public static async Task Pages<TItem>(IReadOnlyList<TItem> items, Func<TItem[], Task> record, ImportOptions options)
    {
        for (var done = 0; done < items.Count; done += PageSize)
        {
            options.Progress?.Report(new ImportProgress(done, items.Count));
            await record([.. items.Skip(done).Take(PageSize)]);
        }

        options.Progress?.Report(new ImportProgress(items.Count, items.Count));
    }

    static async Task Page<TState>(IDocumentStore store, ImportRow<TState>[] rows, ImportTally tally, ImportOptions options, CancellationToken ct)
    {
        await Together<TState>(store, [.. rows.Select(row => row.StreamKey)], tally, options, (streams, page) =>
        {
            foreach (var row in rows) Decide(row, streams[row.StreamKey], page);
        }, ct);
    }

    /// <summary>Decides on streams that belong together and records the outcome in one transaction; anew when somebody else was faster.</summary>
    public static async Task Together<TState>(
        IDocumentStore store, IReadOnlyCollection<string> streamKeys, ImportTally tally, ImportOptions options,
        Action<IReadOnlyDictionary<string, IEventStream<TState>>, ImportTally> decide, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession();
            session.Stamp(options.Provenance);
            session.CorrelationId = options.CorrelationId;
            var streams = await session.Events.FetchForWriting<TState>(streamKeys, ct);

            var page = new ImportTally();
            decide(streams, page);
            try
            {
                if (!options.DryRun) await session.SaveChangesAsync(ct);
            }
            catch (ConcurrencyException) when (attempt < Attempts)
            {
                continue;
            }

            var last = streams.Values.SelectMany(stream => stream.Appended).Select(appended => appended.Sequence).DefaultIfEmpty(tally.Position).Max();
            tally.Add(page, last);
            return;
        }
    }

    static void Decide<TState>(ImportRow<TState> row, IEventStream<TState> stream, ImportTally tally)
    {
        var decision = row.Decide(stream.Aggregate);
        if (decision.Refusal is { } refusal)
        {
            tally.Refuse(new RefusedRow(row.Line, row.StreamKey, refusal.Code, refusal.Why));
            return;
        }

        stream.AppendMany(decision.Events);
        tally.Count(decision.Events.Count, isNew: stream.CurrentVersion == 0);
    }
}
