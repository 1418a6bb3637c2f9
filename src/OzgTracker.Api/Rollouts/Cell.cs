using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>One service in one unit.</summary>
/// <param name="Municipality">Id of the unit.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Model">The maturity model that the level belongs to.</param>
/// <param name="Policy">How the level of the OZG service comes from its LeiKa services where only some were reported.</param>
/// <param name="Level">Null when nothing is reported, the unit is not competent or the policy cannot tell.</param>
/// <param name="Since">First day of the unbroken run at this level.</param>
/// <param name="Status">What is known.</param>
/// <param name="Conform">OZG-konform by the model's threshold; null without a level.</param>
/// <param name="ShareConform">Share of the LeiKa services that are conform, 0 to 1; null without a level.</param>
/// <param name="Verification">How it has been checked.</param>
/// <param name="Evidence">Whether anyone can check it.</param>
/// <param name="EvidenceUrl">Where.</param>
/// <param name="BlockingCriteria">The criteria that keep the level down; empty when the report named none.</param>
/// <param name="Leika">Level of each LeiKa service that was named on its own.</param>
/// <param name="Mapped">What a published mapping makes of the level in another model; only where nothing was reported in the model asked for.</param>
/// <param name="Plan">The plan that is not reached yet.</param>
/// <param name="Efa">The last step with an EfA service.</param>
/// <param name="Milestone">The last step of the unit's own project.</param>
/// <param name="CoveredBy">Id of the Verband or Kreis that executes the service for the unit.</param>
/// <param name="DerivedFrom">Ids of the units whose levels the derived one is the lowest of.</param>
/// <param name="LastReportedAt">When the log last heard a report, correction or confirmation.</param>
/// <param name="Stale">Not heard of for longer than the installation allows; twelve months by default.</param>
/// <param name="Version">Version of the cell's stream, its ETag.</param>
/// <param name="Position">Position of its last event in the log.</param>
public sealed record Cell(
    string Municipality,
    string OzgId,
    string Model,
    LeikaPolicy Policy,
    int? Level,
    DateOnly? Since,
    CellStatus Status,
    bool? Conform,
    double? ShareConform,
    Verification Verification,
    EvidenceState Evidence,
    string? EvidenceUrl,
    IReadOnlyList<string> BlockingCriteria,
    IReadOnlyDictionary<string, int> Leika,
    MappedLevel? Mapped,
    CellPlan? Plan,
    CellAdoption? Efa,
    CellMilestone? Milestone,
    string? CoveredBy,
    IReadOnlyList<string> DerivedFrom,
    DateTimeOffset? LastReportedAt,
    bool Stale,
    long Version,
    long Position)
{
    internal static Cell Of(KnownCell cell, MaturityModel model, LeikaPolicy policy, CellState state, StaleRule stale, DateTimeOffset now)
    {
        var claim = state.Claim;
        var leikaCount = cell.Service.LeikaIds.Count;
        var level = state.LevelBy(policy, leikaCount);
        return new Cell(
            cell.Unit.Id.Value,
            cell.Service.Id.Value,
            model.Id,
            policy,
            level,
            state.SinceBy(policy, leikaCount),
            state.Step.Status,
            level is { } reached ? model.IsConform(reached) : null,
            state.Step.Level is { } any ? Share(state.Step, any, model, leikaCount) : null,
            state.Step.Verification,
            state.Step.Evidence,
            claim?.EvidenceUrl,
            Blocking(claim, model),
            state.Detail.ToDictionary(detail => detail.Key.Value, detail => detail.Value),
            null,
            state.Project.Plan is { } plan ? new CellPlan(plan.TargetLevel, plan.PlannedFor) : null,
            state.Project.Efa is { } efa ? new CellAdoption(efa.OfferId, efa.Stage, efa.On) : null,
            state.Project.Milestone is { } milestone ? new CellMilestone(milestone.Kind, milestone.On) : null,
            null,
            [],
            state.LastReportedAt,
            stale.IsStale(state.Step.Status, state.LastReportedAt, now),
            state.Version,
            state.Position);
    }

    /// <summary>The same with what follows from others.</summary>
    internal Cell With(Derivation? derivation, MappedLevel? mapped, MaturityModel model) => derivation is null ? this with { Mapped = mapped } : this with
    {
        Mapped = mapped,
        Status = derivation.Status,
        Level = derivation.Level,
        Conform = derivation.Level is { } level ? model.IsConform(level) : null,
        CoveredBy = derivation.CoveredBy?.Value,
        DerivedFrom = [.. derivation.From.Select(unit => unit.Value)],
    };

    static double Share(TimelineStep step, int level, MaturityModel model, int leikaCount)
    {
        if (!step.Leika.IsEmpty) return Math.Round(step.Leika.Share(model.ConformityThreshold, leikaCount), 4);
        return model.IsConform(level) ? 1 : 0;
    }

    internal static IReadOnlyList<string> Blocking(IMaturityClaim? claim, MaturityModel model) => claim?.Criteria is { } criteria && claim.Level < model.Highest
        ? [.. criteria.Where(criterion => criterion.Value == claim.Level).Select(criterion => criterion.Key)]
        : [];
}

/// <summary>A level that was not reported but follows from a published mapping of another model.</summary>
/// <param name="From">The model in which the level was reported.</param>
/// <param name="FromLevel">The level there.</param>
/// <param name="Level">What the mapping makes of it; null where the level has no twin.</param>
/// <param name="MappingVersion">Version of the mapping.</param>
public sealed record MappedLevel(string From, int FromLevel, int? Level, int MappingVersion);

/// <summary>A plan.</summary>
public sealed record CellPlan(int TargetLevel, DateOnly PlannedFor);

/// <summary>A step with an EfA service.</summary>
public sealed record CellAdoption(string OfferId, EfaStage Stage, DateOnly On);

/// <summary>A step of a project.</summary>
public sealed record CellMilestone(MilestoneKind Kind, DateOnly On);
