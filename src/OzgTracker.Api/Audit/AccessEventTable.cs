using Npgsql;
using NpgsqlTypes;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Audit;

/// <summary>The access audit, table <c>ozg.access_event</c>.</summary>
sealed class AccessEventTable(NpgsqlDataSource source, AuditOptions options)
{
    /// <summary>Rows deleted in one statement, so that nobody waits for long.</summary>
    const int PurgeAtOnce = 1_000;

    const string InsertSql = """
        insert into ozg.access_event (kind, subject, role, issuer, method, operation, route, status, code, trace_id, count, position, detail)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    const string InsertManySql = """
        insert into ozg.access_event (kind, subject, role, issuer, method, operation, route, status, code, trace_id, count, position, detail)
        select * from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::varchar[], $5::varchar[], $6::varchar[], $7::varchar[], $8::integer[], $9::varchar[], $10::varchar[],
                             $11::bigint[], $12::bigint[], $13::varchar[])
        """;

    const string ListSql = """
        select id, at, kind, subject, role, issuer, method, operation, route, status, code, trace_id, count, position, detail
          from ozg.access_event
         where ($1::varchar is null or kind = $1)
           and ($2::varchar is null or subject = $2)
           and ($3::varchar is null or code = $3)
           and ($4::timestamptz is null or at >= $4)
           and ($5::timestamptz is null or at < $5)
           and ($6::bigint is null or id < $6)
         order by id desc
         limit $7
        """;

    /// <summary>Writes rows in one statement.</summary>
    public async Task Insert(IReadOnlyList<AccessEvent> rows, CancellationToken ct)
    {
        await using var command = source.CreateCommand(InsertManySql);
        command.Parameters.Add(Texts(row => row.Kind));
        command.Parameters.Add(Texts(row => row.Subject));
        command.Parameters.Add(Texts(row => row.Role));
        command.Parameters.Add(Texts(row => row.Issuer));
        command.Parameters.Add(Texts(row => row.Method));
        command.Parameters.Add(Texts(row => row.Operation));
        command.Parameters.Add(Texts(row => row.Route));
        command.Parameters.Add(new() { Value = rows.Select(row => row.Status).ToArray() });
        command.Parameters.Add(Texts(row => row.Code));
        command.Parameters.Add(Texts(row => row.TraceId));
        command.Parameters.Add(new() { Value = rows.Select(row => row.Count).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Position).ToArray() });
        command.Parameters.Add(Texts(row => row.Detail));
        await command.ExecuteNonQueryAsync(ct);

        NpgsqlParameter Texts(Func<AccessEvent, string?> value) =>
            new() { Value = rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };
    }

    /// <summary>Writes a row in somebody else's transaction.</summary>
    public static void Insert(IDocumentOperations operations, AccessEvent row) => operations.QueueSqlCommand(
        InsertSql, row.Kind, Text(row.Subject), Text(row.Role), Text(row.Issuer), Text(row.Method), Text(row.Operation), Text(row.Route),
        Value(row.Status, NpgsqlDbType.Integer), Text(row.Code), Text(row.TraceId), row.Count, Value(row.Position, NpgsqlDbType.Bigint), Text(row.Detail));

    /// <summary>Rows with a smaller id, the newest first.</summary>
    public static async Task<IReadOnlyList<AccessEventRow>> List(NpgsqlDataSource source, AccessEventFilter filter, long? before, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand(ListSql);
        command.Parameters.Add(Text(filter.Kind));
        command.Parameters.Add(Text(filter.Subject));
        command.Parameters.Add(Text(filter.Code));
        command.Parameters.Add(Value(filter.Since?.UtcDateTime, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Value(filter.Until?.UtcDateTime, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Value(before, NpgsqlDbType.Bigint));
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<AccessEventRow> rows = [];
        while (await reader.ReadAsync(ct)) rows.Add(Read(reader));
        return rows;
    }

    /// <summary>The id of the newest row; 0 when there is none.</summary>
    public static async Task<long> NewestId(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand("select coalesce(max(id), 0) from ozg.access_event");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Deletes rows that are older than the retention, piece by piece.</summary>
    /// <returns>How many.</returns>
    public async Task<int> Purge(CancellationToken ct)
    {
        for (var total = 0; ;)
        {
            await using var command = source.CreateCommand("select ozg.purge_access_event($1, $2)");
            command.Parameters.Add(new() { Value = options.Retention });
            command.Parameters.Add(new() { Value = PurgeAtOnce });
            var purged = (int)(await command.ExecuteScalarAsync(ct))!;
            total += purged;
            if (purged < PurgeAtOnce) return total;
        }
    }

    static AccessEventRow Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), Text(reader, 3), Text(reader, 4), Text(reader, 5), Text(reader, 6), Text(reader, 7),
        Text(reader, 8), reader.IsDBNull(9) ? null : reader.GetInt32(9), Text(reader, 10), Text(reader, 11), reader.GetInt64(12),
        reader.IsDBNull(13) ? null : reader.GetInt64(13), Text(reader, 14));

    static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    static NpgsqlParameter Text(string? text) => Value(text, NpgsqlDbType.Varchar);

    static NpgsqlParameter Value(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

/// <summary>Which access events are wanted; absent parts mean all.</summary>
sealed record AccessEventFilter(string? Kind = null, string? Subject = null, string? Code = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);
