using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;

namespace OzgTracker.Api.Auth;

/// <summary>Tokens that were verified a moment ago, by the SHA-256 of their header: whoever asks often is verified once in <see cref="Freshness"/>.</summary>
/// <remarks>
/// Nothing is good for longer than without it: each look asks for the end of the token and whether the keys that verified it are still those of its issuer. What was refused is not kept,
/// so strangers find no room here; what is kept is bounded in number and in length.
/// </remarks>
/// <param name="keysOf">What the tokens of a scheme are verified with now: another object as soon as it was read anew.</param>
sealed class KnownTokens(Func<string, object?> keysOf, TimeProvider clock, int mostEntries = 2_000)
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>Characters of a header; what a longer one says takes more memory than verifying it takes time.</summary>
    public const int LongestHeader = 4_096;

    readonly ConcurrentDictionary<Mark, Entry> entries = new();
    readonly Lock gate = new();
    long sweptAt = clock.GetTimestamp();

    /// <summary>How many are kept, also those that are not good any more.</summary>
    public int Count => entries.Count;

    /// <summary>A header that was verified, and still is; null for everything else.</summary>
    public KnownToken? Find(string header)
    {
        if (header.Length > LongestHeader || entries.IsEmpty) return null;
        var mark = Mark.Of(header);
        if (!entries.TryGetValue(mark, out var entry)) return null;
        if (IsGood(entry)) return entry.Token;
        entries.TryRemove(new(mark, entry));
        return null;
    }

    /// <summary>A header was verified.</summary>
    /// <param name="keys">What <c>keysOf</c> said <b>before</b> it was verified, so that keys which were read meanwhile do not vouch for it.</param>
    public void Keep(string header, KnownToken token, object? keys)
    {
        if (header.Length > LongestHeader || keys is null || token.Result.Properties?.ExpiresUtc is not { } expires) return;
        lock (gate)
        {
            Sweep();
            if (entries.Count >= mostEntries) entries.Clear();
            entries[Mark.Of(header)] = new Entry(token, keys, expires, clock.GetTimestamp());
        }
    }

    void Sweep()
    {
        if (clock.GetElapsedTime(sweptAt) < Freshness) return;
        sweptAt = clock.GetTimestamp();
        foreach (var entry in entries)
            if (!IsGood(entry.Value))
                entries.TryRemove(entry);
    }

    bool IsGood(Entry entry) =>
        clock.GetElapsedTime(entry.KeptAt) < Freshness && clock.GetUtcNow() <= entry.Expires + AuthSetup.Skew && ReferenceEquals(entry.Keys, keysOf(entry.Token.Scheme));

    sealed record Entry(KnownToken Token, object Keys, DateTimeOffset Expires, long KeptAt);

    /// <summary>The hash of a header, whole: two tokens that differ anywhere are two.</summary>
    readonly record struct Mark(UInt128 High, UInt128 Low)
    {
        public static Mark Of(string header)
        {
            Span<UInt128> hash = stackalloc UInt128[2];
            SHA256.HashData(MemoryMarshal.AsBytes(header.AsSpan()), MemoryMarshal.AsBytes(hash));
            return new Mark(hash[0], hash[1]);
        }
    }
}

/// <summary>A token that was verified.</summary>
/// <param name="Scheme">Who verified it.</param>
/// <param name="Result">Whom it stands for, and until when.</param>
sealed record KnownToken(string Scheme, AuthenticateResult Result);
