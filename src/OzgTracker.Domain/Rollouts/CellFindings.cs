namespace OzgTracker.Domain.Rollouts;

/// <summary>What a coordinator should look into.</summary>
public enum FindingKind
{
    /// <summary>Nobody has confirmed the report for longer than the installation allows.</summary>
    Stale,

    /// <summary>The level fell, and nobody has confirmed that it is so.</summary>
    Regression,

    /// <summary>Evidence without a report, or a report that is in dispute.</summary>
    Conflict,

    /// <summary>Every address of the report has been refuted.</summary>
    DeadLink,

    /// <summary>Conformity is claimed and nobody can check it.</summary>
    Unsupported,
}

/// <summary>Something to look into, in one model.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Since">The day from which it is so.</param>
/// <param name="Level">The level that is reported; null when none is.</param>
/// <param name="Detail">Stable code or text that tells more; null when the kind says it all.</param>
public sealed record Finding(FindingKind Kind, DateOnly Since, int? Level, string? Detail);

/// <summary>The findings that follow from the events of a cell alone: opened by one event, resolved by another.</summary>
/// <remarks><see cref="FindingKind.Stale"/> also needs the clock and <see cref="FindingKind.Unsupported"/> the model's threshold: readers ask for those.</remarks>
public static class CellFindings
{
    /// <summary>Detail of a conflict: somebody saw the service, nobody reported it.</summary>
    public const string EvidenceWithoutReport = "evidence-without-report";

    /// <summary>Detail of a conflict: a coordinator doubts the level.</summary>
    public const string Disputed = "disputed";

    /// <summary>What is open now, at most one of a kind.</summary>
    public static IEnumerable<Finding> Of(Rollout rollout, string model)
    {
        var timeline = new Timeline(rollout, model);
        if (timeline.Steps.Count == 0) yield break;

        var now = timeline.Steps[^1];
        if (now.Status == CellStatus.Unreported && now.Evidence == EvidenceState.Supported)
            yield return new Finding(FindingKind.Conflict, Since(timeline, step => step.Status == now.Status && step.Evidence == now.Evidence), null, EvidenceWithoutReport);
        if (now.Status != CellStatus.Reported) yield break;

        if (now.Verification == Verification.Disputed)
            yield return new Finding(FindingKind.Conflict, Since(timeline, step => step.Verification == now.Verification), now.Level, Disputed);
        if (now.Evidence == EvidenceState.Refuted)
            yield return new Finding(FindingKind.DeadLink, Since(timeline, step => step.Evidence == now.Evidence), now.Level, null);
        if (Fall(timeline, rollout) is { } fall) yield return fall;
    }

    static Finding? Fall(Timeline timeline, Rollout rollout)
    {
        var now = timeline.Steps[^1];
        if (timeline.Since(DateOnly.MaxValue) is not { } since || since == DateOnly.MinValue) return null;

        var before = timeline.On(since.AddDays(-1));
        var isAccepted = now.Verification == Verification.Verified || rollout.ConfirmedOn >= since;
        return before.Status == CellStatus.Reported && before.Level > now.Level && !isAccepted
            ? new Finding(FindingKind.Regression, since, now.Level, $"from {before.Level}")
            : null;
    }

    /// <summary>First day of the unbroken run of steps that leads to now.</summary>
    static DateOnly Since(Timeline timeline, Func<TimelineStep, bool> holds)
    {
        var index = timeline.Steps.Count - 1;
        while (index > 0 && holds(timeline.Steps[index - 1])) index--;
        return timeline.Steps[index].ValidOn;
    }
}
