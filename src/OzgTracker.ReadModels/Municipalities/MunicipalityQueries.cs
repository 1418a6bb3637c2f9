using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

/// <summary>A reporting unit as it is listed.</summary>
/// <param name="Id">Its identity, never changed.</param>
/// <param name="Ags">Eight digits; null for a Kreis and a Verband.</param>
/// <param name="Ars">Twelve digits.</param>
/// <param name="Name">Official name.</param>
/// <param name="ShortName">The name as people say it.</param>
/// <param name="Kind">Kind of unit; a gemeindefreies Gebiet is no Kommune.</param>
/// <param name="Designation">Official designation.</param>
/// <param name="State">Two digits.</param>
/// <param name="District">Five digits.</param>
/// <param name="Association">Id of its Gemeindeverband.</param>
/// <param name="Population">Inhabitants.</param>
/// <param name="SizeClass">Class by inhabitants.</param>
/// <param name="AreaKm2">Square kilometres, where known.</param>
/// <param name="AsOf">Gebietsstand of the source.</param>
/// <param name="ValidFrom">First day of its existence; null when it existed before our sources begin.</param>
/// <param name="ValidTo">Last day of its existence; null while it exists.</param>
public record MunicipalityRow(
    string Id, string? Ags, string Ars, string Name, string ShortName, string Kind, string Designation, string State, string? District, string? Association,
    int Population, string SizeClass, decimal? AreaKm2, DateOnly AsOf, DateOnly? ValidFrom, DateOnly? ValidTo);

/// <summary>A Land with what is registered in it.</summary>
/// <param name="State">Two digits.</param>
/// <param name="Iso">ISO 3166-2.</param>
/// <param name="Name">German name.</param>
/// <param name="Municipalities">Gemeinden, without gemeindefreie Gebiete.</param>
/// <param name="Districts">Kreise and kreisfreie Städte.</param>
/// <param name="Population">Inhabitants of Gemeinden and gemeindefreie Gebiete.</param>
public sealed record StateRow(string State, string Iso, string Name, int Municipalities, int Districts, long Population);

/// <summary>A Kreis or a kreisfreie Stadt.</summary>
/// <param name="District">Five digits.</param>
/// <param name="Name">Official name.</param>
/// <param name="Kind">Official designation: kreis, landkreis, regionalverband, kreisfreieStadt or stadtkreis.</param>
/// <param name="State">Two digits.</param>
/// <param name="Population">Inhabitants.</param>
public sealed record DistrictRow(string District, string Name, string Kind, string State, int Population);

/// <summary>Questions to <see cref="MunicipalityProjection"/>.</summary>
public static class MunicipalityQueries
{
    const string Columns = """
        unit.id, unit.ags, unit.ars, unit.name, unit.short_name, unit.kind, unit.designation, unit.state, unit.district, unit.association,
        unit.population, unit.area_ha, unit.as_of, unit.valid_from, unit.valid_to
        """;

    const string ListSql = $"""
        select {Columns}
          from {MunicipalityProjection.Table} as unit
         where {UnitFilter.Condition}
           and ($7 is null or unit.search like $7 or unit.id like $8 or unit.ags like $8 or unit.ars like $8)
           and ($9::date is null or ((unit.valid_from is null or unit.valid_from <= $9) and (unit.valid_to is null or unit.valid_to >= $9)))
           and ($10 is null or unit.id > $10)
         order by unit.id
         limit $11
        """;

    const string StatesSql = $"""
        select unit.state,
               count(*) filter (where unit.kind = 'gemeinde'),
               count(*) filter (where unit.kind = 'kreis' or unit.designation in ('kreisfreieStadt', 'stadtkreis')),
               coalesce(sum(unit.population) filter (where unit.kind in ('gemeinde', 'gemeindefrei')), 0)
          from {MunicipalityProjection.Table} as unit
         group by unit.state
        """;

    const string DistrictsSql = $"""
        select unit.district, unit.name, unit.designation, unit.state, unit.population
          from {MunicipalityProjection.Table} as unit
         where (unit.kind = 'kreis' or unit.designation in ('kreisfreieStadt', 'stadtkreis'))
           and ($1 is null or unit.state = $1)
           and ($2 is null or unit.district > $2)
         order by unit.district
         limit $3
        """;

    /// <summary>Units in the order of their ids.</summary>
    /// <param name="text">Part of the name as people type it, or the beginning of a key; null for all.</param>
    /// <param name="asOf">Only units that existed on that day.</param>
    /// <param name="afterId">Last id of the page before.</param>
    public static Task<IReadOnlyList<MunicipalityRow>> List(
        NpgsqlDataSource source, UnitFilter filter, string? text, DateOnly? asOf, string? afterId, int limit, CancellationToken ct) =>
        source.Rows(
            ListSql,
            [
                .. filter.ToParameters(),
                Sql.Text(Sql.NamePattern(text)),
                Sql.Text(Sql.KeyPattern(text)),
                Sql.Value(asOf, NpgsqlDbType.Date),
                Sql.Text(afterId),
                Sql.Number(limit),
            ],
            Row,
            ct);

    /// <summary>One unit by its id; null when it is not in the read model yet.</summary>
    public static async Task<MunicipalityRow?> Find(NpgsqlDataSource source, string id, CancellationToken ct) =>
        (await source.Rows($"select {Columns} from {MunicipalityProjection.Table} as unit where unit.id = $1", [Sql.Text(id)], Row, ct)).SingleOrDefault();

    /// <summary>All sixteen Länder, also those without a registered unit.</summary>
    public static async Task<IReadOnlyList<StateRow>> States(NpgsqlDataSource source, CancellationToken ct)
    {
        var counted = (await source.Rows(
            StatesSql, [], reader => (State: reader.GetString(0), Counts: ((int)reader.GetInt64(1), (int)reader.GetInt64(2), reader.GetInt64(3))), ct))
            .ToDictionary(row => row.State, row => row.Counts, StringComparer.Ordinal);
        return [.. State.All.Select(state =>
        {
            var (municipalities, districts, population) = counted.GetValueOrDefault(state.Code);
            return new StateRow(state.Code, state.Iso, state.Name, municipalities, districts, population);
        })];
    }

    /// <summary>Kreise and kreisfreie Städte in the order of their numbers.</summary>
    public static Task<IReadOnlyList<DistrictRow>> Districts(NpgsqlDataSource source, string? state, string? after, int limit, CancellationToken ct) => source.Rows(
        DistrictsSql,
        [Sql.Text(state), Sql.Text(after), Sql.Number(limit)],
        reader => new DistrictRow(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4)),
        ct);

    static MunicipalityRow Row(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.TextOrNull(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6),
        reader.GetString(7), reader.TextOrNull(8), reader.TextOrNull(9), reader.GetInt32(10), SizeClass.Of(reader.GetInt32(10)).Code,
        reader.ValueOrNull<int>(11) / 100m, reader.GetFieldValue<DateOnly>(12), reader.ValueOrNull<DateOnly>(13), reader.ValueOrNull<DateOnly>(14));
}
