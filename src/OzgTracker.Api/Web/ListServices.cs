using OzgTracker.EventStore;

namespace OzgTracker.Api.Web;

/// <summary>What every list needs.</summary>
public sealed class ListServices
{
    internal ListServices(DocumentStore store, TimeProvider clock, Cursors cursors) => (Store, Clock, Cursors) = (store, clock, cursors);

    internal DocumentStore Store { get; }

    internal TimeProvider Clock { get; }

    internal Cursors Cursors { get; }

    /// <summary>The position that all read models have reached.</summary>
    internal async Task<long> ReadPosition(CancellationToken ct)
    {
        var status = await Store.Projections.StatusAsync(ct);
        return status.Count == 0 ? 0 : status.Min(projection => projection.Position);
    }
}
