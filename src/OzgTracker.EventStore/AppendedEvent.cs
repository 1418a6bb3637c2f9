namespace OzgTracker.EventStore;

/// <summary>What the database gave to an event when it was appended.</summary>
/// <param name="Sequence">Its position in the log.</param>
/// <param name="Version">Its number in the stream.</param>
/// <param name="Timestamp">When the log learnt it.</param>
public readonly record struct AppendedEvent(long Sequence, long Version, DateTimeOffset Timestamp);
