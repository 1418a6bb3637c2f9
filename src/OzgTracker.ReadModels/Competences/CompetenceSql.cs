namespace OzgTracker.ReadModels;

/// <summary>The rules of <see cref="Domain.Competences.Executors"/> over whole sets of units; a test holds both, and a third reading of the log, against each other.</summary>
/// <remarks>
/// Each query is part of a larger one that brings a relation <c>asked (day date)</c>: the days that are asked for, mostly
/// <c>with asked (day) as (values ($1::date))</c>. A condition on <c>state</c>, <c>ozg_id</c> or <c>day</c> around it reaches the tables inside.
/// </remarks>
public static class CompetenceSql
{
    /// <summary>Condition on the aliases <c>unit</c> and <c>asked</c>: the unit exists on the day.</summary>
    public const string Exists =
        "(unit.valid_from is null or unit.valid_from <= asked.day) and (unit.valid_to is null or unit.valid_to >= asked.day)";

    /// <summary>Rows <c>(day, ozg_id, state, executed_by)</c>: who executes a service in a Land on a day, declared or by default.</summary>
    /// <remarks>One look into the primary key of the declarations per service, Land and day.</remarks>
    public const string InForce = $"""
        select asked.day, service.ozg_id, land.state, coalesce(declared.executed_by, service.executed_by) as executed_by
          from asked
         cross join {ServiceProjection.Table} as service
         cross join (values ('01'::varchar), ('02'), ('03'), ('04'), ('05'), ('06'), ('07'), ('08'),
                            ('09'), ('10'), ('11'), ('12'), ('13'), ('14'), ('15'), ('16')) as land (state)
          left join lateral (select competence.executed_by
                               from {CompetenceProjection.Table} as competence
                              where competence.ozg_id = service.ozg_id
                                and competence.state = land.state
                                and competence.valid_from <= asked.day
                              order by competence.valid_from desc
                              limit 1) as declared on true
        """;

    /// <summary>Condition on the aliases <c>unit</c> and <c>in_force</c>: the table of competence names the unit. Never null.</summary>
    public const string IsCompetent = """
        case
            when unit.designation in ('kreisfreieStadt', 'stadtkreis') then in_force.executed_by <> '{}'
            when unit.kind = 'gemeinde' then 'gemeinde' = any(in_force.executed_by) or (unit.association is null and 'verband' = any(in_force.executed_by))
            else unit.kind = any(in_force.executed_by)
        end
        """;

    /// <summary>Rows <c>(day, unit, ozg_id, state)</c>: every unit that is competent for a service on a day by the table. What units say themselves is not in it.</summary>
    public const string Competent = $"""
        select asked.day, unit.id as unit, in_force.ozg_id, unit.state
          from asked
          join ({InForce}) as in_force on in_force.day = asked.day
          join {MunicipalityProjection.Table} as unit on unit.state = in_force.state
         where {Exists}
           and {IsCompetent}
        """;
}
