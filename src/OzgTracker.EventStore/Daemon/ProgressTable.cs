using Npgsql;
using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Daemon;

/// <summary>Rows of <c>mt_event_progression</c> and <c>ozg.projection_failure</c>; rows of others are left alone.</summary>
static class ProgressTable
{
    const string ReadSql = $"""
        select progress.name, progress.last_seq_id, failure.position, failure.event_type, failure.error, ({SettledPosition.LastGivenSql})
          from log.mt_event_progression as progress
          left join ozg.projection_failure as failure on failure.name = progress.name
         where progress.name = any($1)
        """;

    const string MoveSql = """
        update log.mt_event_progression
           set last_seq_id = $3, last_updated = now()
         where name = any($1)
           and last_seq_id = $2
        """;

    const string FailSql = """
        insert into ozg.projection_failure (name, position, event_type, error)
        values ($1, $2, $3, $4)
        on conflict (name) do update
           set position = excluded.position, event_type = excluded.event_type, error = excluded.error, occurred_at = now()
        """;

    /// <summary>In the order of <paramref name="projections"/>; those without a row are left out.</summary>
    public static async Task<IReadOnlyList<ProjectionStatus>> Read(NpgsqlCommand command, IEnumerable<Projection> projections, CancellationToken ct)
    {
        var wanted = projections.ToArray();
        var found = new Dictionary<string, ProjectionStatus>(StringComparer.Ordinal);
        command.CommandText = ReadSql;
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. wanted.Select(projection => projection.ProgressName)] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var projection = wanted.First(known => known.ProgressName == reader.GetString(0));
            var failure = await reader.IsDBNullAsync(2, ct) ? null : new ProjectionFailure(reader.GetInt64(2), reader.GetString(3), reader.GetString(4));
            var position = reader.GetInt64(1);
            found.Add(
                projection.ProgressName,
                new ProjectionStatus(projection.Name, projection.Version, position, failure, Math.Max(0, reader.GetInt64(5) - position)));
        }

        return [.. wanted.Select(projection => found.GetValueOrDefault(projection.ProgressName)).OfType<ProjectionStatus>()];
    }

    /// <summary>Moves on only from the position that the caller knows: the page of a leader that has been replaced aborts here.</summary>
    /// <param name="projections">All of them stand at <paramref name="from"/>.</param>
    public static async Task Move(NpgsqlTransaction transaction, IReadOnlyCollection<Projection> projections, long from, long to, CancellationToken ct)
    {
        string[] names = [.. projections.Select(projection => projection.ProgressName)];
        await using var command = new NpgsqlCommand(MoveSql, transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = names },
                new NpgsqlParameter<long> { TypedValue = from },
                new NpgsqlParameter<long> { TypedValue = to },
            },
        };
        if (await command.ExecuteNonQueryAsync(ct) != names.Length)
            throw new StaleProgressException($"{string.Join(", ", names)}: not all are at {from} any more; another daemon or a rebuild has moved them.");
    }

    /// <summary>The position of a projection, which stands still until the transaction ends.</summary>
    public static async Task<long> Lock(NpgsqlTransaction transaction, Projection projection, CancellationToken ct)
    {
        await using var command = Command(transaction, "select last_seq_id from log.mt_event_progression where name = $1 for update", projection);
        return (long)(await command.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"{projection.ProgressName} has no tables yet; migrate the database."));
    }

    /// <summary>Says where a projection is whose row the transaction holds.</summary>
    public static async Task Place(NpgsqlTransaction transaction, Projection projection, long position, CancellationToken ct)
    {
        await using var command = Command(transaction, "update log.mt_event_progression set last_seq_id = $2, last_updated = now() where name = $1", projection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task Fail(NpgsqlConnection connection, Projection projection, ProjectionFailure failure, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(FailSql, connection);
        foreach (var value in (object[])[projection.ProgressName, failure.Position, failure.EventType, failure.Error])
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task ForgetFailure(NpgsqlTransaction transaction, Projection projection, CancellationToken ct)
    {
        await using var command = Command(transaction, "delete from ozg.projection_failure where name = $1", projection);
        await command.ExecuteNonQueryAsync(ct);
    }

    static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, Projection projection) => new(sql, transaction.Connection, transaction)
    {
        Parameters = { new NpgsqlParameter<string> { TypedValue = projection.ProgressName } },
    };
}

/// <summary>A page was given up because somebody else has moved the read model; nothing of it was written.</summary>
sealed class StaleProgressException(string message) : Exception(message);
