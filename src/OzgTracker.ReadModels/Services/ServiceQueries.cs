using Npgsql;

namespace OzgTracker.ReadModels;

/// <summary>An OZG service as it is listed.</summary>
/// <param name="OzgId">Five digits.</param>
/// <param name="Name">Official name.</param>
/// <param name="TopicArea">Themenfeld.</param>
/// <param name="Situation">Lebens- or Unternehmenslage.</param>
/// <param name="SituationKind">Which of the two.</param>
/// <param name="Types">Typisierung.</param>
/// <param name="Tags">Programmes that it belongs to and that have no last day.</param>
/// <param name="MunicipalExecution">Whether municipalities take part, as far as its types tell.</param>
/// <param name="LeikaCount">Its LeiKa services with a key.</param>
public record ServiceRow(
    string OzgId, string Name, string TopicArea, string Situation, string SituationKind, IReadOnlyList<string> Types, IReadOnlyList<string> Tags,
    string MunicipalExecution, int LeikaCount);

/// <summary>A LeiKa service of an OZG service.</summary>
/// <param name="LeikaId">Fourteen digits.</param>
/// <param name="Name">Official name.</param>
/// <param name="Type">Typisierung.</param>
public sealed record LeikaRow(string LeikaId, string Name, string Type);

/// <summary>A programme that a service belongs or belonged to.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="ValidFrom">First day; null when it is not known or was always so.</param>
/// <param name="ValidTo">Last day; null while it goes on.</param>
/// <param name="Source">Where that is said, and how sure it is.</param>
public sealed record ProgrammeRow(string Tag, DateOnly? ValidFrom, DateOnly? ValidTo, string Source);

/// <summary>A Themenfeld.</summary>
/// <param name="TopicArea">Its name.</param>
/// <param name="Services">Number of its services.</param>
public sealed record TopicAreaRow(string TopicArea, int Services);

/// <summary>Which services a question is about; absent parts mean all.</summary>
/// <param name="TopicArea">Themenfeld.</param>
/// <param name="Situation">Lebens- or Unternehmenslage.</param>
/// <param name="Type">One of its types, e. g. <c>2/3</c>.</param>
/// <param name="Tag">A programme that it belongs to and that has no last day.</param>
public sealed record ServiceFilter(string? TopicArea = null, string? Situation = null, string? Type = null, string? Tag = null);

/// <summary>Questions to <see cref="ServiceProjection"/>.</summary>
public static class ServiceQueries
{
    const string Columns = """
        service.ozg_id, service.name, service.topic_area, service.situation, service.situation_kind, service.types, service.tags,
        service.municipal_execution, service.leika_count
        """;

    const string ListSql = $"""
        select {Columns}
          from {ServiceProjection.Table} as service
         where ($1 is null or service.topic_area = $1)
           and ($2 is null or service.situation = $2)
           and ($3 is null or $3 = any(service.types))
           and ($4 is null or $4 = any(service.tags))
           and ($5 is null or service.search like $5 or service.ozg_id like $6)
           and ($7 is null or service.ozg_id > $7)
         order by service.ozg_id
         limit $8
        """;

    /// <summary>Services in the order of their ids.</summary>
    /// <param name="text">Part of the name as people type it, or the beginning of an id; null for all.</param>
    /// <param name="afterId">Last id of the page before.</param>
    public static Task<IReadOnlyList<ServiceRow>> List(
        NpgsqlDataSource source, ServiceFilter filter, string? text, string? afterId, int limit, CancellationToken ct) =>
        source.Rows(
            ListSql,
            [
                Sql.Text(filter.TopicArea),
                Sql.Text(filter.Situation),
                Sql.Text(filter.Type),
                Sql.Text(filter.Tag),
                Sql.Text(Sql.NamePattern(text)),
                Sql.Text(Sql.KeyPattern(text)),
                Sql.Text(afterId),
                Sql.Number(limit),
            ],
            Row,
            ct);

    /// <summary>One service; null when it is not in the read model yet.</summary>
    public static async Task<ServiceRow?> Find(NpgsqlDataSource source, string ozgId, CancellationToken ct) =>
        (await source.Rows($"select {Columns} from {ServiceProjection.Table} as service where service.ozg_id = $1", [Sql.Text(ozgId)], Row, ct)).SingleOrDefault();

    /// <summary>The LeiKa services of a service, in the order of their keys.</summary>
    public static Task<IReadOnlyList<LeikaRow>> LeikaOf(NpgsqlDataSource source, string ozgId, CancellationToken ct) => source.Rows(
        $"select leika_id, name, type from {ServiceProjection.LeikaTable} where ozg_id = $1 order by leika_id",
        [Sql.Text(ozgId)],
        reader => new LeikaRow(reader.GetString(0), reader.GetString(1), reader.GetString(2)),
        ct);

    /// <summary>The programmes of a service in the order of their names, also those that have ended.</summary>
    public static Task<IReadOnlyList<ProgrammeRow>> ProgrammesOf(NpgsqlDataSource source, string ozgId, CancellationToken ct) => source.Rows(
        $"select tag, valid_from, valid_to, source from {ServiceProjection.TagTable} where ozg_id = $1 order by tag collate \"C\"",
        [Sql.Text(ozgId)],
        reader => new ProgrammeRow(reader.GetString(0), reader.ValueOrNull<DateOnly>(1), reader.ValueOrNull<DateOnly>(2), reader.GetString(3)),
        ct);

    /// <summary>All Themenfelder that have a service.</summary>
    public static Task<IReadOnlyList<TopicAreaRow>> TopicAreas(NpgsqlDataSource source, CancellationToken ct) => source.Rows(
        $"select topic_area, count(*) from {ServiceProjection.Table} group by topic_area order by topic_area collate \"C\"",
        [],
        reader => new TopicAreaRow(reader.GetString(0), (int)reader.GetInt64(1)),
        ct);

    static ServiceRow Row(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
        reader.GetFieldValue<string[]>(5), reader.GetFieldValue<string[]>(6), reader.GetString(7), reader.GetInt32(8));
}
