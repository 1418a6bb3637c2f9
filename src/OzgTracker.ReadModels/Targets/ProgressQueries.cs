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
public sealed record ProgressScope(string State, IReadOnlyList<string> OzgIds, string? Tag, string Model, int Level);

/// <summary>How far a target is.</summary>
/// <param name="BurnUp">One point per day that was asked for, in the order of the days.</param>
/// <param name="Services">Services that the target is about.</param>
/// <param name="Units">Units with a cell that counts on the last of the days.</param>
/// <param name="UnitsReached">Those of them whose cells are all at or above the level then.</param>
public sealed record Progress(IReadOnlyList<BurnUpPoint> BurnUp, int Services, int Units, int UnitsReached);

/// <summary>Questions on progress: the table of competence and what the units say themselves, on any day, as known now.</summary>
/// <remarks>The denominator is that of <see cref="Domain.Competences.Denominator"/>; a test holds both against a third reading of the log.</remarks>
public static class ProgressQueries
{
    /// <summary>For this batch only: one large question, for which compiling costs more than it saves, and sorts that fit into memory.</summary>
    const string SettingsSql = "select set_config('jit', 'off', true), set_config('work_mem', '64MB', true)";

    /// <remarks>
    /// Cells are never joined with days, which would be millions of rows. The days that are asked for are numbered; what a cell says is a range of these
    /// numbers; counts of a day are sums over the ends of ranges. The table of competence is read per class of units, as it treats all units of a class alike.
    /// Units, services and classes are numbered, too, because whole numbers are sorted several times as fast as keys. The value from a day on is in the
    /// transition that came last for it, until the next day that has one.
    /// </remarks>
    const string ProgressSql = $"""
        with asked as (select asked.day, asked.number::integer from unnest($1::date[]) with ordinality as asked (day, number)),
             scope as materialized (
                 select service.ozg_id, row_number() over (order by service.ozg_id)::integer as service
                   from {ServiceProjection.Table} as service
                  where service.ozg_id = any($2) or $3 = any(service.tags)),
             placed as materialized (
                 select unit.id, row_number() over (order by unit.id)::integer as unit, unit.kind, unit.designation, unit.association is null as alone,
                        dense_rank() over (order by unit.kind, unit.designation, unit.association is null)::integer as class,
                        int4range(born.number, greatest(born.number, coalesce(width_bucket(unit.valid_to, $1::date[]), cardinality($1::date[])) + 1)) as during
                   from {MunicipalityProjection.Table} as unit
                  cross join lateral (select coalesce(width_bucket(unit.valid_from - 1, $1::date[]) + 1, 1)) as born (number)
                  where unit.state = $4),
             named as materialized (
                 select asked.number, scope.service, unit.class
                   from asked
                   join ({CompetenceSql.InForce}) as in_force on in_force.day = asked.day
                   join scope on scope.ozg_id = in_force.ozg_id
                  cross join (select distinct placed.class, placed.kind, placed.designation, case when not placed.alone then '' end as association from placed) as unit
                  where in_force.state = $4
                    and {CompetenceSql.IsCompetent}),
             step as (
                 select distinct on (placed.unit, scope.service, transition.model, number)
                        placed.unit, scope.service, transition.model, transition.status, transition.level, placed.class, placed.during,
                        width_bucket(transition.valid_on - 1, $1::date[]) + 1 as number
                   from {StatusProjection.TransitionTable} as transition
                   join placed on placed.id = transition.municipality
                   join scope on scope.ozg_id = transition.ozg_id
                  where transition.valid_on <= ($1::date[])[cardinality($1::date[])]
                  order by placed.unit, scope.service, transition.model, number, transition.valid_on desc, transition.position desc),
             span as materialized (
                 select step.unit, step.class, step.service, step.model, step.status, step.level,
                        step.during * int4range(step.number, lead(step.number, 1, cardinality($1::date[]) + 1)
                                                                 over (partition by step.unit, step.service, step.model order by step.number)) as during
                   from step),
             said as materialized (
                 select span.unit, span.class, span.service, span.status = 2 as not_competent, unnest(range_agg(span.during)) as during
                   from span
                  where span.status in (1, 2)
                  group by span.unit, span.class, span.service, span.status),
             reached as materialized (
                 select span.unit, span.during from span where span.status = 1 and span.model = $5 and span.level >= $6 and not isempty(span.during)),
             said_edge as (
                 select said.class, said.service, said.not_competent, edge.number, sum(edge.cells) as cells
                   from said
                  cross join lateral (values (lower(said.during), 1), (upper(said.during), -1)) as edge (number, cells)
                  group by said.class, said.service, said.not_competent, edge.number),
             reached_edge as (
                 select edge.number, sum(edge.cells) as cells
                   from reached
                  cross join lateral (values (lower(reached.during), 1), (upper(reached.during), -1)) as edge (number, cells)
                  group by edge.number),
             by_table as (
                 select named.number, sum(class.units) as cells
                   from named
                   join (select asked.number, placed.class, count(*) as units
                           from asked
                           join placed on asked.number <@ placed.during
                          group by asked.number, placed.class) as class on class.number = named.number and class.class = named.class
                  group by named.number),
             corrected as (
                 select asked.number, sum(case when named.number is null then said_edge.cells else -said_edge.cells end) as cells
                   from asked
                   join said_edge on said_edge.number <= asked.number
                   left join named on named.number = asked.number and named.service = said_edge.service and named.class = said_edge.class
                  where (named.number is null) <> said_edge.not_competent
                  group by asked.number),
             gained as (
                 select asked.number, sum(reached_edge.cells) as cells
                   from asked
                   join reached_edge on reached_edge.number <= asked.number
                  group by asked.number),
             whole as (
                 select coalesce(class.cells, 0) + coalesce(own.cells, 0) as cells, coalesce(there.cells, 0) as reached
                   from placed
                   left join (select named.class, count(*) as cells
                                from named
                               where named.number = cardinality($1::date[])
                               group by named.class) as class on class.class = placed.class
                   left join (select said.unit, sum(case when named.number is null then 1 else -1 end) as cells
                                from said
                                left join named on named.number = cardinality($1::date[]) and named.service = said.service and named.class = said.class
                               where cardinality($1::date[]) <@ said.during
                                 and (named.number is null) <> said.not_competent
                               group by said.unit) as own on own.unit = placed.unit
                   left join (select reached.unit, count(*) as cells
                                from reached
                               where cardinality($1::date[]) <@ reached.during
                               group by reached.unit) as there on there.unit = placed.unit
                  where cardinality($1::date[]) <@ placed.during)
        select asked.day,
               (coalesce(by_table.cells, 0) + coalesce(corrected.cells, 0))::integer,
               coalesce(gained.cells, 0)::integer,
               (select count(*) from scope)::integer,
               (select count(*) from whole where whole.cells > 0)::integer,
               (select count(*) from whole where whole.cells > 0 and whole.cells = whole.reached)::integer
          from asked
          left join by_table on by_table.number = asked.number
          left join corrected on corrected.number = asked.number
          left join gained on gained.number = asked.number
         order by asked.number
        """;

    /// <summary>Cells that count and cells that have reached the level, on each day, and the units on the last of them.</summary>
    /// <param name="days">At least one; in any order.</param>
    public static async Task<Progress> Of(NpgsqlDataSource source, ProgressScope scope, IEnumerable<DateOnly> days, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SettingsSql));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ProgressSql)
        {
            Parameters =
            {
                new NpgsqlParameter<DateOnly[]> { TypedValue = [.. days.Distinct().Order()] },
                new NpgsqlParameter<string[]> { TypedValue = [.. scope.OzgIds] },
                Sql.Text(scope.Tag),
                Sql.Text(scope.State),
                Sql.Text(scope.Model),
                Sql.Value((short)scope.Level, NpgsqlDbType.Smallint),
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);

        var points = new List<BurnUpPoint>();
        var (services, units, reached) = (0, 0, 0);
        while (await reader.ReadAsync(ct))
        {
            points.Add(new BurnUpPoint(reader.GetFieldValue<DateOnly>(0), reader.GetInt32(1), reader.GetInt32(2)));
            (services, units, reached) = (reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5));
        }

        return new Progress(points, services, units, reached);
    }
}
