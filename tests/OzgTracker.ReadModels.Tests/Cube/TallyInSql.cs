using System.Globalization;
using Npgsql;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Maturity;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

/// <summary>The tally once more, in SQL over the views of schema <c>read</c> and nothing else: what an analyst would write.</summary>
static class TallyInSql
{
    /// <summary>Rows of text, in any order: key, units, population, competent, competent population, levels, population by level, shares.</summary>
    public static async Task<IReadOnlyList<string>> Rows(NpgsqlDataSource source, CubeQuestion question, IReadOnlyList<GroupBy> groupBy)
    {
        var sql = $"""
            with unit as (
                select period.*, width_bucket(period.population, array[500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 500000]) as size
                  from read.municipality_period as period
                 where period.kind <> 'gemeindefrei'
                   and (period.valid_from is null or period.valid_from <= $1) and (period.valid_to is null or period.valid_to >= $1)
                   and ($2::varchar is null or period.state = $2)
                   and ($3::varchar is null or period.district = $3)
                   and ($4::varchar is null or ($4 = 'none' and period.association is null) or period.association = $4 or period.id = $4)
                   and ($5::varchar is null or period.kind = $5)
                   and period.population between $6 and $7
            ), tagged as (
                select service.*, array(select tag.tag from read.service_tag as tag
                                         where tag.ozg_id = service.ozg_id and (tag.valid_from is null or tag.valid_from <= $1) and (tag.valid_to is null or tag.valid_to >= $1)) as day_tags
                  from read.service as service
            ), service as (
                select *
                  from tagged
                 where ($8::varchar[] is null or ozg_id = any($8))
                   and ($9::varchar is null or topic_area = $9)
                   and ($10::varchar is null or situation = $10)
                   and ($11::varchar is null or ($11 = 'none' and types = '{"{}"}') or $11 = any(types))
                   and ($12::varchar is null or ($12 = 'none' and day_tags = '{"{}"}') or $12 = any(day_tags))
            ), value as (
                select distinct on (cell.municipality, cell.ozg_id, cell.model) cell.municipality, cell.ozg_id, cell.model, cell.status, {PolicySql.Level(question.Policy)} as level
                  from read.status_transition as cell
                  join service on service.ozg_id = cell.ozg_id
                 where cell.valid_on <= $1 and cell.position <= $13
                 order by cell.municipality, cell.ozg_id, cell.model, cell.valid_on desc, cell.position desc
            ), said as (
                select municipality, ozg_id, bool_or(status = 2) as refused, bool_or(status = 1) as reported, max(level) filter (where model = $14 and status = 1) as level
                  from value
                 group by municipality, ozg_id
            ), counted as (
                select unit.*, service.ozg_id, service.topic_area, service.situation, service.types, service.day_tags, said.level,
                       case when said.refused then false
                            when said.reported then true
                            when unit.designation in ('kreisfreieStadt', 'stadtkreis') then cardinality(executors.kinds) > 0
                            when unit.kind = 'gemeinde' and unit.association is null then executors.kinds && array['gemeinde', 'verband']::varchar[]
                            else unit.kind = any(executors.kinds)
                       end as competent
                  from unit
                 cross join service
                 cross join lateral (select coalesce((select declared.executed_by from read.competence as declared
                                                       where declared.ozg_id = service.ozg_id and declared.state = unit.state and declared.valid_from <= $1
                                                       order by declared.valid_from desc limit 1), service.executed_by)) as executors (kinds)
                  left join said on said.municipality = unit.id and said.ozg_id = service.ozg_id
            ), grouped as (
                select counted.*, array[{string.Join(", ", groupBy.Select(Column))}]::varchar[] as key
                  from counted
                  {(groupBy.Contains(GroupBy.Type) ? "cross join lateral unnest(case when types = '{}' then array[null]::varchar[] else types end) as of_type (type)" : "")}
                  {(groupBy.Contains(GroupBy.Tag) ? "cross join lateral unnest(case when day_tags = '{}' then array[null]::varchar[] else day_tags end) as of_tag (tag)" : "")}
            )
            select array_to_string(key, ',', '-'), count(distinct id), sum(population) * count(distinct id) / count(*), count(*) filter (where competent), coalesce(sum(population) filter (where competent), 0),
                   {string.Join(", ", question.Model.Levels.Select(level => $"count(*) filter (where competent and level = {level.Level})"))},
                   {string.Join(", ", question.Model.Levels.Select(level => $"coalesce(sum(population) filter (where competent and level = {level.Level}), 0)"))},
                   round(count(*) filter (where competent and level >= {question.Model.ConformityThreshold})::numeric / nullif(count(*) filter (where competent), 0), 4),
                   round(coalesce(sum(population) filter (where competent and level >= {question.Model.ConformityThreshold}), 0)::numeric / nullif(sum(population) filter (where competent), 0), 4),
                   round(avg(level) filter (where competent), 4)
              from grouped
             group by key
            """;
        return await Ask(source, question, sql);
    }

    /// <summary>A group of the cube as such a row.</summary>
    public static string Row(TallyGroup group, MaturityModel model)
    {
        var conform = group.AtLeast(model.ConformityThreshold);
        var shares = TallyShares.Of(group.Competent, conform, group.CompetentPopulation, group.PopulationAtLeast(model.ConformityThreshold), [.. group.Levels]);
        return string.Create(CultureInfo.InvariantCulture, $"""
            {string.Join(',', group.Key.Select(part => part ?? "-"))}|{group.Units}|{group.Population}|{group.Competent}|{group.CompetentPopulation}|{string.Join('|', group.Levels)}|{string.Join('|', group.PopulationByLevel)}|{Digits(shares.ConformShare)}|{Digits(shares.ConformPopulationShare)}|{Digits(shares.MeanLevel)}
            """);
    }

    static string Digits(decimal? share) => share?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "";

    static string Column(GroupBy by) => by switch
    {
        GroupBy.State => "counted.state",
        GroupBy.District => "counted.district",
        GroupBy.Kind => "counted.kind",
        GroupBy.SizeClass => "(array['<500', '500-999', '1000-1999', '2000-4999', '5000-9999', '10000-19999', '20000-49999', '50000-99999', '100000-499999', '>=500000'])[counted.size + 1]",
        GroupBy.Association => "counted.association",
        GroupBy.OzgId => "counted.ozg_id",
        GroupBy.TopicArea => "counted.topic_area",
        GroupBy.Situation => "counted.situation",
        GroupBy.Type => "of_type.type",
        _ => "of_tag.tag",
    };

    static async Task<IReadOnlyList<string>> Ask(NpgsqlDataSource source, CubeQuestion question, string sql)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in (object?[])
            [question.Day, question.Units.State, question.Units.District, question.Units.Association, question.Units.Kind is { } kind ? Codes.Text(kind) : null, question.Units.Size?.From ?? 0,
             question.Units.Size?.To ?? int.MaxValue, question.Services.OzgIds?.ToArray(), question.Services.TopicArea, question.Services.Situation, question.Services.Type,
             question.Services.Tag, question.Known, question.Model.Id])
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            var columns = new object[reader.FieldCount];
            reader.GetValues(columns);
            rows.Add(string.Join('|', columns.Select(column => column is DBNull ? "" : Convert.ToString(column, CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
