namespace OzgTracker.Domain.Rollouts;

/// <summary>Who may say what about a claim: coordinators check it, evidence supports or refutes it. Neither sets a level.</summary>
static class CheckRules
{
    public static Decision Verify(Rollout state, VerifyMaturity command, RolloutFacts facts)
    {
        if (Checkable(state, command.VerifiedOn, "verifiedOn", facts, out var step) is { } refusal) return refusal;
        return step.Verification == Verification.Verified ? Decision.Nothing : Decision.Record(new MaturityVerified(step.Decider, command.VerifiedOn, command.Note));
    }

    public static Decision Dispute(Rollout state, DisputeMaturity command, RolloutFacts facts)
    {
        if (Checkable(state, command.DisputedOn, "disputedOn", facts, out var step) is { } refusal) return refusal;
        var isRepeated = step.Verification == Verification.Disputed && state.Checks[^1] is { Result: Verification.Disputed } last && last.Note == command.Reason;
        return isRepeated ? Decision.Nothing : Decision.Record(new MaturityDisputed(step.Decider, command.DisputedOn, command.Reason));
    }

    public static Decision Record(Rollout state, RecordEvidence command, RolloutFacts facts)
    {
        if ((ClaimRules.CheckEvidence(command.Url, "url") ?? ClaimRules.CheckMoment(command.SeenAt, "seenAt", facts)) is { } refusal) return refusal;
        var seen = new EvidenceEntry(0, command.Url, command.Source, command.SeenAt, command.AssuranceLevel, null);
        return IsLastWord(state, seen) ? Decision.Nothing : Decision.Record(new EvidenceRecorded(command.Source, command.Url, command.SeenAt, command.AssuranceLevel, command.Area));
    }

    public static Decision Refute(Rollout state, RefuteEvidence command, RolloutFacts facts)
    {
        if (ClaimRules.CheckMoment(command.SeenAt, "seenAt", facts) is { } refusal) return refusal;
        if (!EvidenceLedger.Knows(state, command.Url))
            return Decision.Refuse("no-such-evidence", "Neither a report nor the ledger of this cell names this address; the history lists them.");

        var seen = new EvidenceEntry(0, command.Url, command.Source, command.SeenAt, null, command.Reason);
        return IsLastWord(state, seen) ? Decision.Nothing : Decision.Record(new EvidenceRefuted(command.Source, command.Url, command.SeenAt, command.Reason));
    }

    /// <summary>A level is checked on a day on which it holds, and not before it was ever claimed to hold.</summary>
    static Decision? Checkable(Rollout state, DateOnly day, string field, RolloutFacts facts, out TimelineStep step)
    {
        step = default;
        if (ClaimRules.CheckDay(day, field, facts) is { } refusal) return refusal;
        step = new Timeline(state, facts.Model.Id).On(day);
        return step.Status switch
        {
            CellStatus.Reported => null,
            CellStatus.NotCompetent => RolloutDecider.RefuseNotCompetent(),
            _ => Decision.Refuse("nothing-reported", $"No level of {facts.Model.Id} was reported for {day:yyyy-MM-dd}; there is nothing to check."),
        };
    }

    /// <summary>A source that sees the same at the same address on the same day tells nothing new.</summary>
    static bool IsLastWord(Rollout state, EvidenceEntry seen)
    {
        var last = state.Evidence.LastOrDefault(entry => entry.Url == seen.Url && entry.Source == seen.Source);
        return last is not null && (last.SeenOn, last.AssuranceLevel, last.Refutation) == (seen.SeenOn, seen.AssuranceLevel, seen.Refutation);
    }
}
