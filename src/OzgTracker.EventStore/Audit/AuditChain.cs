using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Audit;

/// <summary>The audit chain of one log: seals what is settled in blocks that hang together by their hashes, and tells later whether all is as it was.</summary>
/// <remarks>Any number of processes may seal at once: they queue at an advisory lock, and each goes on where the last one stopped.</remarks>
public sealed class AuditChain
{
    const long LockKey = 0x6F7A67_0005;

    internal const string Columns = "number, first_position, last_position, events, previous_hash, hash, locators, sealed_at";

    const string LastSql = $"select {Columns} from ozg.audit_block order by number desc limit 1";

    const string HeadSql = "select last_position, hash, number, sealed_at from ozg.audit_block order by number desc limit 1";

    const string InsertSql = $"insert into ozg.audit_block ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    readonly NpgsqlDataSource source;
    readonly StoreOptions options;
    readonly string readerConnectionString;

    internal AuditChain(NpgsqlDataSource source, StoreOptions options)
    {
        (this.source, this.options) = (source, options);
        // Fewer and larger reads; the driver's 8 KB suit small answers.
        readerConnectionString = new NpgsqlConnectionStringBuilder(DocumentStore.SessionConnectionString(options, "audit")) { ReadBufferSize = 128 * 1024 }.ConnectionString;
    }

    /// <summary>The end of the chain.</summary>
    public async Task<AuditHead> HeadAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(HeadSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new AuditHead(reader.GetInt64(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3))
            : AuditHead.Empty;
    }

    /// <summary>Seals everything that is settled; waits a while for writers that are in flight, and leaves out what they have not ended by then.</summary>
    /// <returns>The end of the chain afterwards.</returns>
    public async Task<AuditHead> SealAsync(TimeSpan patience, CancellationToken ct)
    {
        var settled = new SettledPosition(options.ReaderMode);
        var since = Stopwatch.GetTimestamp();
        await using (var connection = await source.OpenConnectionAsync(ct))
        {
            await settled.Look(connection, ct);
            while (settled.IsWaiting && Stopwatch.GetElapsedTime(since) < patience)
            {
                await Task.Delay(options.SettleInterval, ct);
                await settled.Look(connection, ct);
            }
        }

        return await SealUpTo(settled.Value, ct);
    }

    /// <summary>Reads the whole log and the whole chain, and compares them.</summary>
    /// <param name="kept">A head of this chain that was kept elsewhere: it alone reveals blocks cut off at the end, or a chain that was made anew.</param>
    /// <param name="progress">Told once for each block.</param>
    /// <param name="ct">Stops it.</param>
    /// <remarks>One pass over the log in one statement; nothing is locked and writers are not disturbed.</remarks>
    public async Task<AuditReport> VerifyAsync(KeptHead? kept, IProgress<AuditProgress>? progress, CancellationToken ct)
    {
        await using var reader = await OpenReader(ct);
        return await ChainVerifier.RunAsync(source, reader, kept, progress, ct);
    }

    /// <summary>All blocks up to a settled position in one transaction, so that whoever is killed leaves nothing.</summary>
    internal async Task<AuditHead> SealUpTo(long settled, CancellationToken ct)
    {
        await using var writer = await source.OpenConnectionAsync(ct);
        await using var transaction = await writer.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand($"select pg_advisory_xact_lock({LockKey})", writer)) await turn.ExecuteNonQueryAsync(ct);
        var last = await Last(writer, ct);
        if (settled <= last.LastPosition) return last.Head;
        DateTimeOffset now;
        await using (var clock = new NpgsqlCommand("select clock_timestamp()", writer)) now = new DateTimeOffset((DateTime)(await clock.ExecuteScalarAsync(ct))!);

        await using var reader = await OpenReader(ct);
        await using var reading = await reader.BeginTransactionAsync(ct);
        await using (var events = await EventTuples.OpenAsync(reader, last.LastPosition, ct))
        {
            using var leaves = new Leaves();
            while (events.Position <= settled)
            {
                leaves.Clear();
                for (; events.Position <= settled && leaves.Count < options.AuditBlockSize; await events.MoveAsync(ct)) leaves.Add(events.Position, events.Bytes);
                last = last.Next(events.Position <= settled ? leaves.Positions[^1] : settled, leaves, now);
                await Insert(writer, last, ct);
            }
        }

        await transaction.CommitAsync(CancellationToken.None);
        return last.Head;
    }

    /// <summary>A session outside the pool, whose buffer suits a whole log.</summary>
    async Task<NpgsqlConnection> OpenReader(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(readerConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal static AuditBlock Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3),
        reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<DateTimeOffset>(7));

    static async Task<AuditBlock> Last(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LastSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : AuditBlock.None;
    }

    static async Task Insert(NpgsqlConnection connection, AuditBlock block, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(InsertSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = block.Number },
                new NpgsqlParameter<long> { TypedValue = block.FirstPosition },
                new NpgsqlParameter<long> { TypedValue = block.LastPosition },
                new NpgsqlParameter<int> { TypedValue = block.Events },
                new NpgsqlParameter<byte[]> { TypedValue = block.PreviousHash },
                new NpgsqlParameter<byte[]> { TypedValue = block.Hash },
                new NpgsqlParameter<byte[]> { TypedValue = block.Locators },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = block.SealedAt, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
