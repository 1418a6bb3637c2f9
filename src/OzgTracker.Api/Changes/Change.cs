using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Targets;

namespace OzgTracker.Api.Changes;

/// <summary>An event of the log as it is handed on.</summary>
/// <param name="Position">In the log.</param>
/// <param name="Type">Of the CloudEvent.</param>
/// <param name="Json">The CloudEvent on one line, in UTF-8. Made once, whoever follows.</param>
sealed record Change(long Position, string StoredName, string StreamKey, string Type, ReadOnlyMemory<byte> Json);

/// <summary>What a stream is about, as far as its key says.</summary>
/// <remarks>A Land's events are those of its units, its targets and its competences; the catalogue and the models belong to no Land.</remarks>
readonly ref struct StreamFacets
{
    const int State = 2;

    public StreamFacets(ReadOnlySpan<char> streamKey)
    {
        if (After(streamKey, RolloutKey.StreamPrefix, out var key) && key.LastIndexOf('-') is var dash and > State)
        {
            Unit = key[..dash];
            Land = key[..State];
            Service = key[(dash + 1)..];
        }
        else if (After(streamKey, Municipality.StreamPrefix, out key) && key.Length > State)
        {
            Unit = key;
            Land = key[..State];
        }
        else if (After(streamKey, Domain.Catalogue.Service.StreamPrefix, out key))
        {
            Service = key;
        }
        else if (After(streamKey, CompetenceKey.StreamPrefix, out key) && key.IndexOf('-') is var cut and > 0)
        {
            Service = key[..cut];
            Land = key[(cut + 1)..];
        }
        else if (After(streamKey, TargetKey.StreamPrefix, out key) && key.Length > State)
        {
            Land = key[..State];
        }
    }

    /// <summary>Id of the unit; empty for none.</summary>
    public ReadOnlySpan<char> Unit { get; }

    /// <summary>Number of the Land; empty for none.</summary>
    public ReadOnlySpan<char> Land { get; }

    /// <summary>Number of the service; empty for none.</summary>
    public ReadOnlySpan<char> Service { get; }

    static bool After(ReadOnlySpan<char> streamKey, string prefix, out ReadOnlySpan<char> rest)
    {
        var isSo = streamKey.StartsWith(prefix, StringComparison.Ordinal);
        rest = isSo ? streamKey[prefix.Length..] : default;
        return isSo;
    }
}
