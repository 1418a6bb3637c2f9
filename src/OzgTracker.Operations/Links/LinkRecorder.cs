using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations.Links;

/// <summary>Tells the cells what was seen at their addresses; what they know already is told to none.</summary>
sealed class LinkRecorder(IDocumentStore store, Registry registry, LinkTable table, LinkCheckSettings settings, TimeProvider clock)
{
    /// <summary>Addresses whose cells are looked for in one go: that goes through all cells.</summary>
    const int LinksAtOnce = 500;

    const int PageSize = 500;

    const string CellsSql = $"""
        select municipality, ozg_id, evidence_url
          from {StatusProjection.Table}
         where evidence_url = any($1)
        union
        select municipality, ozg_id, url
          from {EvidenceProjection.Table}
         where url_hash = any($2)
        """;

    public async Task<int> Run(CancellationToken ct)
    {
        var events = 0;
        while (await table.Unrecorded(LinksAtOnce, ct) is { Count: > 0 } links)
        {
            events += await Tell(links.ToDictionary(link => link.Url, StringComparer.Ordinal), ct);
            await table.Recorded([.. links.Select(link => (link, VerdictOf(link)))], ct);
        }

        return events;
    }

    static LinkVerdict VerdictOf(Link link) => link.Outcome == LinkSight.Alive.Code ? LinkVerdict.Alive : LinkVerdict.Failing;

    async Task<int> Tell(Dictionary<string, Link> links, CancellationToken ct)
    {
        var cells = await table.Read(
            CellsSql, row => (Unit: row.GetString(0), Service: row.GetString(1), Url: row.GetString(2)), ct, links.Keys.ToArray(), links.Keys.Select(EvidenceProjection.Hash).ToArray());
        var known = cells.Where(cell => links.ContainsKey(cell.Url))
            .GroupBy(cell => new RolloutKey(UnitId.Parse(cell.Unit), OzgId.Parse(cell.Service)), cell => links[cell.Url])
            .OrderBy(cell => cell.Key.StreamKey, StringComparer.Ordinal)
            .ToArray();
        var tally = new ImportTally();
        var options = new ImportOptions { Clock = clock, Provenance = Provenance.OfLinkCheck };
        foreach (var page in known.Chunk(PageSize))
        {
            var units = new Dictionary<UnitId, KnownUnit>();
            foreach (var unit in page.Select(cell => cell.Key.Unit).Distinct())
                if (await registry.FindUnit(unit.Value, ct) is { } found) units.Add(unit, found);

            await RowImport.Together<Rollout>(store, [.. page.Select(cell => cell.Key.StreamKey)], tally, options, (streams, counted) =>
            {
                foreach (var cell in page)
                    if (units.TryGetValue(cell.Key.Unit, out var unit)) Decide(unit, cell, streams[cell.Key.StreamKey], counted);
            }, ct);
        }

        return tally.Events;
    }

    void Decide(KnownUnit unit, IEnumerable<Link> links, IEventStream<Rollout> stream, ImportTally counted)
    {
        var end = unit.DissolvedOn is { } on ? new UnitEnd(on, [.. unit.Successors.Select(successor => successor.Value)]) : null;
        var facts = new RolloutFacts(unit.Kind, OfficialModels.Ozg11, new HashSet<LeikaId>(), clock.GetUtcNow(), end);
        var state = stream.Aggregate;
        var events = new List<object>();
        foreach (var link in links.OrderBy(link => link.Url, StringComparer.Ordinal))
        {
            if (Command(state, link) is not { } command) continue;
            var decision = RolloutDecider.Decide(state, command, facts);   // a refusal is no news: the unit has ended, or the cell no longer names the address
            foreach (var happened in decision.Events) state = Rollout.Evolve(state, (IRolloutEvent)happened);
            events.AddRange(decision.Events);
        }

        stream.AppendMany(events);
        counted.Count(events.Count, isNew: stream.CurrentVersion == 0);
    }

    /// <summary>Null where the cell has heard the same already, and not long ago.</summary>
    IRolloutCommand? Command(Rollout state, Link link)
    {
        var last = state.Evidence.LastOrDefault(entry => entry.Url == link.Url && entry.Source == EvidenceSources.LinkCheck);
        if (VerdictOf(link) == LinkVerdict.Alive)
            return last is { Refutation: null } && link.CheckedAt - last.SeenAt < settings.RecordAfter ? null : new RecordEvidence(EvidenceSources.LinkCheck, link.Url, link.CheckedAt, null);
        return last is { Refutation: not null } ? null : new RefuteEvidence(EvidenceSources.LinkCheck, link.Url, link.CheckedAt, link.Outcome ?? "dead");
    }
}
