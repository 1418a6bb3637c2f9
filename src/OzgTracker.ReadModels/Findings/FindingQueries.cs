using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels;

/// <summary>A finding as it is listed.</summary>
/// <param name="Unit">Id of the unit.</param>
/// <param name="Name">Its name as people say it.</param>
/// <param name="State">Two digits.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="Model">The maturity model.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Level">The level that is reported.</param>
/// <param name="Since">The day from which it is so.</param>
/// <param name="Detail">What the kind does not tell.</param>
/// <param name="OpenedAt">When the log learnt it; for a stale report the moment when it became stale.</param>
/// <param name="OpenedPosition">Position of the event that opened it.</param>
/// <param name="ResolvedAt">When it was resolved; null while it is open.</param>
/// <param name="ResolvedPosition">Position of the event that resolved it.</param>
public sealed record FindingRow(
    string Unit, string Name, string State, string OzgId, string ServiceName, string Model, FindingKind Kind, int? Level, DateOnly? Since, string? Detail,
    DateTimeOffset OpenedAt, long OpenedPosition, DateTimeOffset? ResolvedAt, long? ResolvedPosition);

/// <summary>Which findings are wanted; absent parts mean all.</summary>
/// <param name="Kind">One kind.</param>
/// <param name="OzgId">One service.</param>
/// <param name="Resolved">Only open ones, only resolved ones, or both.</param>
/// <param name="Units">Of which units.</param>
public sealed record FindingFilter(FindingKind? Kind, string? OzgId, bool? Resolved, UnitFilter Units);

/// <summary>Questions to <see cref="FindingProjection"/>, and to the cells for the findings that need the clock or a model.</summary>
public static class FindingQueries
{
    const string ListSql = $"""
        select found.municipality, unit.short_name, unit.state, found.ozg_id, service.name, found.model, found.kind, found.level, found.since, found.detail,
               found.opened_at, found.opened_position, found.resolved_at, found.resolved_position
          from (select municipality, ozg_id, model, kind, level, since, detail, opened_at, opened_position, resolved_at, resolved_position
                  from {FindingProjection.Table}
                 union all
                select municipality, ozg_id, model, 'stale', level, since, null, last_reported_at + $7, position, null, null
                  from {StatusProjection.Table}
                 where status = 1
                   and last_reported_at < $8::timestamptz - $7
                   and $9 is distinct from true
                   and coalesce($10, 'stale') = 'stale'
                 union all
                select cell.municipality, cell.ozg_id, cell.model, 'unsupported', cell.level, cell.since, null, cell.changed_at, cell.position, null, null
                  from {StatusProjection.Table} as cell
                  join {MaturityModelProjection.Table} as model on model.id = cell.model
                 where cell.status = 1
                   and cell.evidence = 0
                   and cell.level >= model.conformity_threshold
                   and $9 is distinct from true
                   and coalesce($10, 'unsupported') = 'unsupported') as found
          join {MunicipalityProjection.Table} as unit on unit.id = found.municipality
          join {ServiceProjection.Table} as service on service.ozg_id = found.ozg_id
         where {UnitFilter.Condition}
           and (found.resolved_position is not null or unit.dissolved_on is null)
           and ($9::boolean is null or (found.resolved_position is not null) = $9)
           and ($10 is null or found.kind = $10)
           and ($11 is null or found.ozg_id = $11)
           and ($12 is null or (found.municipality, found.ozg_id, found.model, found.kind, found.opened_position) > ($12, $13, $14, $15, $16))
         order by found.municipality, found.ozg_id, found.model, found.kind, found.opened_position
         limit $17
        """;

    /// <summary>Findings in the order of unit, service, model, kind and opening.</summary>
    /// <param name="staleAfter">Age from which a report is stale.</param>
    /// <param name="after">The sort keys of the last row of the page before.</param>
    public static Task<IReadOnlyList<FindingRow>> List(
        NpgsqlDataSource source, FindingFilter filter, TimeSpan staleAfter, DateTimeOffset now, IReadOnlyList<string?>? after, int limit, CancellationToken ct) =>
        source.Rows(
            ListSql,
            [
                .. filter.Units.ToParameters(),
                new NpgsqlParameter<TimeSpan> { TypedValue = staleAfter },
                Sql.Value(now.UtcDateTime, NpgsqlDbType.TimestampTz),
                Sql.Value(filter.Resolved, NpgsqlDbType.Boolean),
                Sql.Text(filter.Kind is { } kind ? Codes.Text(kind) : null),
                Sql.Text(filter.OzgId),
                Sql.Text(after?[0]),
                Sql.Text(after?[1]),
                Sql.Text(after?[2]),
                Sql.Text(after?[3]),
                Sql.Value(after is null ? null : long.Parse(after[4]!, System.Globalization.CultureInfo.InvariantCulture), NpgsqlDbType.Bigint),
                Sql.Number(limit),
            ],
            Row,
            ct);

    static FindingRow Row(NpgsqlDataReader reader)
    {
        _ = Codes.TryParse<FindingKind>(reader.GetString(6), out var kind);
        return new FindingRow(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), kind,
            reader.ValueOrNull<short>(7), reader.ValueOrNull<DateOnly>(8), reader.TextOrNull(9), reader.GetFieldValue<DateTimeOffset>(10), reader.GetInt64(11),
            reader.ValueOrNull<DateTimeOffset>(12), reader.ValueOrNull<long>(13));
    }
}
