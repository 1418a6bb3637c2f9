using OzgTracker.Domain.Catalogue;

namespace OzgTracker.ReadModels;

/// <summary>A service as commands need it.</summary>
/// <param name="Id">Its OZG id.</param>
/// <param name="Name">Its name.</param>
/// <param name="LeikaIds">Its LeiKa services.</param>
public sealed record KnownService(OzgId Id, string Name, IReadOnlySet<LeikaId> LeikaIds);
