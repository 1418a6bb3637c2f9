using System.Security.Cryptography;

namespace OzgTracker.Operations.ApiKeys;

/// <summary>A key of a machine client, as the database knows it.</summary>
/// <param name="Id">Names the key in logs and addresses; no secret.</param>
/// <param name="Name">What the client is, such as <c>kdn-nightly-import</c>; never a person.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Keys">Of a reporter: official keys.</param>
/// <param name="States">Of a coordinator: Länder.</param>
/// <param name="Hash">SHA-256 of the key.</param>
/// <param name="CreatedBy">Subject that made it.</param>
public sealed record ApiKey(
    string Id, string Name, string Role, IReadOnlyList<string> Keys, IReadOnlyList<string> States, byte[] Hash, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>Longest time that a key is valid without being rotated.</summary>
    public const int MostDays = 365;

    /// <summary>Longest time that the secret before a rotation works on.</summary>
    public const int MostOverlapHours = 168;

    /// <summary>Longest name.</summary>
    public const int LongestName = 80;

    /// <summary>What the secret before the last rotation is recognised by.</summary>
    public byte[]? PreviousHash { get; init; }

    /// <summary>How long that one works on.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>When it got its present secret; null for the first.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>About when it was used last: to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was taken back.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Subject that took it back.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>Neither taken back nor expired.</summary>
    public bool IsAlive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>Whether a secret with this hash opens the door now.</summary>
    public bool Accepts(ReadOnlySpan<byte> hash, DateTimeOffset now)
    {
        // Both are looked at in any case, so that time tells nothing.
        var isPresent = CryptographicOperations.FixedTimeEquals(hash, Hash);
        var isPrevious = CryptographicOperations.FixedTimeEquals(hash, PreviousHash ?? []) && now < PreviousUntil;
        return IsAlive(now) && (isPresent || isPrevious);
    }
}
