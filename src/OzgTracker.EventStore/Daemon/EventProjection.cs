namespace OzgTracker.EventStore.Daemon;

/// <summary>A read model that queues SQL for each event on its own.</summary>
public abstract class EventProjection(string name, int version) : Projection(name, version)
{
    readonly Dictionary<Type, Action<IEvent, IDocumentOperations>> handlers = [];

    /// <inheritdoc/>
    public sealed override Task Apply(ProjectionPage page, CancellationToken ct)
    {
        foreach (var happened in page.Events)
            if (handlers.TryGetValue(happened.Data.GetType(), out var handle))
                handle(happened, page);
        return Task.CompletedTask;
    }

    /// <summary>Says what an event changes. Events without a handler change nothing.</summary>
    protected void Project<T>(Action<IEvent<T>, IDocumentOperations> handle)
        where T : notnull => handlers.Add(typeof(T), (happened, operations) => handle((IEvent<T>)happened, operations));
}
