using Npgsql;
using OzgTracker.EventStore;

namespace OzgTracker.Operations.ApiKeys;

/// <summary>The table <c>ozg.api_key</c>.</summary>
public static class ApiKeyTable
{
    /// <summary>Index that refuses a second living key of a name.</summary>
    public const string NameIndex = "uq_api_key_name";

    const string Columns = """
        id, name, role, keys, states, hash, created_by, created_at, expires_at, previous_hash, previous_until, rotated_at, last_used_at, revoked_at, revoked_by
        """;

    const string FindSql = $"""
        select {Columns}
          from ozg.api_key
         where id = $1
        """;

    const string ListSql = $"""
        select {Columns}
          from ozg.api_key
         where ($1::varchar is null or id > $1)
           and ($2 or revoked_at is null)
         order by id
         limit $3
        """;

    /// <summary>Every change of a row has another xmin.</summary>
    const string StateSql = """
        select hashtextextended(coalesce(string_agg(id || ' ' || xmin::text, ',' order by id), ''), 0) & 9223372036854775807
          from ozg.api_key
        """;

    const string AddSql = """
        insert into ozg.api_key (id, name, role, keys, states, hash, created_by, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    /// <summary>The secret that goes is the one that is there now, whoever else rotates meanwhile.</summary>
    const string RotateSql = """
        update ozg.api_key
           set previous_hash = hash, previous_until = $3, hash = $2, rotated_at = $4, expires_at = $5
         where id = $1
           and revoked_at is null
        """;

    const string RevokeSql = """
        update ozg.api_key
           set revoked_at = $2, revoked_by = $3
         where id = $1
           and revoked_at is null
        """;

    const string UsedSql = """
        update ozg.api_key as key
           set last_used_at = used.at
          from unnest($1::varchar[], $2::timestamptz[]) as used (id, at)
         where key.id = used.id
           and (key.last_used_at is null or key.last_used_at < used.at)
        """;

    /// <summary>The key with an id, also one that is taken back or expired.</summary>
    public static async Task<ApiKey?> Find(NpgsqlDataSource source, string id, CancellationToken ct)
    {
        await using var command = source.CreateCommand(FindSql);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <summary>Keys in the order of their ids.</summary>
    public static async Task<IReadOnlyList<ApiKey>> List(NpgsqlDataSource source, bool withRevoked, string? after, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand(ListSql);
        command.Parameters.Add(new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = withRevoked });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<ApiKey>();
        while (await reader.ReadAsync(ct)) keys.Add(Read(reader));
        return keys;
    }

    /// <summary>A number that is another one whenever anything in the table has changed.</summary>
    public static async Task<long> State(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(StateSql);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Adds a key when the session is saved; a living key of the same name makes that fail with <see cref="IsNameTaken"/>.</summary>
    public static void Add(IDocumentOperations operations, ApiKey key) => operations.QueueSqlCommand(
        AddSql, key.Id, key.Name, key.Role, key.Keys.ToArray(), key.States.ToArray(), key.Hash, key.CreatedBy, key.CreatedAt, key.ExpiresAt);

    /// <summary>Gives a key another secret when the session is saved.</summary>
    public static void Rotate(IDocumentOperations operations, string id, byte[] hash, DateTimeOffset previousUntil, DateTimeOffset now, DateTimeOffset expiresAt) =>
        operations.QueueSqlCommand(RotateSql, id, hash, previousUntil, now, expiresAt);

    /// <summary>Takes a key back when the session is saved; the first who did it stays on record.</summary>
    public static void Revoke(IDocumentOperations operations, string id, DateTimeOffset now, string by) => operations.QueueSqlCommand(RevokeSql, id, now, by);

    /// <summary>Writes when keys were used last; never earlier than is known.</summary>
    public static async Task NoteUses(NpgsqlDataSource source, IReadOnlyDictionary<string, DateTimeOffset> uses, CancellationToken ct)
    {
        await using var command = source.CreateCommand(UsedSql);
        var ordered = uses.OrderBy(use => use.Key, StringComparer.Ordinal).ToArray();
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. ordered.Select(use => use.Key)] });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. ordered.Select(use => use.Value)] });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whether a save failed because a living key has the name.</summary>
    public static bool IsNameTaken(PostgresException error) => error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: NameIndex };

    static ApiKey Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(4), row.GetFieldValue<byte[]>(5), row.GetString(6),
        row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8))
    {
        PreviousHash = row.IsDBNull(9) ? null : row.GetFieldValue<byte[]>(9),
        PreviousUntil = Moment(row, 10),
        RotatedAt = Moment(row, 11),
        LastUsedAt = Moment(row, 12),
        RevokedAt = Moment(row, 13),
        RevokedBy = row.IsDBNull(14) ? null : row.GetString(14),
    };

    static DateTimeOffset? Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
