using OzgTracker.Domain;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Intake.Reports;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations.Reports;

/// <summary>Reports that are recorded in one transaction: first which cells they speak of, then, as often as needed, what becomes of them.</summary>
/// <param name="members">Whom the speaker serves.</param>
sealed class ReportPage(Registry registry, ReportScope scope, IReadOnlyList<KnownUnit> members)
{
    readonly List<ReportRow> rows = [];
    readonly List<Entry> entries = [];
    readonly List<(string Key, object Happened, long Version)> events = [];
    readonly HashSet<string>? served = scope.Speaker is null ? null : [.. members.Select(member => member.Id.Value), scope.Speaker.Id.Value];

    public int RowCount => rows.Count;

    public int CellCount => entries.Count;

    public bool HasEvents => events.Count > 0;

    public bool SaysSomethingIsSo { get; private set; }

    /// <summary>Whether nothing is recorded because something was refused.</summary>
    public bool IsLeftOut { get; private set; }

    public IReadOnlyList<(string Key, object Happened, long Version)> Events => events;

    /// <summary>The streams of all cells.</summary>
    public HashSet<string> StreamKeys() => [.. entries.Where(entry => entry.StreamKey is not null).Select(entry => entry.StreamKey!)];

    /// <summary>For whom it reports, and who reports for them.</summary>
    public IReadOnlyList<KnownUnit> Units()
    {
        var units = new HashSet<KnownUnit>(ReferenceEqualityComparer.Instance);
        foreach (var entry in entries)
            if (entry.Unit is { } unit) units.Add(unit);
        if (scope.Speaker is { } speaker) units.Add(speaker);
        return [.. units];
    }

    /// <summary>Whether a row names something that is not in memory; a second look at the tables may find it.</summary>
    public static bool MayMiss(Registry registry, ReportRow row) =>
        row.Fault is null
        && ((row.Municipality is { } key && registry.Unit(key) is null)
            || (row.OzgId is { } ozgId && registry.Service(ozgId) is null)
            || registry.Model(row.Model ?? MaturityModel.Default) is null);

    /// <summary>Finds the cells of a row; what cannot be a report is refused here already.</summary>
    public void Take(ReportRow row)
    {
        rows.Add(row);
        if (Find(row) is { } refusal) entries.Add(new Entry { Row = row, Code = refusal.Code, Detail = refusal.Why, Status = ReportStatus.Refused });
    }

    /// <summary>Looks everything up again, because the registry has moved.</summary>
    public void TakeAgain()
    {
        var again = rows.ToArray();
        rows.Clear();
        entries.Clear();
        foreach (var row in again) Take(row);
    }

    /// <summary>Decides in the order of the rows; a row sees what the ones before it would record.</summary>
    public void Decide(Func<string, Rollout> stateOf, DateTimeOffset now)
    {
        events.Clear();
        (SaysSomethingIsSo, IsLeftOut) = (false, false);
        var states = new Dictionary<string, Rollout>(StringComparer.Ordinal);
        var today = RolloutFacts.DayOf(now);
        foreach (var entry in entries)
        {
            if (entry.StreamKey is not { } key) continue;
            var state = states.TryGetValue(key, out var known) ? known : stateOf(key);
            var decision = RolloutDecider.Decide(state, new ReportMaturity(ReportShape.ToClaim(entry.Row, today)), Facts(entry, now));
            (entry.Number, entry.Code, entry.Detail, entry.Version) = (-1, decision.Refusal?.Code, decision.Refusal?.Why, state.Version);
            entry.Status = decision.Refusal is not null ? ReportStatus.Refused : decision.Events.Count == 0 ? ReportStatus.Unchanged : ReportStatus.Accepted;
            SaysSomethingIsSo |= entry.Status == ReportStatus.Unchanged;
            foreach (var happened in decision.Events)
            {
                entry.Number = events.Count;
                events.Add((key, happened, state.Version));
                state = Rollout.Evolve(state, (IRolloutEvent)happened);
                entry.Version = state.Version;
            }

            if (decision.Events.Count > 0) states[key] = state;
        }

        if (scope.AllOrNothing && entries.Exists(entry => entry.Status == ReportStatus.Refused)) LeaveAllOut();
    }

    /// <summary>What became of each.</summary>
    /// <param name="positionOf">Position of an event by its number; null when nothing was saved.</param>
    public IEnumerable<ReportOutcome> Outcomes(Func<int, long>? positionOf) => entries.Select(entry => new ReportOutcome(
        entry.Row,
        entry.Unit?.Id.Value ?? entry.Row.Municipality,
        entry.Service?.Id.Value ?? entry.Row.OzgId,
        entry.Status,
        entry.Code,
        entry.Detail,
        entry.StreamKey is null ? null : entry.Version,
        entry.Number >= 0 && entry.Status == ReportStatus.Accepted ? positionOf?.Invoke(entry.Number) : null));

    static RolloutFacts Facts(Entry entry, DateTimeOffset now) => new(
        entry.Unit!.Kind, entry.Model!, entry.Service!.LeikaIds, now,
        entry.Unit.DissolvedOn is { } day ? new UnitEnd(day, [.. entry.Unit.Successors.Select(successor => successor.Value)]) : null);

    void LeaveAllOut()
    {
        events.Clear();
        IsLeftOut = true;
        foreach (var entry in entries.Where(entry => entry.Status == ReportStatus.Accepted))
            (entry.Status, entry.Code, entry.Detail, entry.Version) = (ReportStatus.Refused, "others-refused", "Nothing was recorded, because other items were refused; correct those, or send them without atomicity=all.", entry.Version - 1);
    }

    Refusal? Find(ReportRow row)
    {
        if (ReportShape.Check(row) is { } refusal) return refusal;
        var service = FindService(row, out var unknown);
        if (service is null) return unknown;
        var modelId = row.Model ?? MaturityModel.Default;
        if (registry.Model(modelId) is not { } model) return new Refusal("unknown-model", $"There is no maturity model '{modelId}'.");

        if (row.Municipality is { } key)
        {
            var unit = registry.Unit(key);
            if (served is null ? scope.Check(unit, key) is { } outside : (outside = NotServed(unit)) is not null) return outside;
            Add(row, unit!, service, model);
            return null;
        }

        if (served is null) return new Refusal("invalid-request", "'municipality' is needed, unless a Verband or Kreis reports for all of its members with onBehalfOf.");
        foreach (var member in members) Add(row, member, service, model);
        return null;
    }

    Refusal? NotServed(KnownUnit? unit) => unit is not null && served!.Contains(unit.Id.Value)
        ? null
        : new Refusal("not-a-member", "The unit is not served by the one that reports for it. Report for members only, or with a token of the unit itself.");

    KnownService? FindService(ReportRow row, out Refusal? unknown)
    {
        unknown = null;
        if (row.OzgId is { } ozgId)
        {
            if (registry.Service(ozgId) is { } service) return service;
            unknown = new Refusal("unknown-service", $"The catalogue has no service '{(ozgId.Length > 40 ? ozgId[..40] : ozgId)}'.");
        }
        else if (row.LeikaId is { } leikaId)
        {
            var services = registry.ServicesOf(Domain.Catalogue.LeikaId.Parse(leikaId));
            if (services is [var only]) return only;
            unknown = services.Count == 0
                ? new Refusal("unknown-service", $"The catalogue has no OZG service with the LeiKa service {leikaId}.")
                : new Refusal("leika-in-several-services", $"The LeiKa service {leikaId} belongs to {string.Join(", ", services.Select(each => each.Id.Value))}; say which with ozgId.");
        }
        else
        {
            unknown = new Refusal("unknown-service", "'ozgId' is needed, or 'leikaId' of a service that belongs to one OZG service.");
        }

        return null;
    }

    void Add(ReportRow row, KnownUnit unit, KnownService service, MaturityModel model) =>
        entries.Add(new Entry { Row = row, Unit = unit, Service = service, Model = model, StreamKey = new RolloutKey(unit.Id, service.Id).StreamKey });

    sealed class Entry
    {
        public required ReportRow Row { get; init; }

        public KnownUnit? Unit { get; init; }

        public KnownService? Service { get; init; }

        public MaturityModel? Model { get; init; }

        public string? StreamKey { get; init; }

        public ReportStatus Status { get; set; }

        public string? Code { get; set; }

        public string? Detail { get; set; }

        public long Version { get; set; }

        /// <summary>Which of the events of the page is its own; -1 for none.</summary>
        public int Number { get; set; } = -1;
    }
}
