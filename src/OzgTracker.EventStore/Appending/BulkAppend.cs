using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Npgsql;
using OzgTracker.EventStore.Copying;
using OzgTracker.EventStore.Streams;

namespace OzgTracker.EventStore.Appending;

/// <summary>Events of very many streams on their way into the log in one transaction.</summary>
/// <remarks>
/// The order is that of every append (<see cref="AppendSql"/>): known streams are locked and moved, new ones are written, and only then numbers are taken. Events are
/// serialized while PostgreSQL takes in those before them.
/// </remarks>
sealed class BulkAppend(NpgsqlDataSource source, EventTypes types, SaveGate gate, Action committed) : IBulkAppend
{
    const int Attempts = 10;

    /// <summary>Streams that are looked up, moved or told about in one statement.</summary>
    const int StatementSize = 50_000;

    const string CopyStreams = "copy log.mt_streams (id, version, timestamp, created, tenant_id, is_archived) from stdin (format binary)";

    const string CopyEvents = """
        copy log.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived)
        from stdin (format binary)
        """;

    /// <summary>$1: how many. Numbers of one statement follow each other unless somebody else took some in between.</summary>
    const string TakeNumbers = """
        select min(number), case when max(number) - min(number) + 1 = count(*) then null else array_agg(number) end
          from (select nextval('log.mt_events_sequence') as number from generate_series(1, $1)) as taken
        """;

    readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    readonly List<BulkStream> streams = [];
    readonly List<BulkEvent> events = [];
    readonly ArrayBufferWriter<byte> json = new(1024);
    readonly SessionMetadata metadata = new();
    readonly List<NpgsqlBatchCommand> commands = [];
    long[] numbers = [];
    DateTimeOffset recordedAt;

    public string? CorrelationId { get => metadata.CorrelationId; set => metadata.CorrelationId = value; }

    public string? CausationId { get => metadata.CausationId; set => metadata.CausationId = value; }

    public ISaveParticipant? Participant { get; set; }

    public int EventCount => events.Count;

    public int StreamCount => streams.Count;

    public void SetHeader(string key, string value) => metadata.Headers[key] = value;

    public void QueueSqlCommand(string sql, params object?[] parameters) => commands.Add(SqlCommands.Create(sql, parameters));

    public void Append(string streamKey, object happened, long? expectedVersion = null)
    {
        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(index, streamKey, out var isKnown);
        if (!isKnown)
        {
            at = streams.Count;
            streams.Add(new BulkStream(streamKey, expectedVersion));
        }

        ref var stream = ref CollectionsMarshal.AsSpan(streams)[at];
        if (isKnown && expectedVersion is not null && stream.Expected + stream.Events != expectedVersion)
            throw new ArgumentException($"{streamKey} is queued already with another expected version.", nameof(expectedVersion));
        var type = types.Of(happened);
        events.Add(new BulkEvent(at, ++stream.Events, type, happened));
    }

    public AppendedEvent Appended(int number) => numbers.Length == 0
        ? throw new InvalidOperationException("Nothing is appended before the save.")
        : new AppendedEvent(numbers[number], streams[events[number].Stream].Base + events[number].Number, recordedAt);

    public async Task SaveChangesAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (events.Count == 0 && commands.Count == 0 && Participant is null) return;
        if (numbers.Length > 0) throw new InvalidOperationException("This bulk append is saved already.");

        await gate.TakePlace();
        try
        {
            await SaveWithRetries();
        }
        finally
        {
            gate.LeavePlace();
        }

        committed();
    }

    async Task SaveWithRetries()
    {
        var save = new Save([], metadata, commands, Participant);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SaveOnce(save);
                return;
            }
            catch (PostgresException error)
            {
                numbers = [];
                if (attempt < Attempts && MayGoWellNow(error))
                {
                    save.Forget();
                    continue;
                }

                if (Appender.Translate(error, Find) is { } translated) throw translated;
                throw;
            }
            catch
            {
                numbers = [];
                throw;
            }
        }
    }

    bool MayGoWellNow(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
        || (error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pkey_mt_streams_id" } && Find(error) is { Expected: null });

    /// <summary>The key is the whole detail of MT003 and stands in brackets, alone or before the version, in the one of a unique violation.</summary>
    (string Key, long? Expected)? Find(PostgresException error)
    {
        var detail = error.Detail ?? "";
        var (from, to) = (detail.IndexOf("=(", StringComparison.Ordinal), detail.IndexOf(") already", StringComparison.Ordinal));
        var key = from < 0 || to < from ? detail : detail[(from + 2)..to].Split(", ")[0];
        return index.TryGetValue(key, out var at) ? (key, streams[at].Expected) : null;
    }

    async Task SaveOnce(Save save)
    {
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        using var commit = new CommitWatch(connection);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            recordedAt = await Now(connection);
            if (save.First() is { Count: > 0 } first) await Appender.Run(connection, first);
            await Hold(connection);
            var taken = await Take(connection);
            await WriteEvents(connection, taken);
            numbers = taken;
            var last = save.Last();
            commit.CommitFollows();
            await Appender.Run(connection, [.. commands, .. last, new NpgsqlBatchCommand("commit")]);
        }
        catch (Exception error) when (commit.IsUnknownAfter(error))
        {
            throw new UnknownOutcomeException("The database did not say whether it has committed.", error);
        }

        commit.Confirm();
    }

    /// <summary>All stream rows are this transaction's, at their new versions.</summary>
    async Task Hold(NpgsqlConnection connection)
    {
        var order = InOrderOfKeys();
        await Look(connection, [.. order.Where(at => streams[at].Expected is null)]);

        var known = order.Where(at => streams[at].Base > 0).ToArray();
        foreach (var some in known.Chunk(StatementSize)) await Move(connection, some);
        if (known.Length < order.Length) await WriteNewStreams(connection, order);
    }

    /// <summary>Two bulk appends of the same streams queue instead of deadlocking. Files are mostly sorted, and half a million keys take a while to sort.</summary>
    int[] InOrderOfKeys()
    {
        var order = new int[streams.Count];
        var isSorted = true;
        for (var at = 0; at < order.Length; at++)
        {
            order[at] = at;
            isSorted = isSorted && (at == 0 || string.CompareOrdinal(streams[at - 1].Key, streams[at].Key) < 0);
        }

        if (!isSorted) Array.Sort(order, (a, b) => string.CompareOrdinal(streams[a].Key, streams[b].Key));
        return order;
    }

    /// <summary>Versions of streams that may exist or not; those that exist are locked.</summary>
    async Task Look(NpgsqlConnection connection, int[] unknown)
    {
        for (var at = 0; at < streams.Count; at++) CollectionsMarshal.AsSpan(streams)[at].Base = streams[at].Expected ?? 0;
        foreach (var some in unknown.Chunk(StatementSize))
        {
            await using var command = Command(connection, AppendSql.LockStreams, AppendParameters.Array(some, at => streams[at].Key));
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None)) CollectionsMarshal.AsSpan(streams)[index[reader.GetString(0)]].Base = reader.GetInt64(1);
        }
    }

    async Task Move(NpgsqlConnection connection, int[] known)
    {
        await using var command = Command(
            connection,
            AppendSql.MoveStreams,
            AppendParameters.Array(known, at => streams[at].Key),
            AppendParameters.Array(known, at => streams[at].Base),
            AppendParameters.Array(known, at => streams[at].Base + streams[at].Events));
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    async Task WriteNewStreams(NpgsqlConnection connection, int[] order)
    {
        await using var rows = await CopyRows.BeginAsync(connection, CopyStreams, columns: 6, CancellationToken.None);
        foreach (var at in order)
        {
            var stream = streams[at];
            if (stream.Base > 0) continue;
            rows.StartRow();
            rows.Write(stream.Key);
            rows.Write((long)stream.Events);
            rows.Write(recordedAt);
            rows.Write(recordedAt);
            rows.Write("*DEFAULT*"u8);
            rows.Write(false);
            await rows.SendIfLargeAsync(CancellationToken.None);
        }

        await rows.CompleteAsync(CancellationToken.None);
    }

    async Task<long[]> Take(NpgsqlConnection connection)
    {
        await using var command = Command(connection, TakeNumbers, new NpgsqlParameter<int> { TypedValue = events.Count });
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        if (!await reader.IsDBNullAsync(1)) return reader.GetFieldValue<long[]>(1);
        var taken = new long[events.Count];
        if (taken.Length == 0) return taken;
        var first = reader.GetInt64(0);
        for (var i = 0; i < taken.Length; i++) taken[i] = first + i;
        return taken;
    }

    async Task WriteEvents(NpgsqlConnection connection, long[] taken)
    {
        var headers = metadata.HeadersJson();
        await using var writer = new Utf8JsonWriter(json);
        await using var rows = await CopyRows.BeginAsync(connection, CopyEvents, columns: 13, CancellationToken.None);
        for (var i = 0; i < events.Count; i++)
        {
            WriteEvent(rows, events[i], taken[i], headers, writer);
            await rows.SendIfLargeAsync(CancellationToken.None);
        }

        await rows.CompleteAsync(CancellationToken.None);
    }

    void WriteEvent(CopyRows rows, in BulkEvent queued, long number, byte[]? headers, Utf8JsonWriter writer)
    {
        json.ResetWrittenCount();
        writer.Reset();
        queued.Type.Serialize(writer, queued.Data);
        writer.Flush();
        var stream = streams[queued.Stream];
        rows.StartRow();
        rows.Write(number);
        rows.Write(Guid.CreateVersion7());
        rows.Write(stream.Key);
        rows.Write(stream.Base + queued.Number);
        rows.WriteJson(json.WrittenSpan);
        rows.Write(queued.Type.StoredNameUtf8);
        rows.Write(recordedAt);
        rows.Write("*DEFAULT*"u8);
        rows.Write(queued.Type.DotNetTypeUtf8);
        rows.Write(metadata.CorrelationId);
        rows.Write(metadata.CausationId);
        if (headers is null) rows.Null();
        else rows.WriteJson(headers);
        rows.Write(false);
    }

    static async Task<DateTimeOffset> Now(NpgsqlConnection connection)
    {
        await using var command = Command(connection, "select now()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(CancellationToken.None))!);
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>A stream, the version it is appended at, and how many events it gets.</summary>
    struct BulkStream(string key, long? expected)
    {
        public readonly string Key = key;
        public readonly long? Expected = expected;
        public int Events;
        public long Base;
    }

    /// <summary>An event: its stream, its number among the new ones of the stream, and what happened.</summary>
    readonly record struct BulkEvent(int Stream, int Number, EventType Type, object Data);
}
