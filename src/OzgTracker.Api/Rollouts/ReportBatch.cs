using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>Reports of one request: first which cells they speak of, then, as often as needed, what becomes of them.</summary>
/// <param name="speaker">The Verband or Kreis that reports for its members; null when each unit is named.</param>
sealed class ReportBatch(CellServices services, Caller caller, KnownUnit? speaker)
{
    static readonly MaturityBodyValidator Shape = new();

    readonly List<Entry> entries = [];

    public int CellCount => entries.Count;

    /// <summary>For whom it reports, and who reports for them.</summary>
    public IReadOnlyList<KnownUnit> Units() => [.. entries.Select(entry => entry.Cell?.Unit).Append(speaker).OfType<KnownUnit>().DistinctBy(unit => unit.Id)];

    /// <summary>Finds the cells of all items; what cannot be a report is refused here already.</summary>
    public async Task Take(IReadOnlyList<ReportItem> items, CancellationToken ct)
    {
        var members = speaker is null ? [] : await services.Registry.MembersOf(speaker, ct);
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index] is not { } item) Refuse(index, null, null, "invalid-request", "The item is null.");
            else if (Shape.Validate(item).Errors is [var error, ..]) Refuse(index, item.Municipality, item.OzgId, error.ErrorCode, error.ErrorMessage);
            else await Take(index, item, members, ct);
        }
    }

    /// <summary>Reads all cells at once and decides on them in the order of the items; an item sees what the ones before it would record.</summary>
    public async Task Decide(IDocumentSession session, bool append, CancellationToken ct)
    {
        var now = services.Clock.GetUtcNow();
        var streams = await session.Events.FetchForWriting<Rollout>([.. entries.Where(entry => entry.Cell is not null).Select(entry => entry.Cell!.Key.StreamKey).Distinct()], ct);
        var states = streams.ToDictionary(stream => stream.Key, stream => new Writing(stream.Value), StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Cell is not { } cell) continue;
            var writing = states[cell.Key.StreamKey];
            var decision = RolloutDecider.Decide(writing.State, new ReportMaturity(entry.Item!.ToClaim(RolloutFacts.DayOf(now))), cell.Facts(entry.Model!, now));
            (entry.Writing, entry.Number, entry.Result) = (null, 0, decision switch
            {
                { Refusal: { } refusal } => new(entry.Index, cell.Unit.Id.Value, cell.Service.Id.Value, ReportStatus.Refused, refusal.Code, refusal.Why, writing.State.Version),
                { Events.Count: 0 } => new(entry.Index, cell.Unit.Id.Value, cell.Service.Id.Value, ReportStatus.Unchanged, Version: writing.State.Version),
                _ => new(entry.Index, cell.Unit.Id.Value, cell.Service.Id.Value, ReportStatus.Accepted, Version: writing.State.Version + 1),
            });
            if (decision.Events.Count == 0) continue;
            (entry.Writing, entry.Number) = (writing, writing.Events.Count);
            writing.Record(decision);
        }

        if (!append) return;
        foreach (var writing in states.Values) writing.Stream.AppendMany(writing.Events);
    }

    /// <summary>What became of each; positions are known after the save.</summary>
    public ReportResults Results()
    {
        var results = entries.ConvertAll(entry => entry.Writing?.Stream.Appended is { } appended && appended.Count > entry.Number
            ? entry.Result! with { Position = appended[entry.Number].Sequence }
            : entry.Result!);
        int Count(ReportStatus status) => results.Count(result => result.Status == status);
        return new(results, new ReportSummary(Count(ReportStatus.Accepted), Count(ReportStatus.Unchanged), Count(ReportStatus.Refused)));
    }

    async Task Take(int index, ReportItem item, IReadOnlyList<KnownUnit> members, CancellationToken ct)
    {
        var registry = services.Registry;
        if (item.OzgId is null || await registry.FindService(item.OzgId, ct) is not { } service)
        {
            Refuse(index, item.Municipality, item.OzgId, "unknown-service");
            return;
        }

        if (await registry.FindModel(item.Model ?? MaturityModel.Default, ct) is not { } model)
        {
            Refuse(index, item.Municipality, item.OzgId, "unknown-model");
            return;
        }

        if (item.Municipality is null)
        {
            if (speaker is null) Refuse(index, null, item.OzgId, "invalid-request", "'municipality' is needed, unless a Verband or Kreis reports for all of its members with onBehalfOf.");
            else foreach (var member in members) Add(index, item, new KnownCell(member, service), model);
            return;
        }

        var unit = await registry.FindUnit(item.Municipality, ct);
        if (speaker is not null)
        {
            if (unit is not null && (unit.Id == speaker.Id || members.Any(member => member.Id == unit.Id))) Add(index, item, new KnownCell(unit, service), model);
            else Refuse(index, item.Municipality, item.OzgId, "not-a-member");
        }
        else if (unit is null) Refuse(index, item.Municipality, item.OzgId, caller.MayReportFor(item.Municipality) ? "unknown-municipality" : "outside-your-keys");
        else if (!caller.MayReportFor(unit)) Refuse(index, item.Municipality, item.OzgId, "outside-your-keys");
        else Add(index, item, new KnownCell(unit, service), model);
    }

    void Add(int index, ReportItem item, KnownCell cell, MaturityModel model) => entries.Add(new Entry { Index = index, Item = item, Cell = cell, Model = model });

    void Refuse(int index, string? unit, string? ozgId, string code, string? detail = null) => entries.Add(new Entry
    {
        Index = index,
        Result = new ReportResult(index, unit, ozgId, ReportStatus.Refused, code, detail ?? ProblemCatalogue.Find(code).WhatToDo),
    });

    sealed class Entry
    {
        public required int Index { get; init; }

        public ReportItem? Item { get; init; }

        public KnownCell? Cell { get; init; }

        public MaturityModel? Model { get; init; }

        public ReportResult? Result { get; set; }

        /// <summary>The stream that its event goes to, and which of the new events of that stream it is.</summary>
        public Writing? Writing { get; set; }

        public int Number { get; set; }
    }

    sealed class Writing(IEventStream<Rollout> stream)
    {
        public IEventStream<Rollout> Stream => stream;

        public Rollout State { get; private set; } = stream.Aggregate;

        public List<object> Events { get; } = [];

        public void Record(Domain.Decision decision)
        {
            foreach (var happened in decision.Events) State = Rollout.Evolve(State, (IRolloutEvent)happened);
            Events.AddRange(decision.Events);
        }
    }
}
