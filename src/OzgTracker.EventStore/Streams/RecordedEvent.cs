using System.Text.Json;

namespace OzgTracker.EventStore.Streams;

/// <summary>One row of <c>mt_events</c>. Headers stay text until someone asks for one: most readers never do.</summary>
sealed class RecordedEvent<T>(
    long sequence, Guid id, string streamKey, long version, DateTimeOffset timestamp, string eventTypeName, T data,
    string? correlationId, string? causationId, string? headers) : IEvent<T>
    where T : notnull
{
    Dictionary<string, string>? parsedHeaders;

    public long Sequence { get; } = sequence;

    public Guid Id { get; } = id;

    public string StreamKey { get; } = streamKey;

    public long Version { get; } = version;

    public DateTimeOffset Timestamp { get; } = timestamp;

    public string EventTypeName { get; } = eventTypeName;

    public T Data { get; } = data;

    object IEvent.Data => Data;

    public string? CorrelationId { get; } = correlationId;

    public string? CausationId { get; } = causationId;

    public string? GetHeader(string key)
    {
        if (headers is null) return null;
        parsedHeaders ??= JsonSerializer.Deserialize(headers, StoreJson.Default.DictionaryStringString) ?? [];
        return parsedHeaders.GetValueOrDefault(key);
    }
}
