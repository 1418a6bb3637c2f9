namespace OzgTracker.Domain.Rollouts;

/// <summary>The rule for addresses of evidence, for readers that want to say where in a file a bad one stands.</summary>
public static class EvidenceAddress
{
    /// <summary>Longest address that is taken, in characters.</summary>
    public const int MaxLength = 2_000;

    /// <summary>Absolute, http or https, without user name, password, blanks or control characters.</summary>
    public static bool IsPublic(string url) => url.Length <= MaxLength && ClaimRules.IsPublicAddress(url);
}
