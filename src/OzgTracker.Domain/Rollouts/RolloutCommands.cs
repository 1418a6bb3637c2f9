using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Rollouts;

/// <summary>Something that someone wants recorded for one service in one unit.</summary>
public interface IRolloutCommand;

/// <summary>What a report or a correction says, before it is checked.</summary>
/// <param name="Level">Either the level …</param>
/// <param name="Criteria">… or the level of each criterion, whose minimum is the level.</param>
/// <param name="ValidOn">Since when.</param>
/// <param name="EvidenceUrl">Where anyone can check it.</param>
/// <param name="LeikaIds">The LeiKa services it speaks of; null or empty for the whole OZG service.</param>
/// <param name="ReportedAt">When the unit said so; null for now.</param>
/// <param name="Note">A remark on the service.</param>
public sealed record ClaimedMaturity(
    int? Level,
    IReadOnlyDictionary<string, int>? Criteria,
    DateOnly ValidOn,
    string? EvidenceUrl = null,
    IReadOnlyList<LeikaId>? LeikaIds = null,
    DateTimeOffset? ReportedAt = null,
    string? Note = null);

/// <summary>Report a level.</summary>
public sealed record ReportMaturity(ClaimedMaturity Claim) : IRolloutCommand;

/// <summary>Say that what was reported still holds.</summary>
public sealed record ConfirmMaturity(DateOnly ConfirmedOn, string? Note) : IRolloutCommand;

/// <summary>Replace an earlier report or correction.</summary>
/// <param name="Version">Version of its event in the stream.</param>
/// <param name="Claim">What it should have said.</param>
public sealed record CorrectMaturity(long Version, ClaimedMaturity Claim) : IRolloutCommand;

/// <summary>Take an earlier report or correction back.</summary>
/// <param name="Version">Version of its event in the stream.</param>
/// <param name="Reason">Why.</param>
public sealed record WithdrawMaturity(long Version, string Reason) : IRolloutCommand;

/// <summary>Say that the unit does not execute the service.</summary>
public sealed record DeclareNotCompetent(string Reason, DateOnly ValidFrom) : IRolloutCommand;

/// <summary>Say that the unit executes the service again.</summary>
public sealed record ReclaimCompetence(DateOnly ValidFrom) : IRolloutCommand;

/// <summary>Say that the level of today was checked and is true.</summary>
public sealed record VerifyMaturity(DateOnly VerifiedOn, string? Note) : IRolloutCommand;

/// <summary>Say that the level of today is doubtful.</summary>
public sealed record DisputeMaturity(DateOnly DisputedOn, string Reason) : IRolloutCommand;

/// <summary>Say that the online service was seen at an address.</summary>
/// <param name="Source">One of <see cref="EvidenceSources"/>.</param>
/// <param name="Url">Where.</param>
/// <param name="SeenAt">When.</param>
/// <param name="AssuranceLevel">Where the source tells it.</param>
/// <param name="Area">The area for which the source named it.</param>
public sealed record RecordEvidence(string Source, string Url, DateTimeOffset SeenAt, AssuranceLevel? AssuranceLevel, string? Area = null) : IRolloutCommand;

/// <summary>Say that an address that was evidence no longer is.</summary>
public sealed record RefuteEvidence(string Source, string Url, DateTimeOffset SeenAt, string Reason) : IRolloutCommand;

/// <summary>Plan to reach a level.</summary>
public sealed record PlanRollout(int TargetLevel, DateOnly PlannedFor) : IRolloutCommand;

/// <summary>Say that a step of the project was made.</summary>
public sealed record ReachMilestone(MilestoneKind Kind, DateOnly On) : IRolloutCommand;

/// <summary>Say how far the connection to an EfA service is.</summary>
public sealed record AdoptEfaService(string OfferId, EfaStage Stage, DateOnly On) : IRolloutCommand;

/// <summary>The end of a unit, for the message that names who goes on for it.</summary>
/// <param name="On">First day without it.</param>
/// <param name="Successors">Ids of the units that took over its area; empty when none is known.</param>
public sealed record UnitEnd(DateOnly On, IReadOnlyList<string> Successors);

/// <summary>What a decision needs to know from outside the stream.</summary>
/// <param name="Kind">Of the unit; a gemeindefreies Gebiet reports nothing.</param>
/// <param name="Model">The maturity model that the command names.</param>
/// <param name="LeikaIds">The LeiKa services of the OZG service.</param>
/// <param name="Now">The clock, read once at the edge.</param>
/// <param name="End">When the unit was dissolved; null while it exists.</param>
public sealed record RolloutFacts(UnitKind Kind, MaturityModel Model, IReadOnlySet<LeikaId> LeikaIds, DateTimeOffset Now, UnitEnd? End = null)
{
    /// <summary>The last day that has begun.</summary>
    public DateOnly Today => DayOf(Now);

    /// <summary>Berlin's calendar is at most two hours ahead of UTC, so a day that has begun there is not "in the future".</summary>
    public static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(2)).DateTime);
}
