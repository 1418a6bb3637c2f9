using Npgsql;
using NpgsqlTypes;
using OzgTracker.EventStore;

namespace OzgTracker.Operations.Webhooks;

/// <summary>The table <c>ozg.webhook</c>, as those who administer it see it.</summary>
public static class WebhookTable
{
    const string Columns = """
        hook.id, hook.url, hook.description, hook.types, hook.states, hook.ozg_ids, hook.created_by, hook.created_at, hook.secret, hook.position, hook.previous_secret, hook.previous_until,
        hook.rotated_at, hook.disabled_at, hook.disabled_reason, hook.removed_at
        """;

    const int ColumnCount = 16;

    const string FindSql = $"""
        select {Columns}
          from ozg.webhook as hook
         where hook.id = $1
        """;

    /// <summary>$3: the Länder of whoever asks; null for all webhooks.</summary>
    const string ListSql = $"""
        select {Columns}
          from ozg.webhook as hook
         where hook.removed_at is null
           and ($1::varchar is null or hook.id > $1)
           and ($3::varchar[] is null or (cardinality(hook.states) > 0 and hook.states <@ $3))
         order by hook.id
         limit $2
        """;

    /// <summary>Every change of a row has another xmin.</summary>
    const string StateSql = """
        select hashtextextended(coalesce(string_agg(id || ' ' || xmin::text, ',' order by id), ''), 0) & 9223372036854775807
          from ozg.webhook
        """;

    const string CountSql = "select count(*) from ozg.webhook where removed_at is null";

    const string ActiveSql = $"""
        select {Columns}, {WebhookDeliveryTable.Columns}
          from ozg.webhook as hook
          left join ozg.webhook_delivery as delivery on delivery.webhook_id = hook.id and delivery.status = 'pending'
         where hook.removed_at is null
           and hook.disabled_at is null
        """;

    const string AddSql = """
        insert into ozg.webhook (id, url, description, types, states, ozg_ids, created_by, created_at, secret, position)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    /// <summary>The secret that goes is the one that is there now, whoever else rotates meanwhile.</summary>
    const string RotateSql = """
        update ozg.webhook
           set previous_secret = secret, previous_until = $3, secret = $2, rotated_at = $4
         where id = $1
           and removed_at is null
        """;

    const string RemoveSql = """
        update ozg.webhook
           set removed_at = $2, removed_by = $3, secret = null, previous_secret = null, previous_until = null
         where id = $1
           and removed_at is null
        """;

    const string SkipSql = """
        update ozg.webhook_delivery
           set status = 'skipped', next_attempt_at = null
         where webhook_id = $1
           and status in ('pending', 'failed')
        """;

    /// <summary>$2: the position to go on from; null for where it stopped.</summary>
    const string ActivateSql = """
        update ozg.webhook
           set disabled_at = null, disabled_reason = null, position = greatest(position, coalesce($2, position))
         where id = $1
           and removed_at is null
        """;

    /// <summary>The message that did not arrive is sent again, and is the same message.</summary>
    const string ResumeSql = """
        update ozg.webhook_delivery as delivery
           set status = 'pending', attempts = 0, next_attempt_at = $2
          from ozg.webhook as hook
         where hook.id = $1
           and hook.disabled_at is not null
           and delivery.webhook_id = hook.id
           and delivery.status = 'failed'
           and delivery.upto_position > hook.position
        """;

    /// <summary>The webhook with an id, also one that was taken away.</summary>
    public static async Task<Webhook?> Find(NpgsqlDataSource source, string id, CancellationToken ct)
    {
        await using var command = source.CreateCommand(FindSql);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <summary>Webhooks in the order of their ids.</summary>
    /// <param name="source">The database.</param>
    /// <param name="states">Only those of these Länder alone; null for all.</param>
    /// <param name="after">The id before the first.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<IReadOnlyList<Webhook>> List(NpgsqlDataSource source, IReadOnlyList<string>? states, string? after, int limit, CancellationToken ct)
    {
        await using var command = source.CreateCommand(ListSql);
        command.Parameters.Add(new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = (object?)states?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var hooks = new List<Webhook>();
        while (await reader.ReadAsync(ct)) hooks.Add(Read(reader));
        return hooks;
    }

    /// <summary>Those that something may be sent to, each with the delivery that is on its way.</summary>
    public static async Task<IReadOnlyList<(Webhook Webhook, WebhookDelivery? Pending)>> Active(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(ActiveSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var hooks = new List<(Webhook, WebhookDelivery?)>();
        while (await reader.ReadAsync(ct)) hooks.Add((Read(reader), reader.IsDBNull(ColumnCount) ? null : WebhookDeliveryTable.Read(reader, ColumnCount)));
        return hooks;
    }

    /// <summary>A number that is another one whenever anything in the table has changed.</summary>
    public static async Task<long> State(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(StateSql);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>How many there are.</summary>
    public static async Task<long> Count(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(CountSql);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Adds one when the session is saved; one of the same address and filters makes that fail with <see cref="Exists"/>.</summary>
    public static void Add(IDocumentOperations operations, Webhook hook) => operations.QueueSqlCommand(
        AddSql, hook.Id, hook.Url, new NpgsqlParameter { Value = (object?)hook.Description ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar }, hook.Types.ToArray(), hook.States.ToArray(),
        hook.OzgIds.ToArray(), hook.CreatedBy, hook.CreatedAt, hook.Secret, hook.Position);

    /// <summary>Gives it another secret when the session is saved.</summary>
    public static void Rotate(IDocumentOperations operations, string id, byte[] secret, DateTimeOffset previousUntil, DateTimeOffset now) =>
        operations.QueueSqlCommand(RotateSql, id, secret, previousUntil, now);

    /// <summary>Takes it away when the session is saved, its secrets with it.</summary>
    public static void Remove(IDocumentOperations operations, string id, DateTimeOffset now, string by)
    {
        operations.QueueSqlCommand(SkipSql, id);
        operations.QueueSqlCommand(RemoveSql, id, now, by);
    }

    /// <summary>Lets it go on when the session is saved.</summary>
    /// <param name="operations">The session.</param>
    /// <param name="id">Which.</param>
    /// <param name="now">When.</param>
    /// <param name="head">The position behind which it goes on; null for where it stopped.</param>
    public static void Activate(IDocumentOperations operations, string id, DateTimeOffset now, long? head)
    {
        if (head is null) operations.QueueSqlCommand(ResumeSql, id, now);
        else operations.QueueSqlCommand(SkipSql, id);
        operations.QueueSqlCommand(ActivateSql, id, new NpgsqlParameter { Value = (object?)head ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
    }

    /// <summary>Whether a save failed because there is such a one.</summary>
    public static bool Exists(PostgresException error) => error is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "uq_webhook_what" };

    static Webhook Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(4), row.GetFieldValue<string[]>(5),
        row.GetString(6), row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8), row.GetInt64(9))
    {
        PreviousSecret = row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10),
        PreviousUntil = Moment(row, 11),
        RotatedAt = Moment(row, 12),
        DisabledAt = Moment(row, 13),
        DisabledReason = row.IsDBNull(14) ? null : row.GetString(14),
        RemovedAt = Moment(row, 15),
    };

    static DateTimeOffset? Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
