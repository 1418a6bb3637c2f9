using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Rollouts;

/// <summary>Something that happened to one service in one unit; stream <c>rollout-{id}-{ozgId}</c>, which names both.</summary>
public interface IRolloutEvent : IDomainEvent;

/// <summary>What a report or a correction claims.</summary>
public interface IMaturityClaim : IRolloutEvent
{
    /// <summary>Id of the maturity model that the level belongs to; never converted.</summary>
    string Model { get; }

    /// <summary>The level (<i>Reifegrad</i>) that the model's rule gave on the day of the report.</summary>
    int Level { get; }

    /// <summary>Level per criterion where the report named them; <see cref="Level"/> is their minimum.</summary>
    IReadOnlyDictionary<string, int>? Criteria { get; }

    /// <summary>Since when it is so; may lie far before the report.</summary>
    DateOnly ValidOn { get; }

    /// <summary>Public http(s) address where anyone can check the claim.</summary>
    string? EvidenceUrl { get; }

    /// <summary>The LeiKa services that the claim speaks of; null for the whole OZG service.</summary>
    IReadOnlyList<LeikaId>? LeikaIds { get; }

    /// <summary>When the unit said so, where that was before the log learnt it; null for the moment of recording.</summary>
    DateTimeOffset? ReportedAt { get; }

    /// <summary>A remark on the service, never on a person.</summary>
    string? Note { get; }
}

/// <summary>A unit reported a level of maturity (<i>Reifegrad gemeldet</i>).</summary>
public sealed record MaturityReported(
    string Model,
    int Level,
    IReadOnlyDictionary<string, int>? Criteria,
    DateOnly ValidOn,
    string? EvidenceUrl,
    IReadOnlyList<LeikaId>? LeikaIds,
    DateTimeOffset? ReportedAt,
    string? Note) : IMaturityClaim;

/// <summary>A unit confirmed that what it reported still holds (<i>Reifegrad bestätigt</i>).</summary>
/// <param name="ConfirmedOn">The day on which it held.</param>
/// <param name="Note">A remark on the service, never on a person.</param>
public sealed record MaturityConfirmed(DateOnly ConfirmedOn, string? Note) : IRolloutEvent;

/// <summary>An earlier report was wrong; this is what it should have said (<i>Reifegrad korrigiert</i>).</summary>
/// <param name="Corrects">Version, in this stream, of the report or correction that it replaces.</param>
/// <inheritdoc cref="MaturityReported"/>
public sealed record MaturityCorrected(
    long Corrects,
    string Model,
    int Level,
    IReadOnlyDictionary<string, int>? Criteria,
    DateOnly ValidOn,
    string? EvidenceUrl,
    IReadOnlyList<LeikaId>? LeikaIds,
    DateTimeOffset? ReportedAt,
    string? Note) : IMaturityClaim;

/// <summary>An earlier report should never have been made; what was before it holds again (<i>Reifegrad zurückgezogen</i>).</summary>
/// <param name="Withdraws">Version, in this stream, of the report or correction that it takes back.</param>
/// <param name="Reason">Why.</param>
public sealed record MaturityWithdrawn(long Withdraws, string Reason) : IRolloutEvent;

/// <summary>The unit does not execute this service (<i>nicht zuständig</i>): a state of its own, never level 0.</summary>
/// <param name="Reason">Who executes it instead, or why nobody does.</param>
/// <param name="ValidFrom">First day.</param>
public sealed record NotCompetentDeclared(string Reason, DateOnly ValidFrom) : IRolloutEvent;

/// <summary>The unit executes the service again; what it reported before holds again.</summary>
/// <param name="ValidFrom">First day.</param>
public sealed record CompetenceReclaimed(DateOnly ValidFrom) : IRolloutEvent;

/// <summary>A coordinator checked a level and found it true (<i>geprüft</i>).</summary>
/// <param name="Claim">Version, in this stream, of the report or correction that decided the level.</param>
/// <param name="VerifiedOn">The day of the check.</param>
/// <param name="Note">What was checked, never about a person.</param>
public sealed record MaturityVerified(long Claim, DateOnly VerifiedOn, string? Note) : IRolloutEvent;

/// <summary>A coordinator doubts a level (<i>beanstandet</i>); it stays until somebody reports another one.</summary>
/// <param name="Claim">Version, in this stream, of the report or correction that decided the level.</param>
/// <param name="DisputedOn">The day of the doubt.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record MaturityDisputed(long Claim, DateOnly DisputedOn, string Reason) : IRolloutEvent;

/// <summary>Somebody saw the online service (<i>Beleg erfasst</i>); never sets a level by itself.</summary>
/// <param name="Source">One of <see cref="EvidenceSources"/>.</param>
/// <param name="Url">Where it was seen.</param>
/// <param name="SeenAt">When it was seen.</param>
/// <param name="AssuranceLevel">Level of assurance that it asks of its users, where the source tells.</param>
/// <param name="Area">The area (<i>Gebiet</i>) for which the source named it, as <see cref="AreaKey"/>: the unit itself or one around it; null where the source names none.</param>
public sealed record EvidenceRecorded(string Source, string Url, DateTimeOffset SeenAt, AssuranceLevel? AssuranceLevel, string? Area = null) : IRolloutEvent;

/// <summary>An address that was evidence no longer is (<i>Beleg widerlegt</i>): the link is dead or shows something else.</summary>
/// <param name="Source">One of <see cref="EvidenceSources"/>.</param>
/// <param name="Url">The address, letter for letter as it was recorded or reported.</param>
/// <param name="SeenAt">When that was seen.</param>
/// <param name="Reason">What was seen instead.</param>
public sealed record EvidenceRefuted(string Source, string Url, DateTimeOffset SeenAt, string Reason) : IRolloutEvent;

/// <summary>A unit plans to reach a level (<i>Umsetzung geplant</i>); a later plan in the same model replaces it.</summary>
/// <param name="Model">Id of the maturity model.</param>
/// <param name="TargetLevel">The level.</param>
/// <param name="PlannedFor">The day by which it is planned.</param>
public sealed record RolloutPlanned(string Model, int TargetLevel, DateOnly PlannedFor) : IRolloutEvent;

/// <summary>A pilot has begun.</summary>
public sealed record PilotStarted(DateOnly On) : IRolloutEvent;

/// <summary>The online service is open to everybody (<i>in Betrieb genommen</i>).</summary>
public sealed record ServiceWentLive(DateOnly On) : IRolloutEvent;

/// <summary>The online service is out of operation (<i>außer Betrieb</i>).</summary>
public sealed record ServiceSuspended(DateOnly On) : IRolloutEvent;

/// <summary>A unit moved on with an EfA service (<i>Nachnutzung</i>).</summary>
/// <param name="OfferId">Id of the offer.</param>
/// <param name="Stage">How far the connection is.</param>
/// <param name="On">Since when.</param>
public sealed record EfaServiceAdopted(string OfferId, EfaStage Stage, DateOnly On) : IRolloutEvent;
