using System.Collections.Immutable;
using System.Diagnostics;

namespace OzgTracker.Domain.Rollouts;

/// <summary>Where one service stands in one unit, folded from its stream.</summary>
/// <param name="Version">Number of events folded; equals the stream's version.</param>
/// <param name="Claims">Every report and correction ever made, in the order of the log.</param>
/// <param name="Competence">Every change of competence, in the order of the log.</param>
/// <param name="ConfirmedOn">Latest day for which what is reported now has been confirmed; forgotten when the reports change.</param>
/// <param name="LastHeard">Version of the last report, correction or confirmation; 0 when there was none.</param>
/// <param name="Checks">Every verification and dispute, in the order of the log.</param>
/// <param name="Evidence">The ledger: everything that was seen at an address, in the order of the log.</param>
/// <param name="Plans">Every plan, in the order of the log.</param>
/// <param name="Milestones">Pilot, start and end of operation, in the order of the log.</param>
/// <param name="Adoptions">Every step with an EfA service, in the order of the log.</param>
/// <remarks>Reading is done on a <see cref="Timeline"/>. A realistic stream has fewer than 50 events, so nothing here is indexed.</remarks>
public sealed record Rollout(
    long Version,
    ImmutableArray<Claim> Claims,
    ImmutableArray<CompetenceChange> Competence,
    DateOnly? ConfirmedOn,
    long LastHeard,
    ImmutableArray<Check> Checks,
    ImmutableArray<EvidenceEntry> Evidence,
    ImmutableArray<RolloutPlanned> Plans,
    ImmutableArray<Milestone> Milestones,
    ImmutableArray<EfaServiceAdopted> Adoptions)
{
    /// <summary>Nothing was ever said.</summary>
    public static readonly Rollout Initial = new(0, [], [], null, 0, [], [], [], [], []);

    /// <summary>The state after an event.</summary>
    public static Rollout Evolve(Rollout state, IRolloutEvent happened)
    {
        var version = state.Version + 1;
        return happened switch
        {
            MaturityReported e => state with { Version = version, LastHeard = version, ConfirmedOn = null, Claims = state.Claims.Add(new(version, e)) },
            MaturityCorrected e => state with { Version = version, LastHeard = version, ConfirmedOn = null, Claims = Correct(state.Claims, e, version) },
            MaturityWithdrawn e => state with { Version = version, ConfirmedOn = null, Claims = Withdraw(state.Claims, e.Withdraws) },
            MaturityConfirmed e => state with { Version = version, LastHeard = version, ConfirmedOn = e.ConfirmedOn },
            NotCompetentDeclared e => state with { Version = version, Competence = state.Competence.Add(new(version, false, e.ValidFrom, e.Reason)) },
            CompetenceReclaimed e => state with { Version = version, Competence = state.Competence.Add(new(version, true, e.ValidFrom, null)) },
            MaturityVerified e => state with { Version = version, Checks = state.Checks.Add(new(version, e.Claim, Verification.Verified, e.VerifiedOn, e.Note)) },
            MaturityDisputed e => state with { Version = version, Checks = state.Checks.Add(new(version, e.Claim, Verification.Disputed, e.DisputedOn, e.Reason)) },
            EvidenceRecorded e => state with { Version = version, Evidence = state.Evidence.Add(new(version, e.Url, e.Source, e.SeenAt, e.AssuranceLevel, null)) },
            EvidenceRefuted e => state with { Version = version, Evidence = state.Evidence.Add(new(version, e.Url, e.Source, e.SeenAt, null, e.Reason)) },
            RolloutPlanned e => state with { Version = version, Plans = state.Plans.Add(e) },
            PilotStarted e => state with { Version = version, Milestones = state.Milestones.Add(new(MilestoneKind.PilotStarted, e.On)) },
            ServiceWentLive e => state with { Version = version, Milestones = state.Milestones.Add(new(MilestoneKind.WentLive, e.On)) },
            ServiceSuspended e => state with { Version = version, Milestones = state.Milestones.Add(new(MilestoneKind.Suspended, e.On)) },
            EfaServiceAdopted e => state with { Version = version, Adoptions = state.Adoptions.Add(e) },
            _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
        };
    }

    /// <summary>The claim that an event of this stream made, or null when the event with this version made none.</summary>
    public Claim? ClaimOf(long version)
    {
        foreach (var claim in Claims)
            if (claim.Version == version)
                return claim;
        return null;
    }

    static ImmutableArray<Claim> Correct(ImmutableArray<Claim> claims, MaturityCorrected correction, long version) =>
        Change(claims, correction.Corrects, claim => claim with { CorrectedBy = version })
            .Add(new Claim(version, correction) { Corrects = correction.Corrects });

    /// <summary>Taking back a correction lets the corrected claim speak again.</summary>
    static ImmutableArray<Claim> Withdraw(ImmutableArray<Claim> claims, long withdrawn)
    {
        long? restored = null;
        var changed = Change(claims, withdrawn, claim =>
        {
            restored = claim.Corrects;
            return claim with { IsWithdrawn = true };
        });
        return restored is { } version ? Change(changed, version, claim => claim with { CorrectedBy = null }) : changed;
    }

    static ImmutableArray<Claim> Change(ImmutableArray<Claim> claims, long version, Func<Claim, Claim> change)
    {
        for (var i = 0; i < claims.Length; i++)
            if (claims[i].Version == version)
                return claims.SetItem(i, change(claims[i]));
        return claims;
    }
}

/// <summary>One report or correction, and what became of it.</summary>
/// <param name="Version">Version of its event in the stream.</param>
/// <param name="Content">What it claims.</param>
public sealed record Claim(long Version, IMaturityClaim Content)
{
    /// <summary>The claim that this one replaces.</summary>
    public long? Corrects { get; init; }

    /// <summary>The claim that replaced this one.</summary>
    public long? CorrectedBy { get; init; }

    /// <summary>Taken back.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Whether it still counts.</summary>
    public bool IsEffective => !IsWithdrawn && CorrectedBy is null;
}

/// <summary>A day from which the unit does, or does not, execute the service.</summary>
/// <param name="Version">Version of its event in the stream.</param>
/// <param name="IsCompetent">Which of the two.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="Reason">Given when it is not competent.</param>
public sealed record CompetenceChange(long Version, bool IsCompetent, DateOnly ValidFrom, string? Reason);

/// <summary>How a level has been checked by a coordinator.</summary>
public enum Verification
{
    /// <summary>Nobody has checked it.</summary>
    Unverified = 0,

    /// <summary>Checked and found true.</summary>
    Verified = 1,

    /// <summary>Doubted.</summary>
    Disputed = 2,
}

/// <summary>A coordinator's word on a level.</summary>
/// <param name="Version">Version of its event in the stream.</param>
/// <param name="Claim">Version of the report or correction that it speaks of.</param>
/// <param name="Result">Verified or disputed.</param>
/// <param name="On">The day of the check.</param>
/// <param name="Note">Reason of a dispute, note on a verification.</param>
public sealed record Check(long Version, long Claim, Verification Result, DateOnly On, string? Note);

/// <summary>Something that was seen at an address.</summary>
/// <param name="Version">Version of its event in the stream.</param>
/// <param name="Url">The address.</param>
/// <param name="Source">One of <see cref="EvidenceSources"/>.</param>
/// <param name="SeenAt">When.</param>
/// <param name="AssuranceLevel">Where the source tells it.</param>
/// <param name="Refutation">What was seen instead of the service; null when the service was seen.</param>
public sealed record EvidenceEntry(long Version, string Url, string Source, DateTimeOffset SeenAt, AssuranceLevel? AssuranceLevel, string? Refutation)
{
    /// <summary>The day from which it counts.</summary>
    public DateOnly SeenOn => RolloutFacts.DayOf(SeenAt);
}

/// <summary>Which step of a project was made.</summary>
public enum MilestoneKind
{
    /// <summary>A pilot has begun.</summary>
    PilotStarted,

    /// <summary>Open to everybody.</summary>
    WentLive,

    /// <summary>Out of operation.</summary>
    Suspended,
}

/// <summary>A step of a project and its day.</summary>
public sealed record Milestone(MilestoneKind Kind, DateOnly On);
