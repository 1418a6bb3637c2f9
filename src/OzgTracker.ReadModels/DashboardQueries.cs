using Npgsql;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels;

/// <summary>A cell whose value changed.</summary>
/// <param name="Unit">Id of the unit.</param>
/// <param name="Name">Its name as people say it.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="ValidOn">From this day on …</param>
/// <param name="Status">… this is known, …</param>
/// <param name="Level">… and this is the level.</param>
/// <param name="RecordedAt">When the log learnt it.</param>
/// <param name="Position">Position of the event.</param>
public sealed record ChangeRow(
    string Unit, string Name, string OzgId, string ServiceName, DateOnly ValidOn, CellStatus Status, int? Level, DateTimeOffset RecordedAt, long Position);

/// <summary>What dashboards show besides the numbers of the cube.</summary>
public static class DashboardQueries
{
    /// <remarks>Backwards along the key of the table: a Land of some size has its last changes among the last thousands of all.</remarks>
    const string LastChangesSql = $"""
        select change.municipality, unit.short_name, change.ozg_id, service.name, change.valid_on, change.status, change.level, change.recorded_at, change.position
          from {StatusProjection.TransitionTable} as change
          join {MunicipalityProjection.Table} as unit on unit.id = change.municipality
          join {ServiceProjection.Table} as service on service.ozg_id = change.ozg_id
         where unit.state = $1
           and change.model = $2
           and change.position <= $3
         order by change.position desc, change.valid_on desc
         limit $4
        """;

    const string OpenFindingsSql = $"""
        select unit.state, found.kind, count(*)
          from {FindingProjection.Table} as found
          join {MunicipalityProjection.Table} as unit on unit.id = found.municipality
         where found.resolved_position is null
           and unit.dissolved_on is null
           and found.model = $1
           and ($2 is null or unit.state = $2)
         group by unit.state, found.kind
        """;

    /// <summary>The last changes in a Land, the latest first.</summary>
    /// <param name="upTo">Position of the last that may be in it.</param>
    public static Task<IReadOnlyList<ChangeRow>> LastChanges(NpgsqlDataSource source, string state, string model, long upTo, int limit, CancellationToken ct) => source.Rows(
        LastChangesSql,
        [Sql.Text(state), Sql.Text(model), Sql.Number(upTo), Sql.Number(limit)],
        reader => new ChangeRow(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateOnly>(4), (CellStatus)reader.GetInt16(5),
            reader.ValueOrNull<short>(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetInt64(8)),
        ct);

    /// <summary>Open findings by Land and kind, of the kinds that events open: conflicts, dead links, regressions.</summary>
    /// <param name="state">Only one Land; null for all.</param>
    public static async Task<ILookup<string, (FindingKind Kind, long Count)>> OpenFindings(NpgsqlDataSource source, string model, string? state, CancellationToken ct)
    {
        var rows = await source.Rows(
            OpenFindingsSql,
            [Sql.Text(model), Sql.Text(state)],
            reader => (State: reader.GetString(0), Kind: Codes.TryParse<FindingKind>(reader.GetString(1), out var kind) ? kind : FindingKind.Conflict, Count: reader.GetInt64(2)),
            ct);
        return rows.ToLookup(row => row.State, row => (row.Kind, row.Count), StringComparer.Ordinal);
    }
}
