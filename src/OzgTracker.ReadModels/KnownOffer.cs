using OzgTracker.Domain.Catalogue;

namespace OzgTracker.ReadModels;

/// <summary>An EfA offer as commands need it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Provider">The Land that provides it, two digits.</param>
/// <param name="OzgIds">The OZG services that it covers.</param>
/// <param name="WithdrawnOn">Null while others can join.</param>
public sealed record KnownOffer(string Id, string Provider, IReadOnlySet<OzgId> OzgIds, DateOnly? WithdrawnOn);
