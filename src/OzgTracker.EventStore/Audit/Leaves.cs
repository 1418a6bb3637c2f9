using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OzgTracker.EventStore.Audit;

/// <summary>The events of one block as they are now: positions and leaves. A leaf is the SHA-256 of an event's canonical bytes.</summary>
/// <remarks>Used again for block after block, so that nothing is allocated per event.</remarks>
sealed class Leaves : IDisposable
{
    /// <summary>Position and first bytes of the leaf.</summary>
    public const int LocatorLength = 2 * sizeof(long);

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);   // used again it is faster than the one-shot call
    long[] positions = new long[1024];
    byte[] hashes = new byte[1024 * AuditBlock.HashLength];

    public int Count { get; private set; }

    public ReadOnlySpan<long> Positions => positions.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(long position, ReadOnlySpan<byte> canonicalBytes)
    {
        if (Count == positions.Length)
        {
            Array.Resize(ref positions, 2 * Count);
            Array.Resize(ref hashes, 2 * hashes.Length);
        }

        positions[Count] = position;
        hash.AppendData(canonicalBytes);
        hash.GetHashAndReset(hashes.AsSpan(Count++ * AuditBlock.HashLength, AuditBlock.HashLength));
    }

    /// <summary>SHA-256 over the leaves in order.</summary>
    public byte[] Content() => SHA256.HashData(hashes.AsSpan(0, Count * AuditBlock.HashLength));

    /// <summary>The same over some of them.</summary>
    public byte[] ContentOf(IEnumerable<int> indexes)
    {
        foreach (var index in indexes) hash.AppendData(Leaf(index));
        return hash.GetHashAndReset();
    }

    public byte[] Locators()
    {
        var locators = new byte[Count * LocatorLength];
        for (var index = 0; index < Count; index++) WriteLocator(index, locators.AsSpan(index * LocatorLength));
        return locators;
    }

    /// <summary>Whether the event at an index is the one that a locator speaks of, unchanged.</summary>
    public bool Matches(int index, ReadOnlySpan<byte> locator)
    {
        Span<byte> now = stackalloc byte[LocatorLength];
        WriteLocator(index, now);
        return locator.SequenceEqual(now);
    }

    public static long PositionIn(ReadOnlySpan<byte> locator) => BinaryPrimitives.ReadInt64BigEndian(locator);

    public void Dispose() => hash.Dispose();

    ReadOnlySpan<byte> Leaf(int index) => hashes.AsSpan(index * AuditBlock.HashLength, AuditBlock.HashLength);

    void WriteLocator(int index, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, positions[index]);
        Leaf(index)[..sizeof(long)].CopyTo(target[sizeof(long)..]);
    }
}
