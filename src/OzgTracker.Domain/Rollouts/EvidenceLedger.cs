using System.Collections.Immutable;

namespace OzgTracker.Domain.Rollouts;

/// <summary>What the addresses of a cell are worth on a day.</summary>
/// <remarks>The last word on an address counts: a refutation until somebody sees the service there again. Reporting the same address once more is no new sight of it.</remarks>
static class EvidenceLedger
{
    public static EvidenceState On(DateOnly day, Claim? claim, ImmutableArray<EvidenceEntry> entries)
    {
        if (entries.IsEmpty) return claim?.Content.EvidenceUrl is null ? EvidenceState.None : EvidenceState.Supported;

        Dictionary<string, EvidenceEntry?> lastWords = [];
        if (claim?.Content.EvidenceUrl is { } claimed) lastWords.Add(claimed, null);
        foreach (var entry in entries)
            if (entry.SeenOn <= day && (!lastWords.TryGetValue(entry.Url, out var before) || before is null || entry.SeenAt >= before.SeenAt))
                lastWords[entry.Url] = entry;

        if (lastWords.Count == 0) return EvidenceState.None;
        return lastWords.Values.Any(word => word?.Refutation is null) ? EvidenceState.Supported : EvidenceState.Refuted;
    }

    /// <summary>Whether an address was ever named by a claim or in the ledger.</summary>
    public static bool Knows(Rollout rollout, string url) =>
        rollout.Evidence.Any(entry => entry.Url == url) || rollout.Claims.Any(claim => claim.Content.EvidenceUrl == url);
}
