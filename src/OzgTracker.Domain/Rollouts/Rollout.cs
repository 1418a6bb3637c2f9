using System.Collections.Immutable;
using System.Diagnostics;

namespace OzgTracker.Domain.Rollouts;

/// <summary>Where one service stands in one unit, folded from its stream.</summary>
/// <param name="Version">Number of events folded; equals the stream's version.</param>
/// <param name="Claims">Every report and correction ever made, in the order of the log.</param>
/// <param name="Competence">Every change of competence, in the order of the log.</param>
/// <param name="ConfirmedOn">Latest day for which what is reported now has been confirmed; forgotten when the reports change.</param>
/// <param name="LastHeard">Version of the last report, correction or confirmation; 0 when there was none.</param>
/// <remarks>Reading is done on a <see cref="Timeline"/>. A realistic stream has fewer than 50 events, so nothing here is indexed.</remarks>
public sealed record Rollout(
    long Version, ImmutableArray<Claim> Claims, ImmutableArray<CompetenceChange> Competence, DateOnly? ConfirmedOn, long LastHeard)
{
    /// <summary>Nothing was ever said.</summary>
    public static readonly Rollout Initial = new(0, [], [], null, 0);

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
