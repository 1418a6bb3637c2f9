using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.Intake;

namespace OzgTracker.Operations;

/// <summary>Import of a table of competence. Several lines may speak of one stream, so the lines of a stream are decided one on top of the other.</summary>
public static class CompetenceImport
{
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
        var tally = new ImportTally();
        await RowImport.Pages(streams, page => RowImport.Together<DeclaredCompetence>(
            store, [.. page.Select(stream => stream.Key)], tally, options, (known, counted) =>
            {
                foreach (var stream in page) Decide(stream, known[stream.Key], catalogue, today, counted);
            }, ct), options);
        var figures = new Dictionary<string, long> { ["declarations"] = read.Rows.Sum(row => (long)row.States.Count), ["services"] = catalogue.Count };
        return tally.Report(read, read.Rows.Count, figures, options);
    }

    /// <summary>Those of the services that the catalogue has.</summary>
    static async Task<HashSet<OzgId>> Catalogue(IDocumentStore store, IReadOnlyList<OzgId> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        await using var session = store.LightweightSession();
        var streams = await session.Events.FetchForWriting<Service>([.. ids.Select(Service.StreamKey)], ct);
        return [.. ids.Where(id => streams[Service.StreamKey(id)].Aggregate.Classification is not null)];
    }

    static void Decide(Lines lines, IEventStream<DeclaredCompetence> stream, HashSet<OzgId> catalogue, DateOnly today, ImportTally tally)
    {
        var state = stream.Aggregate;
        var events = new List<object>();
        foreach (var row in lines.Rows)
        {
            var decision = catalogue.Contains(row.OzgId)
                ? CompetenceDecider.Decide(state, new DeclareCompetence(row.ExecutedBy.Kinds, row.ValidFrom), today)
                : Domain.Decision.Refuse("unknown-service", "The catalogue does not have this service; import the service catalogue first.");
            if (decision.Refusal is { } refusal) tally.Refuse(new RefusedRow(row.LineNumber, lines.Key, refusal.Code, refusal.Why));
            events.AddRange(decision.Events);
            state = decision.Events.Cast<ICompetenceEvent>().Aggregate(state, DeclaredCompetence.Evolve);
        }

        stream.AppendMany(events);
        if (state.Version > 0) tally.Count(events.Count, isNew: stream.CurrentVersion == 0);   // else every line was refused
    }

    /// <summary>What a file says of one service in one Land, oldest first day first.</summary>
    sealed record Lines(string Key, IReadOnlyList<CompetenceRow> Rows);
}
