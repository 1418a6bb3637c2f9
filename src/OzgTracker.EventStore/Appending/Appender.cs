using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>Writes the streams of a session in one transaction.</summary>
sealed class Appender(NpgsqlDataSource source, EventTypes types)
{
    /// <summary>One round trip and one implicit transaction for everything; above <see cref="AppendSql.SetWiseFrom"/> streams a few set-wise statements.</summary>
    public async Task Save(List<StreamAction> actions, SessionMetadata metadata, List<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        // Always in the order of the keys: two sessions that write the same streams queue instead of deadlocking.
        actions.Sort((a, b) => string.CompareOrdinal(a.StreamKey, b.StreamKey));
        try
        {
            if (actions.Count < AppendSql.SetWiseFrom) await OneStatementEach(actions, metadata, commands, ct);
            else await SetWise(actions, metadata, commands, ct);
        }
        catch (PostgresException error) when (Translate(error, actions) is { } translated)
        {
            throw translated;
        }
    }

    async Task OneStatementEach(List<StreamAction> actions, SessionMetadata metadata, List<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        foreach (var action in actions) batch.BatchCommands.Add(Statement(action, metadata));
        foreach (var command in commands) batch.BatchCommands.Add(command);

        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var action in actions)
        {
            while (await reader.ReadAsync(ct)) action.Appended.Add(ReadAppended(reader));
            await reader.NextResultAsync(ct);
        }

        while (await reader.NextResultAsync(ct))
        {
            // The last results must be read: an error of a queued command is raised there.
        }
    }

    async Task SetWise(List<StreamAction> actions, SessionMetadata metadata, List<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var known = await LockKnown(connection, actions, ct);

        await using var batch = new NpgsqlBatch(connection, transaction);
        var fresh = actions.Where(action => action.ExpectedVersion is 0 || (action.ExpectedVersion is null && !known.ContainsKey(action.StreamKey))).ToArray();
        var moved = actions.Except(fresh).ToArray();
        if (fresh.Length > 0)
            batch.BatchCommands.Add(Command(
                AppendSql.InsertStreams,
                Array(fresh, action => action.StreamKey),
                Array(fresh, action => (long)action.Events.Count)));
        if (moved.Length > 0)
            batch.BatchCommands.Add(Command(
                AppendSql.MoveStreams,
                Array(moved, action => action.StreamKey),
                Array(moved, Expected),
                Array(moved, action => Expected(action) + action.Events.Count)));

        var rows = (from action in actions from number in Enumerable.Range(0, action.Events.Count) select (action, number)).ToArray();
        var eventTypes = System.Array.ConvertAll(rows, row => types.Of(row.action.Events[row.number]));
        batch.BatchCommands.Add(Command(
            AppendSql.InsertManyEvents,
            Array(rows, _ => Guid.CreateVersion7()),
            Array(rows, row => row.action.StreamKey),
            Array(rows, row => Expected(row.action) + row.number + 1),
            Jsonb([.. rows.Zip(eventTypes, (row, type) => type.Serialize(row.action.Events[row.number]))]),
            Array(eventTypes, type => type.StoredName),
            Array(eventTypes, type => type.DotNetType),
            Text(metadata.CorrelationId),
            Text(metadata.CausationId),
            Headers(metadata)));
        foreach (var command in commands) batch.BatchCommands.Add(command);

        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            // A statement without a result set is stepped over by the reader itself; moving streams returns one, empty.
            if (moved.Length > 0) await reader.NextResultAsync(ct);
            for (var i = 0; await reader.ReadAsync(ct); i++) rows[i].action.Appended.Add(ReadAppended(reader));
        }

        await transaction.CommitAsync(CancellationToken.None);

        long Expected(StreamAction action) => action.ExpectedVersion ?? known.GetValueOrDefault(action.StreamKey);
    }

    static async Task<Dictionary<string, long>> LockKnown(NpgsqlConnection connection, List<StreamAction> actions, CancellationToken ct)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        if (actions.TrueForAll(action => action.ExpectedVersion is 0)) return known;

        await using var command = new NpgsqlCommand(AppendSql.LockStreams, connection)
        {
            Parameters = { Array(actions, action => action.StreamKey) },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) known.Add(reader.GetString(0), reader.GetInt64(1));
        return known;
    }

    NpgsqlBatchCommand Statement(StreamAction action, SessionMetadata metadata)
    {
        var eventTypes = action.Events.ConvertAll(types.Of);
        var command = Command(
            action.ExpectedVersion switch { null => AppendSql.ToAnyStream, 0 => AppendSql.ToNewStream, _ => AppendSql.ToStreamAtVersion },
            new NpgsqlParameter<string> { TypedValue = action.StreamKey, NpgsqlDbType = NpgsqlDbType.Varchar },
            new NpgsqlParameter<long> { TypedValue = action.Events.Count },
            Array(action.Events, _ => Guid.CreateVersion7()),
            Jsonb([.. action.Events.Zip(eventTypes, (data, type) => type.Serialize(data))]),
            Array(eventTypes, type => type.StoredName),
            Array(eventTypes, type => type.DotNetType),
            Text(metadata.CorrelationId),
            Text(metadata.CausationId),
            Headers(metadata));
        if (action.ExpectedVersion is > 0) command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = action.ExpectedVersion.Value });
        return command;
    }

    static AppendedEvent ReadAppended(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2));

    static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    static NpgsqlParameter<TValue[]> Array<TItem, TValue>(IReadOnlyCollection<TItem> items, Func<TItem, TValue> value)
    {
        var parameter = new NpgsqlParameter<TValue[]> { TypedValue = [.. items.Select(value)] };
        if (typeof(TValue) == typeof(string)) parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar;
        return parameter;
    }

    static NpgsqlParameter<byte[][]> Jsonb(byte[][] values) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb };

    static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };

    static NpgsqlParameter Headers(SessionMetadata metadata) => new()
    {
        Value = metadata.Headers.Count == 0 ? DBNull.Value : JsonSerializer.SerializeToUtf8Bytes(metadata.Headers, StoreJson.Default.DictionaryStringString),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    /// <summary>MT003 and a stream that exists where none should become a <see cref="ConcurrencyException"/>; a deadlock is one, too: somebody else won.</summary>
    static Exception? Translate(PostgresException error, List<StreamAction> actions) => error.SqlState switch
    {
        "MT001" => new ArchivedStreamException(error.MessageText, error),
        "MT003" => Conflict(actions.Find(action => action.StreamKey == error.Detail), error),
        PostgresErrorCodes.UniqueViolation when error.ConstraintName is "pkey_mt_streams_id" or "pk_mt_events_stream_and_version" =>
            Conflict(actions.Find(action => error.Detail?.Contains($"({action.StreamKey})", StringComparison.Ordinal) == true), error),
        PostgresErrorCodes.DeadlockDetected => Conflict(null, error),
        _ => null,
    };

    static ConcurrencyException Conflict(StreamAction? action, PostgresException error) => new(
        action?.StreamKey ?? "(one of several)",
        action?.ExpectedVersion ?? 0,
        long.TryParse(error.Hint, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
        error);
}
