using System.Globalization;
using Npgsql;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>Writes the streams of a session in one transaction.</summary>
sealed class Appender(NpgsqlDataSource source, EventTypes types, SaveGate gate)
{
    /// <summary>Each attempt finds the streams that stopped the one before, so few are needed.</summary>
    const int Attempts = 10;

    static readonly NpgsqlBatchCommand[] Nothing = [];

    /// <summary>One round trip and one implicit transaction for everything; above <see cref="AppendSql.SetWiseFrom"/> streams a few set-wise statements.</summary>
    /// <remarks>No token and no time limit reaches the server: what is on its way ends by itself.</remarks>
    public async Task Save(Save save)
    {
        // Always in the order of the keys: two sessions that write the same streams queue instead of deadlocking.
        if (save.Actions.Count > 1) save.Actions.Sort((a, b) => string.CompareOrdinal(a.StreamKey, b.StreamKey));
        await gate.TakePlace();
        await gate.Await(SaveInPlace(save));
    }

    /// <summary>Leaves the place in the gate when it ends, whether or not somebody still waits for it.</summary>
    async Task SaveInPlace(Save save)
    {
        var attempt = 0;
        try
        {
            while (true)
            {
                try
                {
                    await SaveOnce(save);
                    return;
                }
                catch (PostgresException error) when (++attempt < Attempts && MayGoWellNow(error, save.Actions))
                {
                    save.Forget();
                }
            }
        }
        catch (Exception error)
        {
            save.Forget();
            if (error is PostgresException refused && Translate(refused, failed => Find(failed, save.Actions)) is { } translated) throw translated;
            throw;
        }
        finally
        {
            gate.LeavePlace();
        }
    }

    /// <summary>
    /// The transaction was rolled back for a reason that is no conflict: a deadlock, a failed serialization, or a stream that goes on at any version and
    /// that somebody else started between the look and the insert. The next attempt finds it.
    /// </summary>
    static bool MayGoWellNow(PostgresException error, List<StreamAction> actions) =>
        error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
        || (error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pkey_mt_streams_id" } && Find(error, actions) is { Expected: null });

    async Task SaveOnce(Save save)
    {
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        using var commit = new CommitWatch(connection);
        try
        {
            if (save.Participant is null && !MustLookFirst(save.Actions)) await InOneRoundTrip(connection, commit, save);
            else await InTransaction(connection, commit, save);
        }
        catch (Exception error) when (commit.IsUnknownAfter(error))
        {
            throw new UnknownOutcomeException("The database did not say whether it has committed.", error);
        }

        commit.Confirm();
    }

    /// <summary>Many streams of which some may exist: their versions are read and locked before anything is written.</summary>
    static bool MustLookFirst(List<StreamAction> actions) =>
        actions.Count >= AppendSql.SetWiseFrom && !actions.TrueForAll(action => action.ExpectedVersion is 0);

    /// <summary>The statement or the batch is its own transaction: its end is the commit.</summary>
    Task InOneRoundTrip(NpgsqlConnection connection, CommitWatch commit, Save save)
    {
        commit.CommitFollows();
        return save is { Actions: [var only], Commands: [] } ? OneStatement(connection, save, only) : OneBatch(connection, save);
    }

    async Task OneBatch(NpgsqlConnection connection, Save save)
    {
        await using var batch = Unlimited(new NpgsqlBatch(connection));
        await Append(batch, save, [], Nothing);
    }

    /// <summary>One stream and nothing else, which is what most saves are: a command costs a quarter less than a batch of one.</summary>
    async Task OneStatement(NpgsqlConnection connection, Save save, StreamAction action)
    {
        await using var command = new NpgsqlCommand { Connection = connection, CommandTimeout = 0 };
        command.CommandText = AppendParameters.Fill(command.Parameters, action, save.Metadata, types);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None)) action.Appended.Add(ReadAppended(reader));
        await reader.NextResultAsync(CancellationToken.None);   // an error at the commit is raised here
    }

    async Task InTransaction(NpgsqlConnection connection, CommitWatch commit, Save save)
    {
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);   // goes with the first statement
        var first = save.First();
        Dictionary<string, long> known = [];
        if (MustLookFirst(save.Actions))
        {
            if (first.Count > 0) await Run(connection, first);
            first = Nothing;
            known = await LockKnown(connection, save.Actions);
        }

        await using (var batch = Unlimited(new NpgsqlBatch(connection, transaction))) await Append(batch, save, known, first);

        // The commit goes with the last statements; when one of them fails the server does not come to it.
        var last = save.Last();
        commit.CommitFollows();
        await Run(connection, [.. last, new NpgsqlBatchCommand("commit")]);
    }

    async Task Append(NpgsqlBatch batch, Save save, Dictionary<string, long> known, IReadOnlyList<NpgsqlBatchCommand> first)
    {
        foreach (var command in first) batch.BatchCommands.Add(command);
        if (save.Actions.Count < AppendSql.SetWiseFrom) await OneStatementEach(batch, save);
        else await SetWise(batch, save, known);
    }

    /// <summary>A time limit of the client would cancel whatever the server does then, the commit included.</summary>
    static NpgsqlBatch Unlimited(NpgsqlBatch batch)
    {
        batch.Timeout = 0;
        return batch;
    }

    internal static async Task Run(NpgsqlConnection connection, IReadOnlyList<NpgsqlBatchCommand> commands)
    {
        await using var batch = Unlimited(new NpgsqlBatch(connection));
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }

    async Task OneStatementEach(NpgsqlBatch batch, Save save)
    {
        foreach (var action in save.Actions) batch.BatchCommands.Add(AppendParameters.Statement(action, save.Metadata, types));
        foreach (var command in save.Commands) batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count == 0) return;

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        foreach (var action in save.Actions)
        {
            while (await reader.ReadAsync(CancellationToken.None)) action.Appended.Add(ReadAppended(reader));
            await reader.NextResultAsync(CancellationToken.None);
        }

        await ReadToEnd(reader);
    }

    /// <summary>The last results must be read: an error of a queued command, or of the commit, is raised there.</summary>
    static async Task ReadToEnd(NpgsqlDataReader reader)
    {
        while (await reader.NextResultAsync(CancellationToken.None))
        {
        }
    }

    async Task SetWise(NpgsqlBatch batch, Save save, Dictionary<string, long> known)
    {
        var append = new SetWiseAppend(save.Actions, known, types);
        append.AddTo(batch, save.Metadata);
        foreach (var command in save.Commands) batch.BatchCommands.Add(command);

        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await append.ReadAsync(reader);
        await ReadToEnd(reader);
    }

    static async Task<Dictionary<string, long>> LockKnown(NpgsqlConnection connection, List<StreamAction> actions)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(AppendSql.LockStreams, connection)
        {
            CommandTimeout = 0,
            Parameters = { AppendParameters.Array(actions, action => action.StreamKey) },
        };
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None)) known.Add(reader.GetString(0), reader.GetInt64(1));
        return known;
    }

    static AppendedEvent ReadAppended(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2));

    /// <summary>MT003 and a stream that exists where none should become a <see cref="ConcurrencyException"/>; a deadlock is one, too: somebody else won.</summary>
    /// <param name="find">The stream that an error speaks of, and the version that was expected of it.</param>
    internal static Exception? Translate(PostgresException error, Func<PostgresException, (string Key, long? Expected)?> find) => error.SqlState switch
    {
        "MT001" => new ArchivedStreamException(error.MessageText, error),
        "MT003" => Conflict(find(error), error),
        PostgresErrorCodes.UniqueViolation when error.ConstraintName is "pkey_mt_streams_id" or "pk_mt_events_stream_and_version" => Conflict(find(error), error),
        PostgresErrorCodes.DeadlockDetected => Conflict(null, error),
        _ => null,
    };

    /// <summary>The key is the whole detail of MT003 and stands in brackets in the one of a unique violation.</summary>
    static (string Key, long? Expected)? Find(PostgresException error, List<StreamAction> actions) =>
        actions.Find(action => error.Detail == action.StreamKey || error.Detail?.Contains($"({action.StreamKey})", StringComparison.Ordinal) == true
            || error.Detail?.Contains($"({action.StreamKey}, ", StringComparison.Ordinal) == true) is { } action
            ? (action.StreamKey, action.ExpectedVersion)
            : null;

    static ConcurrencyException Conflict((string Key, long? Expected)? stream, PostgresException error) => new(
        stream?.Key ?? "(one of several)",
        stream?.Expected ?? 0,
        long.TryParse(error.Hint, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
        error);
}
