using Npgsql;
using NpgsqlTypes;
using OzgTracker.EventStore;

namespace OzgTracker.Operations.Webhooks;

/// <summary>The table <c>ozg.webhook_delivery</c>. Whoever sends writes it on the session of its lead.</summary>
public static class WebhookDeliveryTable
{
    internal const string Columns = """
        delivery.id, delivery.webhook_id, delivery.message_id, delivery.after_position, delivery.upto_position, delivery.events, delivery.status, delivery.created_at, delivery.attempts,
        delivery.attempted_at, delivery.http_status, delivery.duration_ms, delivery.error, delivery.next_attempt_at
        """;

    const string BeginSql = $"""
        insert into ozg.webhook_delivery as delivery (webhook_id, message_id, after_position, upto_position, events, created_at, next_attempt_at)
        select id, $2, $3, $4, $5, $6, $6
          from ozg.webhook
         where id = $1
           and removed_at is null
           and disabled_at is null
        returning {Columns}
        """;

    /// <summary>The cursor moves with the success, or neither.</summary>
    const string SucceedSql = """
        with done as (
            update ozg.webhook_delivery
               set status = 'delivered', attempts = attempts + 1, attempted_at = $2, http_status = $3, duration_ms = $4, error = null, next_attempt_at = null
             where id = $1
               and status = 'pending'
            returning webhook_id, upto_position
        )
        update ozg.webhook as hook
           set position = done.upto_position
          from done
         where hook.id = done.webhook_id
           and hook.position < done.upto_position
        """;

    const string FailSql = """
        update ozg.webhook_delivery
           set attempts = attempts + 1, attempted_at = $2, http_status = $3, duration_ms = $4, error = $5, next_attempt_at = $6
         where id = $1
           and status = 'pending'
        """;

    const string GiveUpSql = """
        with failed as (
            update ozg.webhook_delivery
               set status = 'failed', attempts = attempts + 1, attempted_at = $2, http_status = $3, duration_ms = $4, error = $5, next_attempt_at = null
             where id = $1
               and status = 'pending'
            returning webhook_id
        )
        update ozg.webhook as hook
           set disabled_at = $2, disabled_reason = $6
          from failed
         where hook.id = failed.webhook_id
           and hook.disabled_at is null
        """;

    const string AddTestSql = """
        insert into ozg.webhook_delivery (webhook_id, message_id, events, status, created_at, attempts, attempted_at, http_status, duration_ms, error)
        values ($1, $2, 1, $3, $4, 1, $4, $5, $6, $7)
        """;

    const string PassSql = """
        update ozg.webhook
           set position = $2
         where id = $1
           and position < $2
        """;

    const string ListSql = $"""
        select {Columns}
          from ozg.webhook_delivery as delivery
         where delivery.webhook_id = $1
           and delivery.id < $2
         order by delivery.id desc
         limit $3
        """;

    /// <summary>Writes what is about to be sent; null when the webhook is there no more.</summary>
    public static async Task<WebhookDelivery?> Begin(NpgsqlConnection connection, string webhookId, string messageId, long after, long upTo, int events, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = Command(connection, BeginSql, webhookId, messageId, after, upTo, events, now);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader, 0) : null;
    }

    /// <summary>It has arrived.</summary>
    public static Task Succeed(NpgsqlConnection connection, long id, WebhookAttempt attempt, CancellationToken ct) =>
        Execute(connection, SucceedSql, [id, attempt.At, Status(attempt), Milliseconds(attempt)], ct);

    /// <summary>It has not, and is tried again.</summary>
    public static Task Fail(NpgsqlConnection connection, long id, WebhookAttempt attempt, DateTimeOffset nextAttemptAt, CancellationToken ct) =>
        Execute(connection, FailSql, [id, attempt.At, Status(attempt), Milliseconds(attempt), attempt.Error, nextAttemptAt], ct);

    /// <summary>It has not, and the webhook gets nothing more until somebody activates it.</summary>
    public static Task GiveUp(NpgsqlConnection connection, long id, WebhookAttempt attempt, string reason, CancellationToken ct) =>
        Execute(connection, GiveUpSql, [id, attempt.At, Status(attempt), Milliseconds(attempt), attempt.Error, reason], ct);

    /// <summary>Nothing up to a position passes.</summary>
    public static Task Pass(NpgsqlConnection connection, string webhookId, long position, CancellationToken ct) => Execute(connection, PassSql, [webhookId, position], ct);

    /// <summary>Adds a test that was sent when the session is saved.</summary>
    public static void AddTest(IDocumentOperations operations, string webhookId, string messageId, WebhookAttempt attempt) => operations.QueueSqlCommand(
        AddTestSql, webhookId, messageId, attempt.IsDelivered ? "delivered" : "failed", attempt.At, Status(attempt), Milliseconds(attempt),
        new NpgsqlParameter { Value = (object?)attempt.Error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });

    /// <summary>Deletes old deliveries that are over; how many.</summary>
    public static async Task<int> Purge(NpgsqlConnection connection, TimeSpan retention, int atMost, CancellationToken ct)
    {
        await using var command = Command(connection, "select ozg.purge_webhook_delivery($1, $2)", retention, atMost);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Deliveries of a webhook, the newest first.</summary>
    public static async Task<IReadOnlyList<WebhookDelivery>> List(NpgsqlDataSource source, string webhookId, long before, int limit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = Command(connection, ListSql, webhookId, before, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var deliveries = new List<WebhookDelivery>();
        while (await reader.ReadAsync(ct)) deliveries.Add(Read(reader, 0));
        return deliveries;
    }

    internal static WebhookDelivery Read(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first), row.GetString(first + 1), row.GetString(first + 2), Number(row, first + 3), Number(row, first + 4), row.GetInt32(first + 5), row.GetString(first + 6),
        row.GetFieldValue<DateTimeOffset>(first + 7))
    {
        Attempts = row.GetInt32(first + 8),
        AttemptedAt = Moment(row, first + 9),
        HttpStatus = row.IsDBNull(first + 10) ? null : row.GetInt32(first + 10),
        DurationMs = row.IsDBNull(first + 11) ? null : row.GetInt32(first + 11),
        Error = row.IsDBNull(first + 12) ? null : row.GetString(first + 12),
        NextAttemptAt = Moment(row, first + 13),
    };

    static NpgsqlParameter Status(WebhookAttempt attempt) => new() { Value = (object?)attempt.HttpStatus ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    static int Milliseconds(WebhookAttempt attempt) => (int)attempt.Duration.TotalMilliseconds;

    static async Task Execute(NpgsqlConnection connection, string sql, object?[] values, CancellationToken ct)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    static DateTimeOffset? Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
