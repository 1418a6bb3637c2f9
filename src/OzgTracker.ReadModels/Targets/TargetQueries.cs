using Npgsql;

namespace OzgTracker.ReadModels;

/// <summary>A target as it is listed.</summary>
/// <param name="Id">Land and name.</param>
/// <param name="State">Two digits.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Model">The maturity model that the level belongs to.</param>
/// <param name="Level">The level to be reached.</param>
/// <param name="By">The day by which.</param>
/// <param name="OzgIds">The services; empty where a tag names them.</param>
/// <param name="Tag">The programme whose services are meant.</param>
/// <param name="IsDropped">Given up.</param>
/// <param name="SetAt">When the log learnt of it first.</param>
/// <param name="ChangedAt">When the log learnt of it last.</param>
/// <param name="Version">Version of its stream.</param>
/// <param name="Position">Position of its last event.</param>
public sealed record TargetRow(
    string Id, string State, string Title, string Model, int Level, DateOnly By, IReadOnlyList<string> OzgIds, string? Tag, bool IsDropped,
    DateTimeOffset SetAt, DateTimeOffset ChangedAt, long Version, long Position);

/// <summary>Questions to <see cref="TargetProjection"/>.</summary>
public static class TargetQueries
{
    const string ListSql = $"""
        select id, state, title, model, level, due_on, ozg_ids, tag, is_dropped, set_at, changed_at, version, position
          from {TargetProjection.Table}
         where ($1 is null or state = $1)
           and ($2 is null or model = $2)
           and ($3 or not is_dropped)
           and ($4 is null or id > $4)
         order by id
         limit $5
        """;

    /// <summary>Targets in the order of their ids.</summary>
    /// <param name="state">Only those of one Land; null for all.</param>
    /// <param name="model">Only those in one maturity model; null for all.</param>
    /// <param name="withDropped">Also those that were given up.</param>
    /// <param name="afterId">Last id of the page before.</param>
    public static Task<IReadOnlyList<TargetRow>> List(
        NpgsqlDataSource source, string? state, string? model, bool withDropped, string? afterId, int limit, CancellationToken ct) => source.Rows(
        ListSql,
        [Sql.Text(state), Sql.Text(model), new NpgsqlParameter<bool> { TypedValue = withDropped }, Sql.Text(afterId), Sql.Number(limit)],
        reader => new TargetRow(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt16(4), reader.GetFieldValue<DateOnly>(5),
            reader.GetFieldValue<string[]>(6), reader.TextOrNull(7), reader.GetBoolean(8), reader.GetFieldValue<DateTimeOffset>(9),
            reader.GetFieldValue<DateTimeOffset>(10), reader.GetInt64(11), reader.GetInt64(12)),
        ct);

    /// <summary>Whether any service carries a tag.</summary>
    public static async Task<bool> KnowsTag(NpgsqlDataSource source, string tag, CancellationToken ct) => (await source.Rows(
        $"select exists (select from {ServiceProjection.Table} where $1 = any(tags))", [Sql.Text(tag)], reader => reader.GetBoolean(0), ct)).Single();
}
