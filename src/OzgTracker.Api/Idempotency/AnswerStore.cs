using Npgsql;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Idempotency;

/// <summary>Whose key it is and for what: another client or another operation never meets it.</summary>
sealed record KeyScope(string Client, string Method, string Route, string Key);

/// <summary>The stored answers, table <c>ozg.idempotency</c>.</summary>
sealed class AnswerStore(NpgsqlDataSource source, IdempotencyOptions options)
{
    /// <summary>Raised by the claim while another transaction has the key.</summary>
    public const string InUse = "OZ001";

    /// <summary>Raised by the claim when the key has an answer.</summary>
    public const string Answered = "OZ002";

    /// <summary>Rows deleted in one statement, so that nobody waits for long.</summary>
    const int PurgeAtOnce = 1_000;

    /// <summary>After a broken connection its neighbours in the pool may be broken as well.</summary>
    const int Attempts = 3;

    const string FindSql = """
        select fingerprint, status, content_type, location, etag, body
          from ozg.idempotency
         where client = $1
           and method = $2
           and route = $3
           and key = $4
           and created_at >= now() - $5
        """;

    const string InsertSql = """
        insert into ozg.idempotency (client, method, route, key, fingerprint, status, content_type, location, etag, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    public async Task<(byte[] Fingerprint, StoredAnswer Answer)?> Find(KeyScope scope, CancellationToken ct)
    {
        await using var command = source.CreateCommand(FindSql);
        foreach (var value in (object[])[scope.Client, scope.Method, scope.Route, scope.Key, options.Retention]) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        return (
            reader.GetFieldValue<byte[]>(0),
            new StoredAnswer(reader.GetInt16(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), reader.GetFieldValue<byte[]>(5)));
    }

    /// <summary>The same after trouble with the database: on another connection than the one that broke.</summary>
    public async Task<(byte[] Fingerprint, StoredAnswer Answer)?> FindAfterTrouble(KeyScope scope, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Find(scope, ct);
            }
            catch (Exception error) when (attempt < Attempts && error is NpgsqlException or IOException)
            {
                // The pool throws a broken connection away and opens another one the next time.
            }
        }
    }

    /// <summary>Takes the key until the end of the transaction, or raises.</summary>
    public void Claim(IDocumentOperations operations, KeyScope scope) => operations.QueueSqlCommand(
        "call ozg.claim_idempotency_key($1, $2, $3, $4, $5)", scope.Client, scope.Method, scope.Route, scope.Key, options.Retention);

    public static void Insert(IDocumentOperations operations, KeyScope scope, byte[] fingerprint, StoredAnswer answer) => operations.QueueSqlCommand(
        InsertSql, scope.Client, scope.Method, scope.Route, scope.Key, fingerprint, (short)answer.Status,
        Nullable(answer.ContentType), Nullable(answer.Location), Nullable(answer.Etag), answer.Body);

    /// <summary>Forgets answers that are older than the retention, piece by piece.</summary>
    /// <returns>How many.</returns>
    public async Task<int> Purge(CancellationToken ct)
    {
        for (var total = 0; ;)
        {
            await using var command = source.CreateCommand("select ozg.purge_idempotency($1, $2)");
            command.Parameters.Add(new() { Value = options.Retention });
            command.Parameters.Add(new() { Value = PurgeAtOnce });
            var purged = (int)(await command.ExecuteScalarAsync(ct))!;
            total += purged;
            if (purged < PurgeAtOnce) return total;
        }
    }

    static NpgsqlParameter Nullable(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar };

    static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
