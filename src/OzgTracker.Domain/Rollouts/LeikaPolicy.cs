using System.Collections.Immutable;

namespace OzgTracker.Domain.Rollouts;

/// <summary>How the level of an OZG service comes from its LeiKa services; every answer names its policy.</summary>
public enum LeikaPolicy
{
    /// <summary>The highest: the federal count calls a bundle online when one of its services is.</summary>
    Any,

    /// <summary>The lowest of all LeiKa services; no level while one of them is unreported.</summary>
    All,

    /// <summary>The level that at least half of the LeiKa services have reached; so it is conform when at least half of them are. No level while most are unreported.</summary>
    ShareConform,
}

/// <summary>The levels that make up the level of an OZG service, where LeiKa services were named on their own.</summary>
public readonly struct LeikaLevels : IEquatable<LeikaLevels>
{
    readonly ImmutableArray<short> named;

    /// <summary>Sorts the levels: which LeiKa service has which is told by the claims.</summary>
    /// <param name="whole">What was claimed of the whole service before; it speaks for the LeiKa services that were not named.</param>
    /// <param name="named">A level for each LeiKa service that was named.</param>
    public LeikaLevels(int? whole, ImmutableArray<short> named) => (Whole, this.named) = (whole, named.Sort());

    /// <summary>What was claimed of the whole service; null when only LeiKa services were ever named.</summary>
    public int? Whole { get; }

    /// <summary>The level of each LeiKa service that was named, lowest first.</summary>
    public ImmutableArray<short> Named => named.IsDefault ? [] : named;

    /// <summary>No LeiKa service was named: the level of the OZG service is that of all of them, by every policy.</summary>
    public bool IsEmpty => named.IsDefaultOrEmpty;

    /// <summary>The level by a policy; null when it cannot tell.</summary>
    /// <param name="leikaCount">LeiKa services of the OZG service; fewer than were named (the catalogue has changed) count as those named.</param>
    public int? Level(LeikaPolicy policy, int leikaCount)
    {
        var rest = Math.Max(0, leikaCount - Named.Length);
        return policy switch
        {
            LeikaPolicy.All => rest == 0 ? Named[0] : Whole is { } whole ? Math.Min(whole, Named[0]) : null,
            LeikaPolicy.ShareConform => Median(rest),
            _ => Math.Max(Whole ?? 0, Named[^1]),
        };
    }

    /// <summary>Share of the LeiKa services at or above a level, 0 to 1; unreported ones are below.</summary>
    /// <param name="level">The model's conformity threshold.</param>
    /// <param name="leikaCount">LeiKa services of the OZG service.</param>
    public double Share(int level, int leikaCount)
    {
        var rest = Math.Max(0, leikaCount - Named.Length);
        return (double)Reached(level, rest) / (Named.Length + rest);
    }

    /// <inheritdoc/>
    public bool Equals(LeikaLevels other) => Whole == other.Whole && Named.AsSpan().SequenceEqual(other.Named.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LeikaLevels other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Whole, Named.Length, IsEmpty ? 0 : Named[0]);

    /// <summary>Equality of levels.</summary>
    public static bool operator ==(LeikaLevels left, LeikaLevels right) => left.Equals(right);

    /// <summary>Difference of levels.</summary>
    public static bool operator !=(LeikaLevels left, LeikaLevels right) => !left.Equals(right);

    int? Median(int rest)
    {
        for (var level = (int)Math.Max(Named[^1], Whole ?? 0); level >= 0; level--)
            if (2 * Reached(level, rest) >= Named.Length + rest)
                return level;
        return null;
    }

    int Reached(int level, int rest)
    {
        var count = Whole >= level ? rest : 0;
        foreach (var reached in Named)
            if (reached >= level)
                count++;
        return count;
    }
}
