using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels;

/// <summary>A cell as it is listed.</summary>
/// <param name="OzgId">The OZG service.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="TopicArea">Its Themenfeld.</param>
/// <param name="Status">What is known; unreported when nobody has said anything.</param>
/// <param name="Level">Null when nothing is reported or the unit is not competent.</param>
/// <param name="Since">First day of the unbroken run at this level.</param>
/// <param name="Evidence">Whether anyone can check it.</param>
/// <param name="Verification">How it has been checked.</param>
/// <param name="EvidenceUrl">Where.</param>
/// <param name="LastReportedAt">When the log last heard of it.</param>
/// <param name="Version">Version of the cell's stream; 0 when there is none.</param>
/// <param name="Position">Position of its last event; 0 when there is none.</param>
public sealed record StatusRow(
    string OzgId, string ServiceName, string TopicArea, CellStatus Status, int? Level, DateOnly? Since, EvidenceState Evidence, Verification Verification,
    string? EvidenceUrl, DateTimeOffset? LastReportedAt, long Version, long Position);

/// <summary>Which cells of a unit are wanted; absent parts mean all.</summary>
/// <param name="TopicArea">Themenfeld of the service.</param>
/// <param name="Level">Exactly this level.</param>
/// <param name="MinLevel">This level or a higher one.</param>
/// <param name="ChangedSince">Only cells of which the log learnt something at or after this moment.</param>
/// <param name="Verification">Only cells that have been checked like this.</param>
public sealed record StatusFilter(
    string? TopicArea = null, int? Level = null, int? MinLevel = null, DateTimeOffset? ChangedSince = null, Verification? Verification = null);

/// <summary>Questions to <see cref="StatusProjection"/>.</summary>
public static class StatusQueries
{
    static string OfUnitSql(LeikaPolicy policy) => $"""
        select listed.*
          from (select service.ozg_id, service.name, service.topic_area, coalesce(cell.status, 0), {PolicySql.Level(policy)} as level, {PolicySql.Since(policy)} as since,
                       coalesce(cell.evidence, 0), coalesce(cell.verification, 0) as verification, cell.evidence_url, cell.last_reported_at,
                       coalesce(cell.version, 0), coalesce(cell.position, 0)
                  from {ServiceProjection.Table} as service
                  left join {StatusProjection.Table} as cell on cell.municipality = $1 and cell.ozg_id = service.ozg_id and cell.model = $2
                 where ($3 is null or service.topic_area = $3)
                   and ($6::timestamptz is null or cell.changed_at >= $6)
                   and ($7 is null or service.ozg_id > $7)) as listed
         where ($4::smallint is null or listed.level = $4)
           and ($5::smallint is null or listed.level >= $5)
           and ($9::smallint is null or listed.verification = $9)
         order by listed.ozg_id
         limit $8
        """;

    static readonly Dictionary<LeikaPolicy, string> OfUnitByPolicy = Enum.GetValues<LeikaPolicy>().ToDictionary(policy => policy, OfUnitSql);

    /// <summary>All services of the catalogue in one unit, in the order of their ids, also those without a report.</summary>
    /// <param name="policy">How levels of LeiKa services make the level.</param>
    /// <param name="afterOzgId">Last id of the page before.</param>
    public static Task<IReadOnlyList<StatusRow>> OfUnit(
        NpgsqlDataSource source, string unitId, string model, LeikaPolicy policy, StatusFilter filter, string? afterOzgId, int limit, CancellationToken ct) =>
        source.Rows(
            OfUnitByPolicy[policy],
            [
                Sql.Text(unitId),
                Sql.Text(model),
                Sql.Text(filter.TopicArea),
                Sql.Value((short?)filter.Level, NpgsqlDbType.Smallint),
                Sql.Value((short?)filter.MinLevel, NpgsqlDbType.Smallint),
                Sql.Value(filter.ChangedSince?.UtcDateTime, NpgsqlDbType.TimestampTz),
                Sql.Text(afterOzgId),
                Sql.Number(limit),
                Sql.Value((short?)filter.Verification, NpgsqlDbType.Smallint),
            ],
            reader => new StatusRow(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), (CellStatus)reader.GetInt32(3), reader.ValueOrNull<short>(4),
                reader.ValueOrNull<DateOnly>(5), (EvidenceState)reader.GetInt32(6), (Verification)reader.GetInt32(7), reader.TextOrNull(8),
                reader.ValueOrNull<DateTimeOffset>(9), reader.GetInt64(10), reader.GetInt64(11)),
            ct);

    static string LevelsSql(LeikaPolicy policy) => $"""
        select cell.municipality, cell.ozg_id, cell.status, {PolicySql.Level(policy)}
          from {StatusProjection.Table} as cell
          join {ServiceProjection.Table} as service on service.ozg_id = cell.ozg_id
         where cell.municipality = any($1)
           and cell.ozg_id = any($2)
           and cell.model = $3
        """;

    static readonly Dictionary<LeikaPolicy, string> LevelsByPolicy = Enum.GetValues<LeikaPolicy>().ToDictionary(policy => policy, LevelsSql);

    /// <summary>What some units have said of some services, as it is now; cells of which nothing was said are missing.</summary>
    /// <param name="policy">How levels of LeiKa services make the level.</param>
    public static async Task<Dictionary<(string Unit, string OzgId), (CellStatus Status, int? Level)>> LevelsOf(
        NpgsqlDataSource source, string[] units, string[] ozgIds, string model, LeikaPolicy policy, CancellationToken ct) =>
        (await source.Rows(
            LevelsByPolicy[policy],
            [
                new NpgsqlParameter<string[]> { TypedValue = units, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                new NpgsqlParameter<string[]> { TypedValue = ozgIds, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar },
                Sql.Text(model),
            ],
            reader => (Cell: (reader.GetString(0), reader.GetString(1)), Said: ((CellStatus)reader.GetInt16(2), (int?)reader.ValueOrNull<short>(3))),
            ct)).ToDictionary(row => row.Cell, row => row.Said);
}
