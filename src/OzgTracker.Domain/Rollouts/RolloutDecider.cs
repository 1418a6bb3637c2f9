using System.Diagnostics;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Rollouts;

/// <summary>The rules of one cell.</summary>
public static class RolloutDecider
{
    /// <summary>No status is older than the first public web pages of German administrations.</summary>
    public static readonly DateOnly EarliestDay = new(1990, 1, 1);

    /// <summary>Decides a command on what the stream says; pure.</summary>
    public static Decision Decide(Rollout state, IRolloutCommand command, RolloutFacts facts)
    {
        if (facts.Kind == UnitKind.Gemeindefrei)
            return Decision.Refuse("not-a-municipality", "A gemeindefreies Gebiet is no Kommune and offers no services; report for the Kreis that administers it.");

        if (facts.End is { } end && end.On <= facts.Today && command is not (CorrectMaturity or WithdrawMaturity or RefuteEvidence)) return RefuseDissolved(end);

        return command switch
        {
            ReportMaturity c => Report(state, c, facts),
            ConfirmMaturity c => Confirm(state, c, facts),
            CorrectMaturity c => Correct(state, c, facts),
            WithdrawMaturity c => Withdraw(state, c),
            DeclareNotCompetent c => DeclareNotCompetent(state, c, facts),
            ReclaimCompetence c => ReclaimCompetence(state, c, facts),
            VerifyMaturity c => CheckRules.Verify(state, c, facts),
            DisputeMaturity c => CheckRules.Dispute(state, c, facts),
            RecordEvidence c => CheckRules.Record(state, c, facts),
            RefuteEvidence c => CheckRules.Refute(state, c, facts),
            PlanRollout c => ProjectRules.Plan(state, c, facts),
            ReachMilestone c => ProjectRules.Reach(state, c, facts),
            AdoptEfaService c => ProjectRules.Adopt(state, c, facts),
            _ => throw new UnreachableException($"{command.GetType().Name} has no rule"),
        };
    }

    static Decision Report(Rollout state, ReportMaturity command, RolloutFacts facts)
    {
        var claim = ClaimRules.Check(command.Claim, facts, out var refusal);
        if (claim is null) return refusal!;
        if (IsLastWord(state, claim)) return Decision.Nothing;
        if (state.Claims.Any(known => known is { CorrectedBy: not null, IsWithdrawn: false } && ClaimRules.SaysTheSame(known.Content, claim)))
            return Decision.Refuse("already-corrected", "This very report has been corrected since; report what differs, or correct the correction.");

        return IsNotCompetent(state, claim.ValidOn) ? RefuseNotCompetent() : Decision.Record(claim);
    }

    static Decision Confirm(Rollout state, ConfirmMaturity command, RolloutFacts facts)
    {
        if (ClaimRules.CheckDay(command.ConfirmedOn, "confirmedOn", facts) is { } refusal) return refusal;
        if (IsNotCompetent(state, command.ConfirmedOn)) return RefuseNotCompetent();
        if (!state.Claims.Any(claim => claim.IsEffective && claim.Content.ValidOn <= command.ConfirmedOn))
            return Decision.Refuse("nothing-reported", $"Nothing was reported for {command.ConfirmedOn:yyyy-MM-dd} that could be confirmed; report a level first.");

        return state.ConfirmedOn >= command.ConfirmedOn ? Decision.Nothing : Decision.Record(new MaturityConfirmed(command.ConfirmedOn, command.Note));
    }

    static Decision Correct(Rollout state, CorrectMaturity command, RolloutFacts facts)
    {
        if (state.ClaimOf(command.Version) is not { } wrong) return RefuseNoSuchReport();
        var claim = ClaimRules.Check(command.Claim, facts, out var refusal);
        if (claim is null) return refusal!;

        if (wrong.CorrectedBy is { } by)
            return ClaimRules.SaysTheSame(state.ClaimOf(by)!.Content, claim)
                ? Decision.Nothing
                : Decision.Refuse("already-corrected", "This report has been corrected before; correct the correction instead.");
        if (wrong.IsWithdrawn) return Decision.Refuse("already-withdrawn", "This report has been withdrawn; report anew instead.");
        if (ClaimRules.SaysTheSame(wrong.Content, claim)) return Decision.Nothing;

        return Decision.Record(new MaturityCorrected(
            wrong.Version, claim.Model, claim.Level, claim.Criteria, claim.ValidOn, claim.EvidenceUrl, claim.LeikaIds, claim.ReportedAt, claim.Note));
    }

    static Decision Withdraw(Rollout state, WithdrawMaturity command)
    {
        if (state.ClaimOf(command.Version) is not { } claim) return RefuseNoSuchReport();
        if (claim.IsWithdrawn) return Decision.Nothing;
        if (claim.CorrectedBy is not null)
            return Decision.Refuse("already-corrected", "This report has been corrected; withdraw the correction first, then the report.");

        return Decision.Record(new MaturityWithdrawn(claim.Version, command.Reason));
    }

    static Decision DeclareNotCompetent(Rollout state, DeclareNotCompetent command, RolloutFacts facts)
    {
        if (ClaimRules.CheckDay(command.ValidFrom, "validFrom", facts) is { } refusal) return refusal;
        var same = CompetenceOn(state, command.ValidFrom) is { IsCompetent: false } known
            && known.Reason == command.Reason;
        return same ? Decision.Nothing : Decision.Record(new NotCompetentDeclared(command.Reason, command.ValidFrom));
    }

    static Decision ReclaimCompetence(Rollout state, ReclaimCompetence command, RolloutFacts facts)
    {
        if (ClaimRules.CheckDay(command.ValidFrom, "validFrom", facts) is { } refusal) return refusal;
        return IsNotCompetent(state, command.ValidFrom) ? Decision.Record(new CompetenceReclaimed(command.ValidFrom)) : Decision.Nothing;
    }

    /// <summary>Whether exactly this has been said for its day, and nothing else since of any LeiKa service that it speaks of.</summary>
    static bool IsLastWord(Rollout state, IMaturityClaim claim)
    {
        for (var i = state.Claims.Length - 1; i >= 0; i--)
        {
            var known = state.Claims[i];
            if (!known.IsEffective
                || known.Content.Model != claim.Model
                || known.Content.ValidOn != claim.ValidOn
                || !ClaimRules.ScopesOverlap(known.Content.LeikaIds, claim.LeikaIds)) continue;
            if (!ClaimRules.SameContent(known.Content, claim)) return false;
            if (ClaimRules.SameScope(known.Content.LeikaIds, claim.LeikaIds)) return true;
        }

        return false;
    }

    static CompetenceChange? CompetenceOn(Rollout state, DateOnly day) =>
        state.Competence.Where(change => change.ValidFrom <= day).MaxBy(change => (change.ValidFrom, change.Version));

    /// <summary>What was said may still be put right; nothing new can be said.</summary>
    static Decision RefuseDissolved(UnitEnd end) => Decision.Refuse(
        "unit-dissolved",
        end.Successors.Count == 0
            ? $"The unit was dissolved on {end.On:yyyy-MM-dd}; no successor is known."
            : $"The unit was dissolved on {end.On:yyyy-MM-dd}; report for its successors {string.Join(", ", end.Successors)}.");

    internal static bool IsNotCompetent(Rollout state, DateOnly day) => CompetenceOn(state, day) is { IsCompetent: false };

    internal static Decision RefuseNotCompetent() =>
        Decision.Refuse("not-competent", "The unit is not competent for this service on that day; reclaim the competence first.");

    static Decision RefuseNoSuchReport() =>
        Decision.Refuse("no-such-report", "There is no report or correction of this cell at that position; its history lists them.");
}
