using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OzgTracker.EventStore.Streams;

/// <summary>Which stored name is which type, and how it is written and read.</summary>
sealed class EventTypes
{
    readonly Dictionary<Type, EventType> byType = [];
    readonly Dictionary<string, EventType> byName = new(StringComparer.Ordinal);
    EventType? last;

    public void Map(Type type, string storedName, JsonTypeInfo json)
    {
        var mapped = (EventType)Activator.CreateInstance(typeof(EventType<>).MakeGenericType(type), storedName, json)!;
        if (!byName.TryAdd(storedName, mapped) || !byType.TryAdd(type, mapped))
            throw new InvalidOperationException($"{storedName} or {type.Name} is mapped twice; a stored name belongs to one type for ever.");
    }

    public EventType Of(object data) => byType.TryGetValue(data.GetType(), out var known)
        ? known
        : throw new InvalidOperationException($"{data.GetType().Name} has no stored name; add it with MapEventType.");

    public EventType Named(string storedName, long position) =>
        byName.TryGetValue(storedName, out var known) ? known : throw new UnknownEventTypeException(storedName, position);

    /// <summary>The same for a name in UTF-8; allocates nothing while the same type comes again.</summary>
    public EventType Named(ReadOnlySpan<byte> storedName, long position)
    {
        if (last is { } again && storedName.SequenceEqual(again.StoredNameUtf8)) return again;
        return last = Named(Encoding.UTF8.GetString(storedName), position);
    }
}

/// <summary>One kind of event.</summary>
abstract class EventType(string storedName, Type type)
{
    public string StoredName { get; } = storedName;

    public byte[] StoredNameUtf8 { get; } = Encoding.UTF8.GetBytes(storedName);

    /// <summary>What Marten writes into <c>mt_dotnet_type</c>: full name and assembly, without version.</summary>
    public string DotNetType { get; } = $"{type.FullName}, {type.Assembly.GetName().Name}";

    public byte[] DotNetTypeUtf8 { get; } = Encoding.UTF8.GetBytes($"{type.FullName}, {type.Assembly.GetName().Name}");

    public abstract byte[] Serialize(object data);

    public abstract void Serialize(Utf8JsonWriter target, object data);

    public abstract IEvent Read(in EventRow row);

    /// <summary>Only the fact itself.</summary>
    public abstract object Data(ReadOnlySpan<byte> data, long position);
}

sealed class EventType<T>(string storedName, JsonTypeInfo json) : EventType(storedName, typeof(T))
    where T : notnull
{
    readonly JsonTypeInfo<T> json = (JsonTypeInfo<T>)json;

    public override byte[] Serialize(object data) => JsonSerializer.SerializeToUtf8Bytes((T)data, json);

    public override void Serialize(Utf8JsonWriter target, object data) => JsonSerializer.Serialize(target, (T)data, json);

    public override IEvent Read(in EventRow row) => new RecordedEvent<T>(
        row.Sequence, row.Id, row.StreamKey, row.Version, row.Timestamp, StoredName, Understand(row.Data.Span, row.Sequence), row.CorrelationId, row.CausationId, row.Headers);

    public override object Data(ReadOnlySpan<byte> data, long position) => Understand(data, position);

    T Understand(ReadOnlySpan<byte> data, long position)
    {
        try
        {
            return JsonSerializer.Deserialize(data, json) ?? throw new JsonException("It is null.");
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new UnreadableEventException(StoredName, position, error);
        }
    }
}

/// <summary>The columns of one event before its data is understood.</summary>
readonly record struct EventRow(
    long Sequence, Guid Id, string StreamKey, long Version, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Data,
    string? CorrelationId, string? CausationId, string? Headers);
