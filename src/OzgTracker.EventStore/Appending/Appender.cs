using System.Globalization;
using Npgsql;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>Writes the streams of a session in one transaction.</summary>
sealed class Appender(NpgsqlDataSource source, EventTypes types)
{
    /// <summary>Each attempt finds the streams that stopped the one before, so few are needed.</summary>
    const int Attempts = 10;

    /// <summary>One round trip and one implicit transaction for everything; above <see cref="AppendSql.SetWiseFrom"/> streams a few set-wise statements.</summary>
    public async Task Save(List<StreamAction> actions, SessionMetadata metadata, List<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        // Always in the order of the keys: two sessions that write the same streams queue instead of deadlocking.
        actions.Sort((a, b) => string.CompareOrdinal(a.StreamKey, b.StreamKey));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (actions.Count < AppendSql.SetWiseFrom) await OneStatementEach(actions, metadata, commands, ct);
                else await SetWise(actions, metadata, commands, ct);
                return;
            }
            catch (PostgresException error)
            {
                foreach (var action in actions) action.Appended.Clear();
                if (attempt < Attempts && MayGoWellNow(error, actions)) continue;
                if (Translate(error, actions) is { } translated) throw translated;
                throw;
            }
        }
    }

    /// <summary>
    /// The transaction was rolled back for a reason that is no conflict: a deadlock, or a stream that goes on at any version and that somebody else
    /// started between the look and the insert. The next attempt finds it.
    /// </summary>
    static bool MayGoWellNow(PostgresException error, List<StreamAction> actions) =>
        error.SqlState == PostgresErrorCodes.DeadlockDetected
        || (error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pkey_mt_streams_id" } && Named(error, actions) is { ExpectedVersion: null });

    async Task OneStatementEach(List<StreamAction> actions, SessionMetadata metadata, List<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        foreach (var action in actions) batch.BatchCommands.Add(AppendParameters.Statement(action, metadata, types));
        foreach (var command in commands) batch.BatchCommands.Add(command);

        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var action in actions)
        {
            while (await reader.ReadAsync(ct)) action.Appended.Add(ReadAppended(reader));
            await reader.NextResultAsync(ct);
        }

        await ReadToEnd(reader, ct);
    }

    /// <summary>The last results must be read: an error of a queued command is raised there.</summary>
    static async Task ReadToEnd(NpgsqlDataReader reader, CancellationToken ct)
    {
        while (await reader.NextResultAsync(ct))
        {
        }
    }

    async Task SetWise(List<StreamAction> actions, SessionMetadata metadata, List<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        if (actions.TrueForAll(action => action.ExpectedVersion is 0))
        {
            // Nothing to look at first, so the batch is its own transaction, in one round trip.
            await using var all = source.CreateBatch();
            await SetWise(all, actions, [], metadata, commands, ct);
            return;
        }

        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var known = await LockKnown(connection, actions, ct);
        await using (var batch = new NpgsqlBatch(connection, transaction)) await SetWise(batch, actions, known, metadata, commands, ct);
        await transaction.CommitAsync(CancellationToken.None);
    }

    async Task SetWise(
        NpgsqlBatch batch, List<StreamAction> actions, Dictionary<string, long> known, SessionMetadata metadata, List<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        var fresh = actions.Where(action => action.ExpectedVersion is 0 || (action.ExpectedVersion is null && !known.ContainsKey(action.StreamKey))).ToArray();
        var moved = actions.Except(fresh).ToArray();
        if (fresh.Length > 0)
            batch.BatchCommands.Add(AppendParameters.Command(
                AppendSql.InsertStreams,
                AppendParameters.Array(fresh, action => action.StreamKey),
                AppendParameters.Array(fresh, action => (long)action.Events.Count)));
        if (moved.Length > 0)
            batch.BatchCommands.Add(AppendParameters.Command(
                AppendSql.MoveStreams,
                AppendParameters.Array(moved, action => action.StreamKey),
                AppendParameters.Array(moved, Expected),
                AppendParameters.Array(moved, action => Expected(action) + action.Events.Count)));

        var rows = (from action in actions from number in Enumerable.Range(0, action.Events.Count) select (action, number)).ToArray();
        var eventTypes = System.Array.ConvertAll(rows, row => types.Of(row.action.Events[row.number]));
        batch.BatchCommands.Add(AppendParameters.WithMetadata(metadata, AppendParameters.Command(
            AppendSql.InsertManyEvents,
            AppendParameters.Array(rows, _ => Guid.CreateVersion7()),
            AppendParameters.Array(rows, row => row.action.StreamKey),
            AppendParameters.Array(rows, row => Expected(row.action) + row.number + 1),
            AppendParameters.Array([.. rows.Zip(eventTypes)], pair => pair.Second.Serialize(pair.First.action.Events[pair.First.number])),
            AppendParameters.Array(eventTypes, type => type.StoredName),
            AppendParameters.Array(eventTypes, type => type.DotNetType))));
        foreach (var command in commands) batch.BatchCommands.Add(command);

        await using var reader = await batch.ExecuteReaderAsync(ct);
        // A statement without a result set is stepped over by the reader itself; moving streams returns one, empty.
        if (moved.Length > 0) await reader.NextResultAsync(ct);
        for (var i = 0; await reader.ReadAsync(ct); i++) rows[i].action.Appended.Add(ReadAppended(reader));
        await ReadToEnd(reader, ct);

        long Expected(StreamAction action) => action.ExpectedVersion ?? known.GetValueOrDefault(action.StreamKey);
    }

    static async Task<Dictionary<string, long>> LockKnown(NpgsqlConnection connection, List<StreamAction> actions, CancellationToken ct)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(AppendSql.LockStreams, connection)
        {
            Parameters = { AppendParameters.Array(actions, action => action.StreamKey) },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) known.Add(reader.GetString(0), reader.GetInt64(1));
        return known;
    }

    static AppendedEvent ReadAppended(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2));

    /// <summary>MT003 and a stream that exists where none should become a <see cref="ConcurrencyException"/>; a deadlock is one, too: somebody else won.</summary>
    static Exception? Translate(PostgresException error, List<StreamAction> actions) => error.SqlState switch
    {
        "MT001" => new ArchivedStreamException(error.MessageText, error),
        "MT003" => Conflict(actions.Find(action => action.StreamKey == error.Detail), error),
        PostgresErrorCodes.UniqueViolation when error.ConstraintName is "pkey_mt_streams_id" or "pk_mt_events_stream_and_version" =>
            Conflict(Named(error, actions), error),
        PostgresErrorCodes.DeadlockDetected => Conflict(null, error),
        _ => null,
    };

    /// <summary>The stream whose key stands in the detail of a unique violation.</summary>
    static StreamAction? Named(PostgresException error, List<StreamAction> actions) =>
        actions.Find(action => error.Detail?.Contains($"({action.StreamKey})", StringComparison.Ordinal) == true);

    static ConcurrencyException Conflict(StreamAction? action, PostgresException error) => new(
        action?.StreamKey ?? "(one of several)",
        action?.ExpectedVersion ?? 0,
        long.TryParse(error.Hint, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
        error);
}
