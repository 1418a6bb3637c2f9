using System.Diagnostics.CodeAnalysis;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Rollouts;

/// <summary>One service in one unit: the identity of a cell and of its stream.</summary>
/// <param name="Unit">The reporting unit.</param>
/// <param name="Service">The OZG service.</param>
public readonly record struct RolloutKey(UnitId Unit, OzgId Service)
{
    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "rollout-";

    /// <summary>The stream, e. g. <c>rollout-05314000-10124</c>.</summary>
    public string StreamKey => $"{StreamPrefix}{Unit.Value}-{Service.Value}";

    /// <summary>Reads a stream key; false for streams of another kind.</summary>
    public static bool TryParse([NotNullWhen(true)] string? streamKey, out RolloutKey key)
    {
        key = default;
        if (streamKey is null || !streamKey.StartsWith(StreamPrefix, StringComparison.Ordinal)) return false;

        var dash = streamKey.LastIndexOf('-');
        if (dash <= StreamPrefix.Length
            || !UnitId.TryParse(streamKey[StreamPrefix.Length..dash], out var unit)
            || !OzgId.TryParse(streamKey[(dash + 1)..], out var service)) return false;

        key = new RolloutKey(unit, service);
        return true;
    }
}
