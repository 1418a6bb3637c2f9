namespace OzgTracker.Domain.Rollouts;

/// <summary>The rule for addresses of evidence, for readers that want to say where in a file a bad one stands.</summary>
public static class EvidenceAddress
{
    /// <summary>Longest address that is taken from a file or looked at, in bytes of UTF-8; so long a text still fits into an index.</summary>
    public const int MaxLength = 2_000;

    /// <summary>Absolute, http or https, without user name, password, blanks or control characters.</summary>
    public static bool IsPublic(string url) => System.Text.Encoding.UTF8.GetByteCount(url) <= MaxLength && ClaimRules.IsPublicAddress(url);
}
