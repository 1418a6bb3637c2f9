using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Maturity;

/// <summary>A mapping of one maturity model to another.</summary>
/// <param name="From">Id of the model that reports are made in.</param>
/// <param name="To">Id of the model that they are shown in.</param>
/// <param name="Version">From 1, raised by one with each publication.</param>
/// <param name="Levels">Each level with the one that it stands for; null where there is no twin.</param>
/// <param name="Note">Where the mapping comes from.</param>
/// <param name="ValidFrom">First day on which it is to be used.</param>
public sealed record ModelMappingAnswer(string From, string To, int Version, IReadOnlyDictionary<int, int?> Levels, string? Note, DateOnly ValidFrom)
{
    internal static ModelMappingAnswer Of(ModelMapping mapping) =>
        new(mapping.From, mapping.To, mapping.Version, mapping.Levels, mapping.Note, mapping.ValidFrom);
}

/// <summary>Maturity models from their own streams, so never behind a publication that was acknowledged.</summary>
static class PublishedModels
{
    public static async Task<MaturityModel?> Find(IDocumentStore store, string id, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        return await session.Events.AggregateStreamAsync<MaturityModel?>(MaturityModels.StreamKey(id), ct);
    }
}
