namespace OzgTracker.EventStore;

/// <summary>A stream moved on between reading and writing, or exists where it should not; nothing was written.</summary>
public sealed class ConcurrencyException : Exception
{
    /// <summary>Names the stream and both versions.</summary>
    /// <param name="streamKey">The stream.</param>
    /// <param name="expectedVersion">What the writer had read; 0 for none.</param>
    /// <param name="actualVersion">What it is now, where that is known.</param>
    /// <param name="inner">What PostgreSQL said.</param>
    public ConcurrencyException(string streamKey, long expectedVersion, long? actualVersion, Exception? inner = null)
        : base($"Stream {streamKey} is at version {actualVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}, expected was {expectedVersion}.", inner)
    {
        StreamKey = streamKey;
        ActualVersion = actualVersion;
    }

    /// <summary>The stream.</summary>
    public string StreamKey { get; }

    /// <summary>Its version now, where that is known.</summary>
    public long? ActualVersion { get; }
}

/// <summary>The stream is archived and takes no more events; nothing was written.</summary>
public sealed class ArchivedStreamException(string message, Exception inner) : Exception(message, inner);

/// <summary>Nobody can tell whether a save was committed: the connection broke or the answer stayed away while the commit was on its way.</summary>
/// <remarks>Whoever repeats it blindly may record it twice. Only an error that the server reports before the commit proves that nothing was written.</remarks>
public sealed class UnknownOutcomeException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>So many saves wait for the database already that another one was not even sent; nothing was written.</summary>
public sealed class TooManySavesException(string message) : Exception(message);

/// <summary>The log has an event whose data is not what its type says; nobody can read on from here.</summary>
public sealed class UnreadableEventException(string storedName, long position, Exception inner)
    : Exception($"The event at position {position} of type '{storedName}' cannot be read: {inner.Message}", inner)
{
    /// <summary>The stored name.</summary>
    public string StoredName { get; } = storedName;

    /// <summary>Where it stands.</summary>
    public long Position { get; } = position;
}

/// <summary>The log has an event that this program does not know; a newer one wrote it.</summary>
public sealed class UnknownEventTypeException(string storedName, long position)
    : Exception($"The event at position {position} has the unknown type '{storedName}'; this program is older than the log.")
{
    /// <summary>The stored name.</summary>
    public string StoredName { get; } = storedName;

    /// <summary>Where it stands.</summary>
    public long Position { get; } = position;
}
