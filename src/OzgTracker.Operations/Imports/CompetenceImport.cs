using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>Import of a table of competence. Several lines may speak of one stream, so the lines of a stream are decided one on top of the other.</summary>
public static class CompetenceImport
{
    /// <summary>Streams of one transaction.</summary>
    const int PageSize = 1_000;

    /// <summary>Someone else may write the same streams; the page is then decided anew.</summary>
    const int Attempts = 5;

    /// <summary>Takes a file in; the same file again records nothing.</summary>
    public static async Task<ImportReport> Run(IDocumentStore store, Stream file, ImportOptions options, CancellationToken ct)
    {
        var read = await CompetenceReader.Read(file, ct);
        var catalogue = await Catalogue(store, [.. read.Rows.Select(row => row.OzgId).Distinct()], ct);
        var streams = read.Rows
            .SelectMany(row => row.States.Select(state => (Key: new CompetenceKey(row.OzgId, state).StreamKey, Row: row)))
            .GroupBy(line => line.Key, line => line.Row)
            .Select(group => new Lines(group.Key, [.. group.OrderBy(row => row.ValidFrom)]))
            .ToArray();

        var today = RolloutFacts.DayOf(options.Clock.GetUtcNow());
        var pages = new List<Page>();
        for (var done = 0; done < streams.Length; done += PageSize)
        {
            options.Progress?.Report(new ImportProgress(done, streams.Length));
            pages.Add(await Record(store, [.. streams.Skip(done).Take(PageSize)], catalogue, today, options, ct));
        }

        options.Progress?.Report(new ImportProgress(streams.Length, streams.Length));
        var figures = new Dictionary<string, long> { ["declarations"] = read.Rows.Sum(row => (long)row.States.Count), ["services"] = catalogue.Count };
        return new ImportReport(
            options.DryRun, read.Rows.Count, pages.Sum(page => page.Added), pages.Sum(page => page.Changed), pages.Sum(page => page.Unchanged),
            pages.Sum(page => page.Events), pages.Select(page => page.Position).DefaultIfEmpty(0).Max(),
            [.. pages.SelectMany(page => page.Refused)], read.Errors, read.ErrorCount, read.Skipped, figures);
    }

    /// <summary>Those of the services that the catalogue has.</summary>
    static async Task<HashSet<OzgId>> Catalogue(IDocumentStore store, IReadOnlyList<OzgId> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        await using var session = store.LightweightSession();
        var streams = await session.Events.FetchForWriting<Service>([.. ids.Select(Service.StreamKey)], ct);
        return [.. ids.Where(id => streams[Service.StreamKey(id)].Aggregate.Classification is not null)];
    }

    static async Task<Page> Record(IDocumentStore store, Lines[] streams, HashSet<OzgId> catalogue, DateOnly today, ImportOptions options, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var session = store.LightweightSession();
            session.Stamp(options.Provenance);
            session.CorrelationId = options.CorrelationId;
            var known = await session.Events.FetchForWriting<DeclaredCompetence>([.. streams.Select(stream => stream.Key)], ct);

            var page = new Page();
            foreach (var stream in streams) Decide(stream, known[stream.Key], catalogue, today, page);
            try
            {
                if (!options.DryRun) await session.SaveChangesAsync(ct);
            }
            catch (ConcurrencyException) when (attempt < Attempts)
            {
                continue;
            }

            page.Position = known.Values.SelectMany(stream => stream.Appended).Select(appended => appended.Sequence).DefaultIfEmpty(0).Max();
            return page;
        }
    }

    static void Decide(Lines lines, IEventStream<DeclaredCompetence> stream, HashSet<OzgId> catalogue, DateOnly today, Page page)
    {
        var state = stream.Aggregate;
        var events = new List<object>();
        foreach (var row in lines.Rows)
        {
            var decision = catalogue.Contains(row.OzgId)
                ? CompetenceDecider.Decide(state, new DeclareCompetence(row.ExecutedBy.Kinds, row.ValidFrom), today)
                : Domain.Decision.Refuse("unknown-service", "The catalogue does not have this service; import the service catalogue first.");
            if (decision.Refusal is { } refusal) page.Refused.Add(new RefusedRow(row.LineNumber, lines.Key, refusal.Code, refusal.Why));
            events.AddRange(decision.Events);
            state = decision.Events.Cast<ICompetenceEvent>().Aggregate(state, DeclaredCompetence.Evolve);
        }

        stream.AppendMany(events);
        page.Events += events.Count;
        if (events.Count > 0 && stream.CurrentVersion == 0) page.Added++;
        else if (events.Count > 0) page.Changed++;
        else if (state.Version > 0) page.Unchanged++;
    }

    /// <summary>What a file says of one service in one Land, oldest first day first.</summary>
    sealed record Lines(string Key, IReadOnlyList<CompetenceRow> Rows);

    sealed class Page
    {
        public int Added { get; set; }

        public int Changed { get; set; }

        public int Unchanged { get; set; }

        public int Events { get; set; }

        public long Position { get; set; }

        public List<RefusedRow> Refused { get; } = [];
    }
}
