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
    public async Task<Derivation?> Find(UnitId unit, CellQuestion question, CancellationToken ct) => await Find(unit, question, 0, ct);

    async Task<Derivation?> Find(UnitId unit, CellQuestion question, int depth, CancellationToken ct)
    {
        var competence = await services.Registry.Competence(ct);
        if (competence.StandingOf(unit.Value, question.Service.Id.Value, question.Day) is not { } standing) return null;

        List<OtherLevel> predecessors = [], covers = [];
        if (depth < DeepestLineage)
            foreach (var predecessor in services.Registry.PredecessorsOf(unit).Where(known => known.Since <= question.Day))
                predecessors.Add(new(predecessor.Id, await Level(predecessor.Id, question with { Day = predecessor.Since.AddDays(-1) }, depth + 1, ct)));
        foreach (var cover in standing.CoveredBy) covers.Add(new(cover, (await Own(cover, question, ct)).LevelBy(question.Policy, question.Service.LeikaIds.Count)));
        return Derivation.Of(standing, predecessors, covers);
    }

    /// <summary>The level of another unit, which may be derived itself: a merger of merged units.</summary>
    async Task<int?> Level(UnitId unit, CellQuestion question, int depth, CancellationToken ct)
    {
        var own = await Own(unit, question, ct);
        return own.Status == CellStatus.Unreported ? (await Find(unit, question, depth, ct))?.Level : own.LevelBy(question.Policy, question.Service.LeikaIds.Count);
    }

    async Task<TimelineStep> Own(UnitId unit, CellQuestion question, CancellationToken ct)
    {
        await using var session = services.Store.LightweightSession();
        var events = await session.Events.FetchStreamAsync(new RolloutKey(unit, question.Service.Id).StreamKey, ct);
        var known = question.KnownAt is { } moment ? events.TakeWhile(happened => happened.Timestamp <= moment) : events;
        var rollout = known.Aggregate(Rollout.Initial, (state, happened) => Rollout.Evolve(state, (IRolloutEvent)happened.Data));
        return new Timeline(rollout, question.Model).On(question.Day);
    }
}
