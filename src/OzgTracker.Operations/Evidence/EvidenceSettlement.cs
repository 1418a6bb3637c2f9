using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations;

/// <summary>Tells the cells what a source has changed its mind about: evidence for every competent unit of an area, or its refutation. Never a level.</summary>
/// <remarks>
/// A service whose units or LeiKa services are others than last time (<see cref="EvidenceFit"/>) is looked at as a whole: what fits now is recorded, what fits no more is taken back.
/// One query per OZG service and one per page of streams, however many units an area has. What was recorded before is compared, so the same again records nothing; an address that
/// only somebody else recorded under the name of the source is touched when the source itself speaks of it.
/// </remarks>
sealed class EvidenceSettlement(EvidenceRun run, string source, ImportTally tally, LeftOutTally leftOut)
{
    /// <summary>Reason of a refutation where the source just no longer names the address.</summary>
    public const string NotListed = "not-listed";

    /// <summary>Reason of a refutation where the source still names the address for the area, and the unit does not execute the service any more.</summary>
    public const string NotCompetent = "not-competent";

    const int PageSize = 1_000;
    const string DueLeikaSql = "select distinct leika_id from ozg.evidence_due where source = $1";
    const string DueSql = "select area, url, max(seen_at) from ozg.evidence_due where source = $1 and leika_id = any($2) group by area, url";
    const string DoneSql = "delete from ozg.evidence_due where source = $1";
    const string CatalogueSql = $"select ozg_id, leika_id from {ServiceProjection.LeikaTable} order by ozg_id, leika_id";

    readonly Dictionary<string, Place> places = new(StringComparer.Ordinal);
    readonly HashSet<AreaKey> inhabited = [];
    readonly List<CellNews> page = [];

    /// <summary>Cells that were looked at.</summary>
    public long Cells { get; private set; }

    public async Task Run(CancellationToken ct)
    {
        var due = (await run.Read(DueLeikaSql, row => row.GetString(0), ct, source)).ToHashSet(StringComparer.Ordinal);
        var catalogue = (await run.Read(CatalogueSql, row => (OzgId: row.GetString(0), LeikaId: row.GetString(1)), ct)).GroupBy(row => row.OzgId, row => row.LeikaId)
            .ToDictionary(service => service.Key, service => service.ToArray(), StringComparer.Ordinal);
        foreach (var unknown in due.Except(catalogue.Values.SelectMany(leika => leika))) leftOut.Add(LeftOut.UnknownLeika, unknown);

        using var registry = new Registry(run.Store.DataSource, run.Options.Clock);
        var competence = await registry.Competence(ct);
        await Locate(registry, ct);
        var around = places.ToDictionary(place => place.Key, place => string.Join(' ', place.Value.Around), StringComparer.Ordinal);
        var fit = await EvidenceFit.Of(run, source, catalogue, around, competence, Today, ct);
        var live = fit.IsSame ? null : await fit.Live(ct);

        string[] services = [.. catalogue.Keys.Union(live?.Select(cells => cells.Key) ?? []).Where(id => fit.HasChanged(id) || catalogue.GetValueOrDefault(id, []).Any(due.Contains)).Order(StringComparer.Ordinal)];
        for (var done = 0; done < services.Length; done++)
        {
            run.Options.Progress?.Report(new ImportProgress(done, services.Length));
            var id = services[done];
            await Service(id, catalogue.GetValueOrDefault(id, []), fit.HasChanged(id) ? live![id].ToLookup(cell => cell.Unit, cell => cell.Url, StringComparer.Ordinal) : null, competence, ct);
        }

        await Flush(ct);
        await run.Together(async () =>
        {
            await run.Execute(DoneSql, ct, source);
            await fit.Keep(ct);
        }, ct);
        run.Options.Progress?.Report(new ImportProgress(services.Length, services.Length));
    }

    DateOnly Today => RolloutFacts.DayOf(run.Options.Clock.GetUtcNow());

    /// <param name="live">What has been recorded in cells of the service, by unit, where everything has to be looked at anew; null where only the news have.</param>
    async Task Service(string ozgId, string[] leika, ILookup<string, string>? live, CompetenceBook competence, CancellationToken ct)
    {
        var due = await run.Read(DueSql, row => new News(AreaOf(row.GetString(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), IsNew: true), ct, source, leika);
        var said = new Dictionary<(AreaKey, string), Said>();
        var saidSql = source == EvidenceSources.Dashboard ? DashboardRows.SaidSql : XzufiObjects.SaidSql;
        foreach (var entry in await run.Read(saidSql, Said.Read, ct, leika, due.Select(entry => entry.Url).Distinct().ToArray(), live is not null)) Keep(said, entry);
        var news = (live is null ? due : due.Concat(said.Values.Select(entry => new News(entry.Area, entry.Url, entry.At, IsNew: false)))).ToLookup(entry => entry.Area);

        var reached = new HashSet<AreaKey>();
        var competent = competence.CompetentUnits(ozgId, null, Today).Where(places.ContainsKey).ToHashSet(StringComparer.Ordinal);
        foreach (var id in competent.Order(StringComparer.Ordinal))
        {
            var place = places[id];
            if (place.Around.Any(news.Contains)) reached.UnionWith(place.Around);
            else if (live?.Contains(id) is not true) continue;
            await Add(ozgId, place, [.. Words(place, news, said)], live?[id], NotListed, ct);
        }

        foreach (var cell in live ?? Enumerable.Empty<IGrouping<string, string>>())
            if (!competent.Contains(cell.Key) && places.TryGetValue(cell.Key, out var place))
                await Add(ozgId, place, [], cell, leika.Length > 0 ? NotCompetent : NotListed, ct);

        foreach (var area in due.Select(entry => entry.Area).Distinct().Where(area => !reached.Contains(area)))
            leftOut.Add(inhabited.Contains(area) ? LeftOut.NobodyCompetent : LeftOut.UnknownArea, inhabited.Contains(area) ? $"{ozgId} in {area}" : area.Value);
    }

    /// <summary>What was recorded in the cell and is in no statement any more is taken back, too.</summary>
    async Task Add(string ozgId, Place place, List<Word> words, IEnumerable<string>? recorded, string reason, CancellationToken ct)
    {
        var spoken = words.Select(word => word.Url).ToHashSet(StringComparer.Ordinal);
        words.AddRange((recorded ?? []).Where(url => !spoken.Contains(url)).Order(StringComparer.Ordinal).Select(url => new Word(url, run.Options.Clock.GetUtcNow(), null, reason, IsNew: false)));
        page.Add(new CellNews(new RolloutKey(place.Unit.Id, OzgId.Parse(ozgId)), place.Unit, words));
        if (page.Count == PageSize) await Flush(ct);
    }

    /// <summary>What is new for a unit. An address that is said of several areas around it is said; the smallest of them counts.</summary>
    static Word[] Words(Place place, ILookup<AreaKey, News> news, Dictionary<(AreaKey, string), Said> said)
    {
        var words = place.Around.SelectMany(area => news[area]).GroupBy(entry => entry.Url, StringComparer.Ordinal).OrderBy(entries => entries.Key, StringComparer.Ordinal);
        return
        [
            .. words.Select(entries =>
            {
                var statements = place.Around.Where(area => said.ContainsKey((area, entries.Key))).Select(area => said[(area, entries.Key)]).ToArray();
                return new Word(
                    entries.Key, entries.Max(entry => entry.At), statements.FirstOrDefault(statement => statement.Reason is null), statements.FirstOrDefault()?.Reason ?? NotListed,
                    entries.Any(entry => entry.IsNew));
            }),
        ];
    }

    async Task Flush(CancellationToken ct)
    {
        if (page.Count == 0) return;
        var cells = page.ToArray();
        page.Clear();
        Cells += cells.Length;
        await RowImport.Together<Rollout>(run.Store, [.. cells.Select(cell => cell.Key.StreamKey)], tally, run.Options, (streams, counted) =>
        {
            foreach (var cell in cells) Decide(cell, streams[cell.Key.StreamKey], counted);
        }, ct);
    }

    void Decide(CellNews cell, IEventStream<Rollout> stream, ImportTally counted)
    {
        var now = run.Options.Clock.GetUtcNow();
        var facts = new RolloutFacts(cell.Unit.Kind, OfficialModels.Ozg11, new HashSet<LeikaId>(), now);
        var state = stream.Aggregate;
        var events = new List<object>();
        foreach (var word in cell.Words)
        {
            if (Command(state, word, now) is not { } command) continue;
            var decision = RolloutDecider.Decide(state, command, facts);
            if (decision.Refusal is { } refusal) counted.Refuse(new RefusedRow(0, cell.Key.StreamKey, refusal.Code, refusal.Why));
            foreach (var happened in decision.Events) state = Rollout.Evolve(state, (IRolloutEvent)happened);
            events.AddRange(decision.Events);
        }

        stream.AppendMany(events);
        counted.Count(events.Count, isNew: stream.CurrentVersion == 0);
    }

    /// <summary>What the source says now against what it said last of the address; null where that is the same.</summary>
    IRolloutCommand? Command(Rollout state, Word word, DateTimeOffset now)
    {
        var last = state.Evidence.LastOrDefault(entry => entry.Source == source && entry.Url == word.Url);
        var at = last?.SeenAt > word.At ? last.SeenAt : word.At;
        if (at > now) at = now;
        if (!word.IsNew && last is { Refutation: not (null or NotListed or NotCompetent) }) return null;   // somebody has looked; the source has said nothing since
        if (word.Said is { } said)
            return last is { Refutation: null } && last.AssuranceLevel == said.Assurance ? null : new RecordEvidence(source, word.Url, at, said.Assurance, said.Area.Value);
        return last is { Refutation: null } ? new RefuteEvidence(source, word.Url, at, word.Reason) : null;
    }

    async Task Locate(Registry registry, CancellationToken ct)
    {
        foreach (var id in await run.Read($"select id from {MunicipalityProjection.Table} where dissolved_on is null", row => row.GetString(0), ct))
        {
            if (await registry.FindUnit(id, ct) is not { } unit) continue;
            var place = new Place(unit, AreaKey.Around(unit.Ars, unit.Ags));
            places.Add(id, place);
            inhabited.UnionWith(place.Around);
        }
    }

    /// <summary>Several online services may have the same address in the same area: one that is evidence wins, then the higher level of assurance.</summary>
    static void Keep(Dictionary<(AreaKey, string), Said> said, Said entry)
    {
        var key = (entry.Area, entry.Url);
        if (!said.TryGetValue(key, out var known) || (entry.Reason is null, entry.Assurance ?? (AssuranceLevel)(-1)).CompareTo((known.Reason is null, known.Assurance ?? (AssuranceLevel)(-1))) > 0)
            said[key] = entry;
    }

    static AreaKey AreaOf(string text) => AreaKey.TryParse(text, out var area) ? area : throw new InvalidDataException($"'{text}' is no area; it was not written by this program.");

    sealed record Place(KnownUnit Unit, IReadOnlyList<AreaKey> Around);

    sealed record CellNews(RolloutKey Key, KnownUnit Unit, IReadOnlyList<Word> Words);

    /// <param name="IsNew">Whether the source has said it since it was settled last.</param>
    sealed record News(AreaKey Area, string Url, DateTimeOffset At, bool IsNew);

    sealed record Word(string Url, DateTimeOffset At, Said? Said, string Reason, bool IsNew);

    sealed record Said(AreaKey Area, string Url, AssuranceLevel? Assurance, string? Reason, DateTimeOffset At)
    {
        public static Said Read(Npgsql.NpgsqlDataReader row) => new(
            AreaOf(row.GetString(0)), row.GetString(1), !row.IsDBNull(2) && Codes.TryParse<AssuranceLevel>(row.GetString(2), out var level) ? level : null, row.IsDBNull(3) ? null : row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4));
    }
}
