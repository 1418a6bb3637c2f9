using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;

namespace OzgTracker.Domain.Rollouts;

/// <summary>What makes a claim sound, whether it is reported or corrected.</summary>
static class ClaimRules
{
    /// <summary>The event that a sound claim becomes, or null and the refusal.</summary>
    public static MaturityReported? Check(ClaimedMaturity claim, RolloutFacts facts, out Decision? refusal)
    {
        refusal = CheckLevels(claim, facts.Model)
            ?? CheckDay(claim.ValidOn, "validOn", facts)
            ?? CheckReportedAt(claim, facts)
            ?? CheckEvidence(claim.EvidenceUrl)
            ?? CheckLeika(claim.LeikaIds, facts.LeikaIds);
        if (refusal is not null) return null;

        var criteria = claim.Criteria is not { Count: > 0 } ? null : new SortedDictionary<string, int>(claim.Criteria.ToDictionary(), StringComparer.Ordinal);
        LeikaId[]? leikaIds = claim.LeikaIds is { Count: > 0 } named ? [.. named.Distinct().OrderBy(id => id.Value, StringComparer.Ordinal)] : null;
        return new MaturityReported(
            facts.Model.Id, criteria?.Values.Min() ?? claim.Level!.Value, criteria, claim.ValidOn, claim.EvidenceUrl, leikaIds, claim.ReportedAt, claim.Note);
    }

    /// <summary>Equal in everything that a reader could notice but the moment it was said.</summary>
    public static bool SaysTheSame(IMaturityClaim a, IMaturityClaim b) => SameScope(a.LeikaIds, b.LeikaIds) && SameContent(a, b);

    /// <summary>Equal in everything but the LeiKa services that they speak of and the moment they were said.</summary>
    public static bool SameContent(IMaturityClaim a, IMaturityClaim b) =>
        (a.Model, a.Level, a.ValidOn, a.EvidenceUrl, a.Note) == (b.Model, b.Level, b.ValidOn, b.EvidenceUrl, b.Note)
        && SameCriteria(a.Criteria, b.Criteria);

    /// <summary>Both speak of the same LeiKa services, or both of the whole.</summary>
    public static bool SameScope(IReadOnlyList<LeikaId>? a, IReadOnlyList<LeikaId>? b) =>
        a is null || b is null ? a is null && b is null : a.SequenceEqual(b);

    /// <summary>Some LeiKa service is spoken of by both.</summary>
    public static bool ScopesOverlap(IReadOnlyList<LeikaId>? a, IReadOnlyList<LeikaId>? b) => a is null || b is null || a.Intersect(b).Any();

    /// <summary>A day that a fact may hold from: not before 1990, not after today.</summary>
    public static Decision? CheckDay(DateOnly day, string field, RolloutFacts facts)
    {
        if (day > facts.Today)
            return Decision.Refuse("date-in-future", $"{field} is {day:yyyy-MM-dd}, today is {facts.Today:yyyy-MM-dd}; plans are recorded as plans, not as reports.");
        if (day < RolloutDecider.EarliestDay)
            return Decision.Refuse("date-too-early", $"{field} is {day:yyyy-MM-dd}; nothing was online before {RolloutDecider.EarliestDay:yyyy-MM-dd}.");
        return null;
    }

    static Decision? CheckLevels(ClaimedMaturity claim, MaturityModel model)
    {
        var hasCriteria = claim.Criteria is { Count: > 0 };
        if (claim.Level.HasValue == hasCriteria)
            return Decision.Refuse("level-or-criteria", "Give either level or criteria, not both and not neither.");
        if (claim.Level is { } level) return model.Has(level) ? null : OutsideModel("level", level, model);

        foreach (var (criterion, value) in claim.Criteria!)
        {
            if (model.Criteria.All(known => known.Id != criterion))
                return Decision.Refuse("unknown-criterion", $"{model.Id} has no criterion '{criterion}'; it has {string.Join(", ", model.Criteria.Select(known => known.Id))}.");
            if (!model.Has(value)) return OutsideModel(criterion, value, model);
        }

        return null;
    }

    /// <summary>A model has only its own levels.</summary>
    public static Decision OutsideModel(string field, int level, MaturityModel model) =>
        Decision.Refuse("level-outside-model", $"{field} is {level}; {model.Id} has the levels 0 to {model.Highest}.");

    static Decision? CheckReportedAt(ClaimedMaturity claim, RolloutFacts facts)
    {
        return claim.ReportedAt is { } at ? CheckMoment(at, "reportedAt", facts) : null;
    }

    /// <summary>Clocks differ by minutes; a moment further ahead is a mistake.</summary>
    public static Decision? CheckMoment(DateTimeOffset at, string field, RolloutFacts facts)
    {
        if (at > facts.Now.AddMinutes(5)) return Decision.Refuse("date-in-future", $"{field} is {at:O}, now is {facts.Now:O}.");
        if (RolloutFacts.DayOf(at) < RolloutDecider.EarliestDay)
            return Decision.Refuse("date-too-early", $"{field} is {at:O}; nothing was online before {RolloutDecider.EarliestDay:yyyy-MM-dd}.");
        return null;
    }

    /// <summary>Anyone must be able to follow it.</summary>
    public static Decision? CheckEvidence(string? url, string field = "evidenceUrl")
    {
        if (url is null || IsPublicAddress(url)) return null;
        return Decision.Refuse("evidence-not-http", $"{field} must be an absolute http or https address without user name or password.");
    }

    /// <remarks><see cref="Uri"/> trims and escapes blanks and control characters, but it is the text as given that is stored and shown.</remarks>
    public static bool IsPublicAddress(string url) =>
        !url.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
        && uri.Host.Length > 0;

    static Decision? CheckLeika(IReadOnlyList<LeikaId>? named, IReadOnlySet<LeikaId> known)
    {
        foreach (var id in named ?? [])
            if (!known.Contains(id))
                return Decision.Refuse("leika-not-in-service", $"{id} is not one of the {known.Count} LeiKa services of this OZG service.");
        return null;
    }

    static bool SameCriteria(IReadOnlyDictionary<string, int>? a, IReadOnlyDictionary<string, int>? b)
    {
        if (a is null || b is null) return a is null && b is null;
        return a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }
}
