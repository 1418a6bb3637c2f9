using Npgsql;

namespace OzgTracker.EventStore;

/// <summary>The log of one database. Thread-safe; one per process. Member names are Marten's, what is absent does not exist.</summary>
public interface IDocumentStore : IAsyncDisposable
{
    /// <summary>A unit of work without identity map or change tracking. It holds no connection while nothing is executed.</summary>
    IDocumentSession LightweightSession();

    /// <summary>For thousands of streams and more in one transaction; several times as fast as a session, which is better for few.</summary>
    IBulkAppend BulkAppend();

    /// <summary>The pool behind the store, for read models and for queries of one's own.</summary>
    NpgsqlDataSource DataSource { get; }

    /// <summary>Reads the whole log in order and goes on as it grows.</summary>
    EventFeed Feed { get; }
}

/// <summary>Things to do when the session is saved.</summary>
public interface IDocumentOperations
{
    /// <summary>Runs with the session's events in their transaction. Parameters are positional, <c>$1</c> and on.</summary>
    void QueueSqlCommand(string sql, params object?[] parameters);
}

/// <summary>Something of one's own that happens, or does not, together with the events of a save.</summary>
/// <remarks>Both are called again when the save is attempted anew after a deadlock. Their statements must return no rows.</remarks>
public interface ISaveParticipant
{
    /// <summary>Queues what comes before anything else in the transaction; what it raises stops the save before a stream is touched.</summary>
    void BeforeAppend(IDocumentOperations operations);

    /// <summary>Queues what comes last, when the receipts of the session are known; the commit goes with it in one round trip.</summary>
    /// <remarks>May come when the caller of the save has given up waiting; what it throws then rolls back.</remarks>
    void BeforeCommit(IDocumentOperations operations);
}

/// <summary>A unit of work: read, decide, append, save.</summary>
public interface IDocumentSession : IDocumentOperations, IAsyncDisposable
{
    /// <summary>The events of this unit of work.</summary>
    IEventOperations Events { get; }

    /// <summary>The request or import that everything in this session belongs to.</summary>
    string? CorrelationId { get; set; }

    /// <summary>What caused it.</summary>
    string? CausationId { get; set; }

    /// <summary>Metadata for every event of this session.</summary>
    void SetHeader(string key, string value);

    /// <summary>Takes part in the next save; with a participant the save happens even when nothing is queued, and takes two round trips.</summary>
    ISaveParticipant? Participant { get; set; }

    /// <summary>Whether the next save has anything to write.</summary>
    bool HasChanges { get; }

    /// <summary>Position of the last event that is appended, for participants at the commit; null before that, and where nothing is appended.</summary>
    long? LastAppended { get; }

    /// <summary>Makes the save wait until everything that is visible now is as safe as a commit of its own, on synchronous standbys, too; without such nothing is awaited.</summary>
    /// <remarks>For answers that promise what somebody else's commit wrote: it may be visible here and still be lost with this server.</remarks>
    void ConfirmWhatIsVisible();

    /// <summary>Appends everything in one transaction, for few streams in one round trip.</summary>
    /// <exception cref="ConcurrencyException">A stream moved on; nothing was written.</exception>
    /// <exception cref="ArchivedStreamException">A stream takes no more events; nothing was written.</exception>
    /// <exception cref="UnknownOutcomeException">Nobody can tell whether it was written; look before you repeat it.</exception>
    /// <remarks>
    /// Once it is on its way it is not cancelled, neither by a token nor by a time limit: a cancelled commit would leave open whether it happened. After
    /// <see cref="StoreOptions.SaveTimeout"/> the caller is told so and the save goes on without it.
    /// </remarks>
    Task SaveChangesAsync(CancellationToken ct);
}

/// <summary>Events of very many streams, appended in one transaction by COPY; new and existing streams mixed.</summary>
/// <remarks>Not thread-safe; used once. Memory: all queued events. A conflict names one stream and writes nothing.</remarks>
public interface IBulkAppend : IDocumentOperations
{
    /// <summary>The request or import that everything belongs to.</summary>
    string? CorrelationId { get; set; }

    /// <summary>What caused it.</summary>
    string? CausationId { get; set; }

    /// <summary>Events that are queued.</summary>
    int EventCount { get; }

    /// <summary>Streams that they belong to.</summary>
    int StreamCount { get; }

    /// <summary>Something that happens, or does not, together with the events; its receipts are those of <see cref="Appended"/>.</summary>
    ISaveParticipant? Participant { get; set; }

    /// <summary>Metadata for every event.</summary>
    void SetHeader(string key, string value);

    /// <summary>Queues an event; those of one stream keep their order.</summary>
    /// <param name="streamKey">The stream; it may come again.</param>
    /// <param name="happened">The event.</param>
    /// <param name="expectedVersion">
    /// Version of the stream before this event, 0 for none yet, null for any. The first event of a stream decides; saying 0 spares the look at what exists.
    /// </param>
    /// <exception cref="ArgumentException">A later event of a stream contradicts the first.</exception>
    void Append(string streamKey, object happened, long? expectedVersion = null);

    /// <summary>What the log gave to the event that was queued as number <paramref name="number"/>, from 0; after the save.</summary>
    AppendedEvent Appended(int number);

    /// <summary>Appends everything in one transaction; as a session's save it is never cancelled on its way.</summary>
    /// <exception cref="ConcurrencyException">A stream is not at its expected version; nothing was written.</exception>
    /// <exception cref="ArchivedStreamException">A stream takes no more events; nothing was written.</exception>
    /// <exception cref="UnknownOutcomeException">Nobody can tell whether it was written; look before you repeat it.</exception>
    Task SaveChangesAsync(CancellationToken ct);
}

/// <summary>Reading and appending streams.</summary>
public interface IEventOperations
{
    /// <summary>Appends to a new stream; saving fails when it exists.</summary>
    IStreamReceipt StartStream(string streamKey, params IReadOnlyList<object> events);

    /// <summary>Appends to a stream at whatever version it is, also to none yet.</summary>
    IStreamReceipt Append(string streamKey, params IReadOnlyList<object> events);

    /// <summary>Reads a stream for a decision and remembers its version until the session is saved.</summary>
    /// <remarks>One round trip. Folds the whole stream; the longest realistic one has fewer than 50 events, so there are no snapshots.</remarks>
    Task<IEventStream<TState>> FetchForWriting<TState>(string streamKey, CancellationToken ct);

    /// <summary>Folds a stream as it is now; the initial state when there is none.</summary>
    Task<TState> AggregateStreamAsync<TState>(string streamKey, CancellationToken ct);

    /// <summary>All events of a stream, oldest first.</summary>
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(string streamKey, CancellationToken ct);

    /// <summary>Reads many streams for decisions in one query; streams that do not exist yet are there with version 0.</summary>
    Task<IReadOnlyDictionary<string, IEventStream<TState>>> FetchForWriting<TState>(IReadOnlyCollection<string> streamKeys, CancellationToken ct);
}

/// <summary>What became of appended events, known after the save.</summary>
public interface IStreamReceipt
{
    /// <summary>One per event, in order; empty before the save.</summary>
    IReadOnlyList<AppendedEvent> Appended { get; }
}

/// <summary>A stream that was read for a decision.</summary>
public interface IEventStream<out TState> : IStreamReceipt
{
    /// <summary>The state folded from <see cref="Events"/>.</summary>
    TState Aggregate { get; }

    /// <summary>The version that was read, 0 for none yet. Unlike Marten's <c>Append</c>, which means the version after appending.</summary>
    long CurrentVersion { get; }

    /// <summary>What was read, oldest first.</summary>
    IReadOnlyList<IEvent> Events { get; }

    /// <summary>Appends at the version that was read.</summary>
    void AppendMany(IReadOnlyList<object> events);
}
