using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OzgTracker.EventStore.Audit;

/// <summary>A row of <c>ozg.audit_block</c>.</summary>
/// <param name="FirstPosition">Inclusive: one past the last position of the block before.</param>
/// <param name="LastPosition">Inclusive; no event has to have it.</param>
/// <param name="Locators">Of each event position and first bytes of the leaf, so that a changed event can be named.</param>
sealed record AuditBlock(
    long Number, long FirstPosition, long LastPosition, int Events, byte[] PreviousHash, byte[] Hash, byte[] Locators, DateTimeOffset SealedAt)
{
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>What a chain without blocks ends with.</summary>
    public static AuditBlock None { get; } = new(0, 0, 0, 0, [], new byte[HashLength], [], default);

    /// <summary>PostgreSQL counts microseconds from here.</summary>
    static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The end of a chain whose last block this is.</summary>
    public AuditHead Head => Number == 0 ? AuditHead.Empty : new AuditHead(LastPosition, Convert.ToHexStringLower(Hash), Number, SealedAt);

    /// <summary>The block that follows, with these events.</summary>
    public AuditBlock Next(long lastPosition, Leaves leaves, DateTimeOffset sealedAt)
    {
        var open = new AuditBlock(Number + 1, LastPosition + 1, lastPosition, leaves.Count, Hash, [], leaves.Locators(), sealedAt);
        return open with { Hash = open.HashWith(leaves.Content()) };
    }

    /// <summary>
    /// SHA-256 over previous hash, number, first position, last position, events, moment of sealing in microseconds since 2000-01-01 UTC, content;
    /// integers have 8 bytes, the highest first.
    /// </summary>
    /// <param name="content">See <see cref="Leaves.Content"/>.</param>
    public byte[] HashWith(ReadOnlySpan<byte> content)
    {
        var input = new byte[PreviousHash.Length + (5 * sizeof(long)) + content.Length];
        PreviousHash.CopyTo(input, 0);
        var rest = input.AsSpan(PreviousHash.Length);
        foreach (var number in (ReadOnlySpan<long>)[Number, FirstPosition, LastPosition, Events, (SealedAt - Epoch).Ticks / TimeSpan.TicksPerMicrosecond])
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, number);
            rest = rest[sizeof(long)..];
        }

        content.CopyTo(rest);
        return SHA256.HashData(input);
    }
}
