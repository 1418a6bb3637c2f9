using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>Which value of which cell is asked for.</summary>
/// <param name="Service">The OZG service.</param>
/// <param name="Model">Id of the maturity model.</param>
/// <param name="Policy">How levels of LeiKa services make the level.</param>
/// <param name="Day">The day asked for.</param>
/// <param name="KnownAt">Only what the log had learnt by then; null for all.</param>
sealed record CellQuestion(KnownService Service, string Model, LeikaPolicy Policy, DateOnly Day, DateTimeOffset? KnownAt);

/// <summary>Finds what a cell shows while its unit has said nothing: in predecessors, and in the Verband or Kreis that executes the service.</summary>
/// <remarks>Reads the streams of those, so it is as fresh as the cell itself; lineage and competence come from the registry.</remarks>
sealed class DerivedCells(CellServices services)
{
    /// <summary>Mergers of mergers; a cycle is refused when it is recorded, so this only bounds the work.</summary>
    const int DeepestLineage = 8;

    /// <summary>Null when the unit did not exist on the day or the catalogue does not have the service.</summary>
    public async Task<Derivation?> Find(UnitId unit, CellQuestion question, CancellationToken ct) =>
        Find(unit, question, await services.Registry.Competence(ct), await Read(Related(unit, question, await services.Registry.Competence(ct)), question, ct), 0);

    /// <summary>The same for many services of a unit as they are now, from the read model of cells.</summary>
    public async Task<IReadOnlyDictionary<string, Derivation>> FindAll(
        UnitId unit, IReadOnlyCollection<KnownService> asked, string model, LeikaPolicy policy, DateOnly today, CancellationToken ct)
    {
        var competence = await services.Registry.Competence(ct);
        CellQuestion Question(KnownService service) => new(service, model, policy, today, null);
        var related = asked.SelectMany(service => Related(unit, Question(service), competence)).ToHashSet();
        var levels = related.Count == 0 ? [] : await StatusQueries.LevelsOf(
            services.Store.DataSource, [.. related.Select(other => other.Value)], [.. asked.Select(service => service.Id.Value)], model, policy, ct);
        return asked
            .Select(service => (service.Id.Value, Derivation: Find(
                unit, Question(service), competence,
                (other, _) => levels.TryGetValue((other.Value, service.Id.Value), out var own) ? own : (CellStatus.Unreported, null), 0)))
            .Where(found => found.Derivation is not null)
            .ToDictionary(found => found.Value, found => found.Derivation!, StringComparer.Ordinal);
    }

    Derivation? Find(UnitId unit, CellQuestion question, CompetenceBook competence, Func<UnitId, DateOnly, (CellStatus Status, int? Level)> own, int depth)
    {
        if (competence.StandingOf(unit.Value, question.Service.Id.Value, question.Day) is not { } standing) return null;

        var predecessors = depth == DeepestLineage ? [] : Predecessors(unit, question.Day)
            .Select(known => new OtherLevel(known.Id, Level(known.Id, question with { Day = known.Since.AddDays(-1) }, competence, own, depth + 1))).ToArray();
        return Derivation.Of(standing, predecessors, [.. standing.CoveredBy.Select(cover => new OtherLevel(cover, own(cover, question.Day).Level))]);
    }

    /// <summary>The level of another unit, which may be derived itself: a merger of merged units.</summary>
    int? Level(UnitId unit, CellQuestion question, CompetenceBook competence, Func<UnitId, DateOnly, (CellStatus Status, int? Level)> own, int depth) =>
        own(unit, question.Day) is { Status: not CellStatus.Unreported } said ? said.Level : Find(unit, question, competence, own, depth)?.Level;

    IEnumerable<KnownPredecessor> Predecessors(UnitId unit, DateOnly day) => services.Registry.PredecessorsOf(unit).Where(known => known.Since <= day);

    /// <summary>Whoever could have a word in it: predecessors of any generation, and those that cover the unit or one of them.</summary>
    HashSet<UnitId> Related(UnitId unit, CellQuestion question, CompetenceBook competence)
    {
        HashSet<UnitId> related = [];
        Collect(unit, question.Day, 0);
        return related;

        void Collect(UnitId of, DateOnly day, int depth)
        {
            if (competence.StandingOf(of.Value, question.Service.Id.Value, day) is { } standing) related.UnionWith(standing.CoveredBy);
            if (depth == DeepestLineage) return;
            foreach (var predecessor in Predecessors(of, day))
                if (related.Add(predecessor.Id))
                    Collect(predecessor.Id, predecessor.Since.AddDays(-1), depth + 1);
        }
    }

    /// <summary>Reads the streams of other units, as far as they are to be known.</summary>
    async Task<Func<UnitId, DateOnly, (CellStatus Status, int? Level)>> Read(HashSet<UnitId> units, CellQuestion question, CancellationToken ct)
    {
        var timelines = new Dictionary<UnitId, Timeline>();
        foreach (var unit in units)
        {
            await using var session = services.Store.LightweightSession();
            var events = await session.Events.FetchStreamAsync(new RolloutKey(unit, question.Service.Id).StreamKey, ct);
            var known = question.KnownAt is { } moment ? events.TakeWhile(happened => happened.Timestamp <= moment) : events;
            timelines.Add(unit, new Timeline(known.Aggregate(Rollout.Initial, (state, happened) => Rollout.Evolve(state, (IRolloutEvent)happened.Data)), question.Model));
        }

        return (unit, day) => timelines[unit].On(day) is var step ? (step.Status, step.LevelBy(question.Policy, question.Service.LeikaIds.Count)) : default;
    }
}
