using Npgsql;
using NpgsqlTypes;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>The parameters of the append statements.</summary>
static class AppendParameters
{
    /// <summary>The statement of one stream.</summary>
    public static NpgsqlBatchCommand Statement(StreamAction action, SessionMetadata metadata, EventTypes types)
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText = Fill(command.Parameters, action, metadata, types);
        return command;
    }

    /// <summary>Adds the parameters of one stream's statement and returns its SQL.</summary>
    public static string Fill(NpgsqlParameterCollection parameters, StreamAction action, SessionMetadata metadata, EventTypes types)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = action.StreamKey, NpgsqlDbType = NpgsqlDbType.Varchar });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = action.Events.Count });
        if (action.Events.Count == 1) AddEvent(parameters, action.Events[0], types);
        else AddEvents(parameters, action.Events, types);
        AddMetadata(parameters, metadata);
        if (action.ExpectedVersion is > 0) parameters.Add(new NpgsqlParameter<long> { TypedValue = action.ExpectedVersion.Value });
        return action.Events.Count == 1 ? OneSql(action.ExpectedVersion) : SeveralSql(action.ExpectedVersion);
    }

    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    public static NpgsqlParameter<TValue[]> Array<TItem, TValue>(IReadOnlyList<TItem> items, Func<TItem, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(items[i]);
        return Column(values);
    }

    public static NpgsqlParameter<TValue[]> Column<TValue>(TValue[] values)
    {
        var parameter = new NpgsqlParameter<TValue[]> { TypedValue = values };
        if (typeof(TValue) == typeof(string)) parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar;
        if (typeof(TValue) == typeof(byte[])) parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb;
        return parameter;
    }

    /// <summary>Adds correlation, causation and headers, in this order.</summary>
    public static NpgsqlBatchCommand WithMetadata(SessionMetadata metadata, NpgsqlBatchCommand command)
    {
        AddMetadata(command.Parameters, metadata);
        return command;
    }

    static void AddMetadata(NpgsqlParameterCollection parameters, SessionMetadata metadata)
    {
        parameters.Add(Text(metadata.CorrelationId));
        parameters.Add(Text(metadata.CausationId));
        parameters.Add(Headers(metadata));
    }

    static string OneSql(long? expectedVersion) => expectedVersion switch
    {
        null => AppendSql.One.ToAnyStream,
        0 => AppendSql.One.ToNewStream,
        _ => AppendSql.One.ToStreamAtVersion,
    };

    static string SeveralSql(long? expectedVersion) => expectedVersion switch
    {
        null => AppendSql.Several.ToAnyStream,
        0 => AppendSql.Several.ToNewStream,
        _ => AppendSql.Several.ToStreamAtVersion,
    };

    static void AddEvent(NpgsqlParameterCollection parameters, object data, EventTypes types)
    {
        var type = types.Of(data);
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = type.Serialize(data), NpgsqlDbType = NpgsqlDbType.Jsonb });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = type.StoredName, NpgsqlDbType = NpgsqlDbType.Varchar });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = type.DotNetType, NpgsqlDbType = NpgsqlDbType.Varchar });
    }

    static void AddEvents(NpgsqlParameterCollection parameters, List<object> events, EventTypes types)
    {
        var eventTypes = events.ConvertAll(types.Of);
        parameters.Add(Array(events, _ => Guid.CreateVersion7()));
        parameters.Add(Array([.. events.Zip(eventTypes)], pair => pair.Second.Serialize(pair.First)));
        parameters.Add(Array(eventTypes, type => type.StoredName));
        parameters.Add(Array(eventTypes, type => type.DotNetType));
    }

    static NpgsqlParameter<string> Text(string? value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar };

    static NpgsqlParameter<byte[]> Headers(SessionMetadata metadata) => new() { TypedValue = metadata.HeadersJson(), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
