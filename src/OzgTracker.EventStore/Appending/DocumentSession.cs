using System.Text.Json;
using Npgsql;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>Metadata that a session gives to all its events.</summary>
sealed class SessionMetadata
{
    public string? CorrelationId { get; set; }

    public string? CausationId { get; set; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>As it is stored; null for none.</summary>
    public byte[]? HeadersJson() => Headers.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(Headers, StoreJson.Default.DictionaryStringString);
}

sealed class DocumentSession(Appender appender, NpgsqlDataSource source, StoreOptions options, Action committed) : IDocumentSession, IEventOperations
{
    readonly List<StreamAction> actions = [];
    HashSet<string>? queued;
    readonly List<NpgsqlBatchCommand> commands = [];
    readonly SessionMetadata metadata = new();

    public IEventOperations Events => this;

    public string? CorrelationId { get => metadata.CorrelationId; set => metadata.CorrelationId = value; }

    public string? CausationId { get => metadata.CausationId; set => metadata.CausationId = value; }

    public ISaveParticipant? Participant { get; set; }

    public bool HasChanges => actions.Count > 0 || commands.Count > 0 || Participant is not null;

    public long? LastAppended => actions.SelectMany(action => action.Appended).Select(appended => (long?)appended.Sequence).Max();

    public void ConfirmWhatIsVisible() => QueueSqlCommand(AppendSql.WriteAheadOfNothing);

    public void SetHeader(string key, string value) => metadata.Headers[key] = value;

    public void QueueSqlCommand(string sql, params object?[] parameters) => commands.Add(SqlCommands.Create(sql, parameters));

    public IStreamReceipt StartStream(string streamKey, params IReadOnlyList<object> events) => Queue(streamKey, 0, events);

    public IStreamReceipt Append(string streamKey, params IReadOnlyList<object> events) => Queue(streamKey, null, events);

    public async Task<IEventStream<TState>> FetchForWriting<TState>(string streamKey, CancellationToken ct)
    {
        var events = await EventReader.ReadStream(source, options.Types, streamKey, ct);
        return new EventStream<TState>(this, streamKey, events, options.Aggregates.Live<TState>(events));
    }

    public async Task<TState> AggregateStreamAsync<TState>(string streamKey, CancellationToken ct) =>
        options.Aggregates.Live<TState>(await EventReader.ReadFacts(source, options.Types, streamKey, ct));

    public async Task<IReadOnlyList<IEvent>> FetchStreamAsync(string streamKey, CancellationToken ct) =>
        await EventReader.ReadStream(source, options.Types, streamKey, ct);

    public async Task<IReadOnlyDictionary<string, IEventStream<TState>>> FetchForWriting<TState>(IReadOnlyCollection<string> streamKeys, CancellationToken ct)
    {
        await using var command = source.CreateCommand(EventReader.StreamsSql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streamKeys] });
        var read = EventReader.ByStream(await EventReader.ReadAll(command, options.Types, ct));
        return streamKeys.Distinct(StringComparer.Ordinal).ToDictionary(
            key => key,
            IEventStream<TState> (key) =>
            {
                var events = read.GetValueOrDefault(key, []);
                return new EventStream<TState>(this, key, events, options.Aggregates.Live<TState>(events));
            },
            StringComparer.Ordinal);
    }

    public async Task SaveChangesAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!HasChanges) return;

        await appender.Save(new Save(actions, metadata, commands, Participant));
        var appended = actions.Count > 0;
        actions.Clear();
        queued?.Clear();
        commands.Clear();
        if (appended) committed();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal StreamAction Queue(string streamKey, long? expectedVersion, IReadOnlyList<object> events)
    {
        if (events.Count == 0) throw new ArgumentException("There is nothing to append.", nameof(events));
        if (IsQueued(streamKey)) throw new InvalidOperationException($"{streamKey} is appended to twice in one session.");

        var action = new StreamAction(streamKey, expectedVersion, [.. events]);
        actions.Add(action);
        queued?.Add(streamKey);
        return action;
    }

    /// <summary>Most sessions write one stream and need no set.</summary>
    bool IsQueued(string streamKey)
    {
        if (actions.Count == 0) return false;
        queued ??= new HashSet<string>(actions.Select(action => action.StreamKey), StringComparer.Ordinal);
        return queued.Contains(streamKey);
    }
}

sealed class EventStream<TState>(DocumentSession session, string streamKey, IReadOnlyList<IEvent> events, TState aggregate) : IEventStream<TState>
{
    StreamAction? action;

    public TState Aggregate { get; } = aggregate;

    public long CurrentVersion { get; } = events.Count == 0 ? 0 : events[^1].Version;

    public IReadOnlyList<IEvent> Events { get; } = events;

    public IReadOnlyList<AppendedEvent> Appended => action?.Appended ?? [];

    public void AppendMany(IReadOnlyList<object> events)
    {
        if (events.Count > 0) action = session.Queue(streamKey, CurrentVersion, events);
    }
}
