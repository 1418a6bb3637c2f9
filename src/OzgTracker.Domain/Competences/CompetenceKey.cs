using System.Diagnostics.CodeAnalysis;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Competences;

/// <summary>One service in one Land: what competence is declared for.</summary>
/// <param name="Service">The OZG service.</param>
/// <param name="State">The Land.</param>
public readonly record struct CompetenceKey(OzgId Service, StateCode State)
{
    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "competence-";

    /// <summary>The stream, e. g. <c>competence-10124-05</c>.</summary>
    public string StreamKey => $"{StreamPrefix}{Service.Value}-{State.Value}";

    /// <summary>Reads a stream key; false for streams of another kind.</summary>
    public static bool TryParse([NotNullWhen(true)] string? streamKey, out CompetenceKey key)
    {
        key = default;
        if (streamKey is null || !streamKey.StartsWith(StreamPrefix, StringComparison.Ordinal)) return false;
        if (streamKey[StreamPrefix.Length..].Split('-') is not [var ozgId, var land]
            || !OzgId.TryParse(ozgId, out var service)
            || !StateCode.TryParse(land, out var state)) return false;

        key = new CompetenceKey(service, state);
        return true;
    }
}
