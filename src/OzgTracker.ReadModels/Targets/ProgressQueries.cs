using Npgsql;
using NpgsqlTypes;
using OzgTracker.Domain.Targets;

namespace OzgTracker.ReadModels;

/// <summary>Which cells a target is about.</summary>
/// <param name="State">Two digits.</param>
/// <param name="OzgIds">The services …</param>
/// <param name="Tag">… or the programme.</param>
/// <param name="Model">The maturity model that the level belongs to.</param>
/// <param name="Level">A cell at this level or a higher one has reached it.</param>
public sealed record ProgressScope(string State, IReadOnlyList<string> OzgIds, string? Tag, string Model, int Level)
{
    internal IEnumerable<NpgsqlParameter> ToParameters(params DateOnly[] days) =>
    [
        new NpgsqlParameter<DateOnly[]> { TypedValue = days },
        new NpgsqlParameter<string[]> { TypedValue = [.. OzgIds] },
        Sql.Text(Tag),
        Sql.Text(State),
        Sql.Text(Model),
        Sql.Value((short)Level, NpgsqlDbType.Smallint),
    ];
}

/// <summary>How many units a target is about on a day, and how many have reached it in every service.</summary>
/// <param name="Services">Services of the target.</param>
/// <param name="Units">Units with a cell that counts.</param>
/// <param name="Reached">Those of them whose cells are all at or above the level.</param>
public readonly record struct UnitProgress(int Services, int Units, int Reached);

/// <summary>Questions on progress: the table of competence and what the units say themselves, on any day, as known now.</summary>
/// <remarks>The denominator is that of <see cref="Domain.Competences.Denominator"/>. Kept apart from rankings, whose denominators are reports alone.</remarks>
public static class ProgressQueries
{
    /// <summary>What the cells say on each day. The value from a day on is in the transition that came last for it, until the next day that has one.</summary>
    const string Said = $"""
        with asked (day) as (select unnest($1::date[])),
             scope as materialized (select service.ozg_id from {ServiceProjection.Table} as service where service.ozg_id = any($2) or $3 = any(service.tags)),
             step as (select distinct on (transition.municipality, transition.ozg_id, transition.model, transition.valid_on)
                             transition.municipality, transition.ozg_id, transition.model, transition.valid_on, transition.status, transition.level
                        from {StatusProjection.TransitionTable} as transition
                        join {MunicipalityProjection.Table} as unit on unit.id = transition.municipality
                       where transition.ozg_id in (select ozg_id from scope)
                         and unit.state = $4
                       order by transition.municipality, transition.ozg_id, transition.model, transition.valid_on, transition.position desc),
             span as (select step.*, lead(step.valid_on) over (partition by step.municipality, step.ozg_id, step.model order by step.valid_on) as until from step),
             said as (select asked.day, unit.id as unit, span.ozg_id,
                             bool_or(span.status = 2) as not_competent,
                             bool_or(span.status = 1) as reported,
                             bool_or(span.status = 1 and span.model = $5 and span.level >= $6) as reached
                        from asked
                        join span on span.valid_on <= asked.day and (span.until is null or span.until > asked.day)
                        join {MunicipalityProjection.Table} as unit on unit.id = span.municipality
                       where {CompetenceSql.Exists}
                       group by asked.day, unit.id, span.ozg_id),
             by_table as (select competent.*
                            from ({CompetenceSql.Competent}) as competent
                           where competent.state = $4
                             and competent.ozg_id in (select ozg_id from scope))
        """;

    /// <summary>Counts the table and corrects the count by what units say otherwise, so that many days cost no join of all cells.</summary>
    const string BurnUpSql = $"""
        {Said},
             named as (select by_table.day, count(*) as cells from by_table group by by_table.day),
             spoken as (select said.day,
                               count(*) filter (where said.reported and not said.not_competent and not {CompetenceSql.IsCompetent}) as added,
                               count(*) filter (where said.not_competent and {CompetenceSql.IsCompetent}) as taken,
                               count(*) filter (where said.reached and not said.not_competent) as reached
                          from said
                          join {MunicipalityProjection.Table} as unit on unit.id = said.unit
                          join ({CompetenceSql.InForce}) as in_force on in_force.day = said.day and in_force.ozg_id = said.ozg_id and in_force.state = unit.state
                         group by said.day)
        select asked.day,
               (coalesce(named.cells, 0) + coalesce(spoken.added, 0) - coalesce(spoken.taken, 0))::integer,
               coalesce(spoken.reached, 0)::integer
          from asked
          left join named on named.day = asked.day
          left join spoken on spoken.day = asked.day
         order by asked.day
        """;

    const string UnitsSql = $"""
        {Said},
             cell as (select coalesce(by_table.unit, said.unit) as unit, coalesce(said.reached, false) as reached
                        from by_table
                        full join said on said.day = by_table.day and said.unit = by_table.unit and said.ozg_id = by_table.ozg_id
                       where (by_table.unit is not null or said.reported)
                         and not coalesce(said.not_competent, false)),
             whole as (select cell.unit, bool_and(cell.reached) as reached from cell group by cell.unit)
        select (select count(*) from scope)::integer, count(*)::integer, (count(*) filter (where whole.reached))::integer
          from whole
        """;

    /// <summary>Cells that count and cells that have reached the level, on each day.</summary>
    /// <param name="days">In any order, each once; the answer is in their order in time.</param>
    public static Task<IReadOnlyList<BurnUpPoint>> BurnUp(NpgsqlDataSource source, ProgressScope scope, IEnumerable<DateOnly> days, CancellationToken ct) => source.Rows(
        BurnUpSql,
        scope.ToParameters([.. days]),
        reader => new BurnUpPoint(reader.GetFieldValue<DateOnly>(0), reader.GetInt32(1), reader.GetInt32(2)),
        ct);

    /// <summary>Units on one day.</summary>
    public static async Task<UnitProgress> Units(NpgsqlDataSource source, ProgressScope scope, DateOnly day, CancellationToken ct) => (await source.Rows(
        UnitsSql, scope.ToParameters(day), reader => new UnitProgress(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2)), ct)).Single();
}
