namespace OzgTracker.EventStore;

/// <summary>An event as it stands in the log. Member names are Marten's.</summary>
public interface IEvent
{
    /// <summary>Position in the log (<c>seq_id</c>): grows, has gaps, no two events have the same.</summary>
    long Sequence { get; }

    /// <summary>Unique id, version 7.</summary>
    Guid Id { get; }

    /// <summary>The stream, <c>category-key</c>.</summary>
    string StreamKey { get; }

    /// <summary>Number in its stream, from 1 without a hole.</summary>
    long Version { get; }

    /// <summary>When the log learnt it, by the clock of the database.</summary>
    DateTimeOffset Timestamp { get; }

    /// <summary>The stored name.</summary>
    string EventTypeName { get; }

    /// <summary>The fact itself.</summary>
    object Data { get; }

    /// <summary>The request or import that it belongs to.</summary>
    string? CorrelationId { get; }

    /// <summary>What caused it.</summary>
    string? CausationId { get; }

    /// <summary>Who said so and through which door; null where the writer set no header of that name.</summary>
    string? GetHeader(string key);
}

/// <summary>The same with the type of its fact.</summary>
public interface IEvent<out T> : IEvent
    where T : notnull
{
    /// <summary>The fact itself.</summary>
    new T Data { get; }
}
