namespace OzgTracker.EventStore.Daemon;

/// <summary>How far a read model is.</summary>
/// <param name="Name">Of the projection.</param>
/// <param name="Version">Of the projection.</param>
/// <param name="Position">Everything up to here is in it.</param>
/// <param name="Failure">Why it stands still; null when it runs.</param>
/// <param name="Lag">Positions given since, also those of transactions that are still open.</param>
public sealed record ProjectionStatus(string Name, int Version, long Position, ProjectionFailure? Failure, long Lag);

/// <summary>The event at which a projection stopped. It goes on from there once the cause is gone.</summary>
/// <param name="Position">Of the event.</param>
/// <param name="EventType">Stored name of the event.</param>
/// <param name="Error">What went wrong.</param>
public sealed record ProjectionFailure(long Position, string EventType, string Error);
