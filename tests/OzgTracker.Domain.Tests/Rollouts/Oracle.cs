using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Tests.Rollouts;

/// <summary>What a cell is worth, read from its events by the rules as they are written, without any of the code under test.</summary>
/// <remarks>Every question goes through all events again; that is the point.</remarks>
sealed class Oracle(IReadOnlyList<IRolloutEvent> events, string model)
{
    /// <summary>What a reader can see of a day.</summary>
    public readonly record struct Value(CellStatus Status, int? Level, EvidenceState Evidence)
    {
        public static Value Of(TimelineStep step) => new(step.Status, step.Level, step.Evidence);
    }

    public Value On(DateOnly day)
    {
        if (!IsCompetentOn(day)) return new(CellStatus.NotCompetent, null, EvidenceState.None);

        var whole = LastOf(day, claim => claim.LeikaIds is null);
        var deciding = Examples.Facts.LeikaIds
            .Select(leika => LastOf(day, claim => claim.LeikaIds?.Contains(leika) ?? false))
            .Where(part => whole is null || IsLater(part, whole))
            .Append(whole)
            .OfType<Told>()
            .OrderBy(told => told.Claim.Level)
            .ThenBy(told => told.Version)
            .LastOrDefault();
        if (deciding is null) return new(CellStatus.Unreported, null, EvidenceState.None);

        var evidence = deciding.Claim.EvidenceUrl is null ? EvidenceState.None : EvidenceState.Supported;
        return new(CellStatus.Reported, deciding.Claim.Level, evidence);
    }

    /// <summary>Walks back day by day as long as status and level stay the same.</summary>
    public DateOnly? Since(DateOnly day)
    {
        var value = On(day);
        if (value.Status == CellStatus.Unreported) return null;
        while ((On(day.AddDays(-1)).Status, On(day.AddDays(-1)).Level) == (value.Status, value.Level)) day = day.AddDays(-1);
        return day;
    }

    /// <summary>The level of each LeiKa service that a claim names: what was last said of it or of the whole service since.</summary>
    public IReadOnlyDictionary<LeikaId, int> DetailOn(DateOnly day) =>
        IsCompetentOn(day)
            ? Examples.Facts.LeikaIds
                .Where(leika => LastOf(day, claim => claim.LeikaIds?.Contains(leika) ?? false) is not null)
                .ToDictionary(
                    leika => leika,
                    leika => LastOf(day, claim => claim.LeikaIds is null || claim.LeikaIds.Contains(leika))!.Claim.Level)
            : new Dictionary<LeikaId, int>();

    bool IsCompetentOn(DateOnly day) =>
        events
            .Select((happened, index) => (happened, index))
            .Select(at => at.happened switch
            {
                NotCompetentDeclared e => (From: e.ValidFrom, at.index, Competent: false),
                CompetenceReclaimed e => (From: e.ValidFrom, at.index, Competent: true),
                _ => (From: DateOnly.MaxValue, at.index, Competent: true),
            })
            .Where(change => change.From <= day)
            .OrderBy(change => change.From)
            .ThenBy(change => change.index)
            .Select(change => change.Competent)
            .DefaultIfEmpty(true)
            .Last();

    Told? LastOf(DateOnly day, Func<IMaturityClaim, bool> about) =>
        events
            .Select((happened, index) => happened is IMaturityClaim claim ? new Told(claim, index + 1) : null)
            .OfType<Told>()
            .Where(told => told.Claim.Model == model && told.Claim.ValidOn <= day && Counts(told.Version) && about(told.Claim))
            .OrderBy(told => told.Claim.ValidOn)
            .ThenBy(told => told.Version)
            .LastOrDefault();

    /// <summary>Neither taken back nor replaced by a correction that still stands.</summary>
    bool Counts(long version) => !IsWithdrawn(version) && !Corrections(version).Any(correction => !IsWithdrawn(correction));

    bool IsWithdrawn(long version) => events.OfType<MaturityWithdrawn>().Any(withdrawal => withdrawal.Withdraws == version);

    IEnumerable<long> Corrections(long version) =>
        events
            .Select((happened, index) => (happened, number: index + 1L))
            .Where(at => at.happened is MaturityCorrected correction && correction.Corrects == version)
            .Select(at => at.number);

    static bool IsLater(Told? a, Told b) => a is not null && (a.Claim.ValidOn, a.Version).CompareTo((b.Claim.ValidOn, b.Version)) > 0;

    sealed record Told(IMaturityClaim Claim, long Version);
}
