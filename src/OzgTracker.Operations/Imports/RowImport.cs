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
        var tally = new Tally();
        for (var done = 0; done < rows.Count; done += PageSize)
        {
            options.Progress?.Report(new ImportProgress(done, rows.Count));
            await Page(store, [.. rows.Skip(done).Take(PageSize)], tally, options, ct);
        }

        options.Progress?.Report(new ImportProgress(rows.Count, rows.Count));
        return new ImportReport(
            options.DryRun, rows.Count, tally.Added, tally.Changed, tally.Unchanged, tally.Events, tally.Position,
            tally.Refused, file.Errors, file.ErrorCount, file.Skipped, figures);
    }

    static async Task Page<TState>(IDocumentStore store, ImportRow<TState>[] rows, Tally tally, ImportOptions options, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession();
            session.Stamp(options.Provenance);
            session.CorrelationId = options.CorrelationId;
            var streams = await session.Events.FetchForWriting<TState>([.. rows.Select(row => row.StreamKey)], ct);

            var page = new Tally();
            foreach (var row in rows) Decide(row, streams[row.StreamKey], page);
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

    static void Decide<TState>(ImportRow<TState> row, IEventStream<TState> stream, Tally tally)
    {
        var decision = row.Decide(stream.Aggregate);
        if (decision.Refusal is { } refusal)
        {
            tally.Refused.Add(new RefusedRow(row.Line, row.StreamKey, refusal.Code, refusal.Why));
            return;
        }

        stream.AppendMany(decision.Events);
        tally.Events += decision.Events.Count;
        if (decision.Events.Count == 0) tally.Unchanged++;
        else if (stream.CurrentVersion == 0) tally.Added++;
        else tally.Changed++;
    }

    sealed class Tally
    {
        public int Added { get; set; }

        public int Changed { get; set; }

        public int Unchanged { get; set; }

        public int Events { get; set; }

        public long Position { get; private set; }

        public List<RefusedRow> Refused { get; } = [];

        public void Add(Tally page, long position)
        {
            Added += page.Added;
            Changed += page.Changed;
            Unchanged += page.Unchanged;
            Events += page.Events;
            Refused.AddRange(page.Refused);
            Position = position;
        }
    }
}
