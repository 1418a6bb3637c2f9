using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>One service in one unit.</summary>
/// <param name="Municipality">Id of the unit.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Model">The maturity model that the level belongs to.</param>
/// <param name="Policy">How the level of the OZG service comes from its LeiKa services where only some were reported.</param>
/// <param name="Level">Null when nothing is reported or the unit is not competent.</param>
/// <param name="Since">First day of the unbroken run at this level.</param>
/// <param name="Status">What is known.</param>
/// <param name="Conform">OZG-konform by the model's threshold; null without a level.</param>
/// <param name="Verification">How it has been checked.</param>
/// <param name="Evidence">Whether anyone can check it.</param>
/// <param name="EvidenceUrl">Where.</param>
/// <param name="BlockingCriteria">The criteria that keep the level down; empty when the report named none.</param>
/// <param name="Leika">Level of each LeiKa service that was named on its own.</param>
/// <param name="LastReportedAt">When the log last heard a report, correction or confirmation.</param>
/// <param name="Stale">Not heard of for more than twelve months.</param>
/// <param name="Version">Version of the cell's stream, its ETag.</param>
/// <param name="Position">Position of its last event in the log.</param>
public sealed record Cell(
    string Municipality,
    string OzgId,
    string Model,
    string Policy,
    int? Level,
    DateOnly? Since,
    CellStatus Status,
    bool? Conform,
    Verification Verification,
    EvidenceState Evidence,
    string? EvidenceUrl,
    IReadOnlyList<string> BlockingCriteria,
    IReadOnlyDictionary<string, int> Leika,
    DateTimeOffset? LastReportedAt,
    bool Stale,
    long Version,
    long Position)
{
    /// <summary>The only policy so far: the highest level among the LeiKa services.</summary>
    public const string PolicyAny = "any";

    /// <summary>Age from which a report is stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(365);

    internal static Cell Of(RolloutKey key, MaturityModel model, CellState state, DateTimeOffset now)
    {
        var claim = state.Claim;
        return new Cell(
            key.Unit.Value,
            key.Service.Value,
            model.Id,
            PolicyAny,
            state.Step.Level,
            state.Since,
            state.Step.Status,
            state.Step.Level is { } level ? model.IsConform(level) : null,
            Verification.Unverified,
            state.Step.Evidence,
            claim?.EvidenceUrl,
            claim?.Criteria is { } criteria ? [.. criteria.Where(criterion => criterion.Value == claim.Level && claim.Level < model.Highest).Select(criterion => criterion.Key)] : [],
            state.Detail.ToDictionary(detail => detail.Key.Value, detail => detail.Value),
            state.LastReportedAt,
            IsStale(state.Step.Status, state.LastReportedAt, now),
            state.Version,
            state.Position);
    }

    internal static bool IsStale(CellStatus status, DateTimeOffset? lastReportedAt, DateTimeOffset now) =>
        status == CellStatus.Reported && now - lastReportedAt > StaleAfter;
}
