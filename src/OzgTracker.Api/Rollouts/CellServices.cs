using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>What every command to a cell and every answer about one needs.</summary>
public sealed class CellServices
{
    internal CellServices(DocumentStore store, Registry registry, TimeProvider clock, StaleRule stale) => (Store, Registry, Clock, Stale) = (store, registry, clock, stale);

    internal DocumentStore Store { get; }

    internal Registry Registry { get; }

    internal TimeProvider Clock { get; }

    internal StaleRule Stale { get; }
}

/// <summary>Who may send a command to a cell.</summary>
[Flags]
enum CellWriters
{
    /// <summary>Reporters whose keys cover the unit.</summary>
    Reporters = 1,

    /// <summary>Coordinators of the unit's Land.</summary>
    Coordinators = 2,

    /// <summary>Both.</summary>
    Both = Reporters | Coordinators,
}
