using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;

namespace OzgTracker.Domain.Rollouts;

/// <summary>What is known of a cell on a day.</summary>
public enum CellStatus
{
    /// <summary>Nobody has said anything.</summary>
    Unreported = 0,

    /// <summary>A level was reported.</summary>
    Reported = 1,

    /// <summary>The unit does not execute the service; counts in no denominator.</summary>
    NotCompetent = 2,

    /// <summary>Nobody has said anything, but the value follows from others: from predecessors, or from the Verband or Kreis that executes it. Never stored.</summary>
    Derived = 3,
}

/// <summary>Whether a claim can be checked.</summary>
public enum EvidenceState
{
    /// <summary>No address is known.</summary>
    None = 0,

    /// <summary>The claim or the ledger names an address that nobody has refuted.</summary>
    Supported = 1,

    /// <summary>Every address that is known has been refuted.</summary>
    Refuted = 2,
}

/// <summary>The value of a cell from a day on.</summary>
/// <param name="ValidOn">First day.</param>
/// <param name="Status">What is known.</param>
/// <param name="Level">The level by the policy <see cref="LeikaPolicy.Any"/> when it is <see cref="CellStatus.Reported"/>.</param>
/// <param name="Evidence">Of the claim that decides the level and of the ledger; it may be there without any claim.</param>
/// <param name="Decider">Version of the event that decides; 0 when nothing was said.</param>
public readonly record struct TimelineStep(DateOnly ValidOn, CellStatus Status, int? Level, EvidenceState Evidence, long Decider)
{
    /// <summary>How the level has been checked.</summary>
    public Verification Verification { get; init; }

    /// <summary>What the level is made of where LeiKa services were named on their own; empty otherwise.</summary>
    public LeikaLevels Leika { get; init; }

    /// <summary>The same value; the day and the deciding event may differ.</summary>
    public bool SameValue(TimelineStep other) =>
        (Status, Level, Evidence, Verification) == (other.Status, other.Level, other.Evidence, other.Verification) && Leika.Equals(other.Leika);

    /// <summary>The level by a policy; null when the policy cannot tell or nothing is reported.</summary>
    /// <param name="leikaCount">LeiKa services of the OZG service.</param>
    public int? LevelBy(LeikaPolicy policy, int leikaCount) => Leika.IsEmpty ? Level : Leika.Level(policy, leikaCount);
}

/// <summary>The history of one cell in one maturity model, as the log knows it now.</summary>
/// <remarks>
/// On each day the claim with the latest <c>validOn</c> not after it counts, ties go to the later event. Where claims speak of single LeiKa
/// services, the OZG service has the highest level among them (policy <c>any</c>); a later claim on the whole service overrules all of them. Other policies
/// are read from <see cref="TimelineStep.LevelBy"/>.
/// </remarks>
public sealed class Timeline
{
    readonly string model;
    readonly Rollout rollout;
    readonly List<Claim> claims = [];

    /// <summary>Orders the claims of a model. Cost: linear for a stream without backdated reports.</summary>
    public Timeline(Rollout rollout, string model)
    {
        this.rollout = rollout;
        this.model = model;
        foreach (var claim in rollout.Claims)
            if (claim.IsEffective && claim.Content.Model == model)
                claims.Add(claim);
        claims.Sort((a, b) => a.Content.ValidOn != b.Content.ValidOn ? a.Content.ValidOn.CompareTo(b.Content.ValidOn) : a.Version.CompareTo(b.Version));
        Steps = Checked([.. Days().Select(ValueOn)]);
    }

    /// <summary>One step for each day from which anything was ever claimed, oldest first, also where the claim was taken back since.</summary>
    /// <remarks>Neighbours may have the same value.</remarks>
    public IReadOnlyList<TimelineStep> Steps { get; }

    /// <summary>Whether any claim, taken back or not, ever spoke from this day on.</summary>
    public bool HasStepOn(DateOnly day)
    {
        var index = LastIndexOn(day);
        return index >= 0 && Steps[index].ValidOn == day;
    }

    /// <summary>The value on a day; unreported before the first claim.</summary>
    public TimelineStep On(DateOnly day)
    {
        var index = LastIndexOn(day);
        return index < 0 ? default : Steps[index];
    }

    /// <summary>First day of the unbroken run at the level that holds on <paramref name="day"/>; null when nothing was said.</summary>
    public DateOnly? Since(DateOnly day) => Since(day, LeikaPolicy.Any, 0);

    /// <summary>The same for the level by a policy.</summary>
    /// <param name="leikaCount">LeiKa services of the OZG service.</param>
    public DateOnly? Since(DateOnly day, LeikaPolicy policy, int leikaCount)
    {
        var index = LastIndexOn(day);
        if (index < 0 || Steps[index].Status == CellStatus.Unreported) return null;
        while (index > 0 && Run(Steps[index - 1]) == Run(Steps[index])) index--;
        return Steps[index].ValidOn;

        (CellStatus, int?) Run(TimelineStep step) => (step.Status, step.LevelBy(policy, leikaCount));
    }

    /// <summary>The claim that decides on a day; null when the unit is not competent or nothing was said.</summary>
    public IMaturityClaim? ClaimOn(DateOnly day) => On(day) is { Status: CellStatus.Reported } step ? rollout.ClaimOf(step.Decider)?.Content : null;

    /// <summary>The level of each LeiKa service that claims named, on a day; empty when the unit is not competent.</summary>
    public IReadOnlyDictionary<LeikaId, int> DetailOn(DateOnly day)
    {
        var detail = new SortedDictionary<LeikaId, int>(Comparer<LeikaId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value)));
        if (CompetenceOn(day) is { IsCompetent: false }) return detail;

        foreach (var claim in claims)
        {
            if (claim.Content.ValidOn > day) break;
            if (claim.Content.LeikaIds is { } named)
                foreach (var leika in named)
                    detail[leika] = claim.Content.Level;
            else
                foreach (var leika in detail.Keys.ToArray())
                    detail[leika] = claim.Content.Level;
        }

        return detail;
    }

    int LastIndexOn(DateOnly day)
    {
        var index = Steps.Count - 1;
        while (index >= 0 && Steps[index].ValidOn > day) index--;
        return index;
    }

    SortedSet<DateOnly> Days()
    {
        var days = new SortedSet<DateOnly>();
        foreach (var claim in rollout.Claims)
            if (claim.Content.Model == model)
                days.Add(claim.Content.ValidOn);
        foreach (var change in rollout.Competence) days.Add(change.ValidFrom);
        foreach (var entry in rollout.Evidence) days.Add(entry.SeenOn);
        foreach (var check in rollout.Checks)
            if (rollout.ClaimOf(check.Claim)?.Content.Model == model)
                days.Add(check.On);
        return days;
    }

    TimelineStep ValueOn(DateOnly day)
    {
        if (CompetenceOn(day) is { IsCompetent: false } change) return new(day, CellStatus.NotCompetent, null, EvidenceState.None, change.Version);

        var (deciding, leika) = DecidingOn(day);
        var evidence = EvidenceLedger.On(day, deciding, rollout.Evidence);
        return deciding is { } claim
            ? new(day, CellStatus.Reported, claim.Content.Level, evidence, claim.Version) { Leika = leika }
            : new(day, CellStatus.Unreported, null, evidence, 0);
    }

    /// <summary>
    /// A check holds as long as the level does: for all claims in an unbroken run at the level that the checked claim belongs to. Another level resets it, also when
    /// the first one comes back later.
    /// </summary>
    TimelineStep[] Checked(TimelineStep[] steps)
    {
        if (rollout.Checks.IsEmpty) return steps;
        var run = new HashSet<long>();
        for (var i = 0; i < steps.Length; i++)
        {
            if (i == 0 || (steps[i - 1].Status, steps[i - 1].Level) != (steps[i].Status, steps[i].Level)) run.Clear();
            run.Add(steps[i].Decider);
            if (steps[i].Status == CellStatus.Reported) steps[i] = steps[i] with { Verification = CheckOn(steps[i].ValidOn, run) };
        }

        return steps;
    }

    Verification CheckOn(DateOnly day, HashSet<long> claimsOfTheRun)
    {
        Check? latest = null;
        foreach (var check in rollout.Checks)
            if (check.On <= day && (latest is null || check.On >= latest.On) && claimsOfTheRun.Contains(Effective(check.Claim)))
                latest = check;
        return latest?.Result ?? Verification.Unverified;
    }

    /// <summary>A correction that keeps the level keeps the check.</summary>
    long Effective(long version)
    {
        while (rollout.ClaimOf(version) is { CorrectedBy: { } by } claim && rollout.ClaimOf(by) is { } correction && correction.Content.Level == claim.Content.Level) version = by;
        return version;
    }

    CompetenceChange? CompetenceOn(DateOnly day)
    {
        CompetenceChange? latest = null;
        foreach (var change in rollout.Competence)
            if (change.ValidFrom <= day && (latest is null || change.ValidFrom >= latest.ValidFrom))
                latest = change;
        return latest;
    }

    /// <summary>The last claim on the whole service, unless a claim on one of its LeiKa services made since then is higher.</summary>
    (Claim? Deciding, LeikaLevels Leika) DecidingOn(DateOnly day)
    {
        Claim? whole = null;
        Dictionary<LeikaId, Claim>? parts = null;
        foreach (var claim in claims)
        {
            if (claim.Content.ValidOn > day) break;
            if (claim.Content.LeikaIds is { } named)
            {
                parts ??= [];
                foreach (var leika in named) parts[leika] = claim;
            }
            else
            {
                whole = claim;
                parts = null;
            }
        }

        if (parts is null) return (whole, default);
        return (
            parts.Values.Append(whole).OfType<Claim>().MaxBy(claim => (claim.Content.Level, claim.Version)),
            new LeikaLevels(whole?.Content.Level, [.. parts.Values.Select(claim => (short)claim.Content.Level)]));
    }

    /// <summary>The models that a rollout has anything to say about; the default one always, because competence belongs to no model.</summary>
    public static IEnumerable<string> ModelsOf(Rollout rollout) =>
        rollout.Claims.Select(claim => claim.Content.Model).Append(MaturityModel.Default).Distinct(StringComparer.Ordinal);
}
