using OzgTracker.Domain.Catalogue;

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
