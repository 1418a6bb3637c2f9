using System.Globalization;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;

namespace OzgTracker.Operations.Demo;

/// <summary>What the history of a service depends on.</summary>
/// <param name="Id">Its OZG id.</param>
/// <param name="Types">Typisierung; only what the Bund regulates and Länder or Kommunen execute (2/3) becomes an EfA service.</param>
/// <param name="LeikaIds">Its LeiKa services in the order of their keys; a bundle of many takes longer.</param>
/// <param name="ExecutedBy">Which local bodies execute it, for each Land in the order of their numbers: sixteen entries.</param>
public sealed record SyntheticService(OzgId Id, IReadOnlyList<string> Types, IReadOnlyList<LeikaId> LeikaIds, IReadOnlyList<Executors> ExecutedBy)
{
    /// <summary>A service with the same executors in every Land: those that the catalogue lets expect.</summary>
    public SyntheticService(OzgId id, IReadOnlyList<string> types, IReadOnlyList<LeikaId> leikaIds)
        : this(id, types, leikaIds, [.. Enumerable.Repeat(Executors.DefaultFor(types), 16)])
    {
    }

    internal ulong Key { get; } = ulong.Parse(Id.Value, CultureInfo.InvariantCulture);

    internal bool MayBeEfa { get; } = Types.Contains("2/3");
}
