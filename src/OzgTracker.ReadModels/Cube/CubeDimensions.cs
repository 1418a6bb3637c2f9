using System.Text.Json;
using Npgsql;
using OzgTracker.Domain;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels.Cube;

/// <summary>Reads the dimensions of the cube from the read models.</summary>
static class CubeDimensions
{
    /// <summary>The last positions in the tables; equal as long as nothing has changed.</summary>
    public readonly record struct Stamp(long Units, long Profiles, long Services, long Competence, long Models)
    {
        /// <summary>The last change of all.</summary>
        public long Last => Math.Max(Math.Max(Math.Max(Units, Profiles), Math.Max(Services, Competence)), Models);
    }

    /// <summary>Columns of a query.</summary>
    public const string StampColumns = $"""
        coalesce((select max(position) from {MunicipalityProjection.Table}), 0),
        coalesce((select max(position) from {MunicipalityProfileProjection.Table}), 0),
        coalesce((select max(position) from {ServiceProjection.Table}), 0),
        coalesce((select max(position) from {CompetenceProjection.Table}), 0),
        coalesce((select max(position) from {MaturityModelProjection.Table}), 0)
        """;

    const string UnitsSql = $"""
        select unit.id, unit.short_name, profile.mailbox, profile.contact_url
          from {MunicipalityProjection.Table} as unit
          left join {MunicipalityProfileProjection.Table} as profile on profile.id = unit.id
         order by unit.id collate "C"
        """;

    const string PeriodsSql = $"""
        select id, valid_from, valid_to, kind, designation, state, district, association, population, area_ha
          from {MunicipalityProjection.PeriodTable}
         order by id collate "C", valid_from nulls first
        """;

    const string ServicesSql = $"""
        select ozg_id, name, topic_area, situation, types, leika_count, executed_by
          from {ServiceProjection.Table}
         order by ozg_id collate "C"
        """;

    const string TagsSql = $"""select ozg_id, tag, valid_from, valid_to from {ServiceProjection.TagTable} order by ozg_id, tag collate "C" """;

    const string DeclarationsSql = $"select ozg_id, state, executed_by, valid_from from {CompetenceProjection.Table} order by valid_from";

    const string ModelsSql = $"""select definition from {MaturityModelProjection.Table} order by id collate "C" """;

    /// <summary>Reads <see cref="StampColumns"/>.</summary>
    /// <param name="first">Number of the first of these columns.</param>
    public static Stamp StampAt(NpgsqlDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetInt64(first + 1), reader.GetInt64(first + 2), reader.GetInt64(first + 3), reader.GetInt64(first + 4));

    /// <summary>Those that <paramref name="before"/> has keep their indexes; what is new comes after them, at first in the order of keys.</summary>
    public static async Task<Dimensions> ReadAsync(NpgsqlConnection connection, Dimensions before, Stamp stamp, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[PeriodsSql, UnitsSql, TagsSql, DeclarationsSql, ServicesSql, ModelsSql]) batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await using var reader = await batch.ExecuteReaderAsync(ct);

        var periods = new List<(string Id, UnitPeriod Period)>();
        while (await reader.ReadAsync(ct)) periods.Add((reader.GetString(0), Period(reader)));
        var periodsOf = periods.ToLookup(pair => pair.Id, pair => pair.Period, StringComparer.Ordinal);

        await reader.NextResultAsync(ct);
        var units = new List<CubeUnit>();
        while (await reader.ReadAsync(ct))
        {
            units.Add(new CubeUnit(
                reader.GetString(0), reader.GetString(1), reader.TextOrNull(2), reader.TextOrNull(3), [.. periodsOf[reader.GetString(0)]]));
        }

        await reader.NextResultAsync(ct);
        var tags = new List<(string OzgId, string Tag, DateOnly? From, DateOnly? To)>();
        while (await reader.ReadAsync(ct)) tags.Add((reader.GetString(0), reader.GetString(1), reader.ValueOrNull<DateOnly>(2), reader.ValueOrNull<DateOnly>(3)));
        var tagsOf = tags.ToLookup(tag => tag.OzgId, StringComparer.Ordinal);

        await reader.NextResultAsync(ct);
        var declarations = new List<(string OzgId, int State, byte Executors, DateOnly From)>();
        while (await reader.ReadAsync(ct))
            declarations.Add((reader.GetString(0), Number(reader.GetString(1)), Executors(reader, 2), reader.GetFieldValue<DateOnly>(3)));
        var declarationsOf = declarations.ToLookup(declaration => declaration.OzgId, StringComparer.Ordinal);

        await reader.NextResultAsync(ct);
        var services = new List<CubeService>();
        while (await reader.ReadAsync(ct))
        {
            var ozgId = reader.GetString(0);
            services.Add(new CubeService(
                ozgId, reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<string[]>(4), reader.GetInt32(5), Executors(reader, 6),
                [.. tagsOf[ozgId].Select(tag => (tag.Tag, tag.From, tag.To))],
                [.. declarationsOf[ozgId].Select(declaration => (declaration.State, declaration.Executors, declaration.From))]));
        }

        await reader.NextResultAsync(ct);
        var models = new List<MaturityModel>();
        while (await reader.ReadAsync(ct)) models.Add(JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), DomainJson.Default.MaturityModel)!);

        return new Dimensions(
            InOrder(before.Units, units, unit => unit.Id), InOrder(before.Services, services, service => service.OzgId), InOrder(before.Models, models, model => model.Id), stamp.Last);
    }

    static IReadOnlyList<T> InOrder<T>(IReadOnlyList<T> before, List<T> now, Func<T, string> key)
    {
        var byKey = now.ToDictionary(key, StringComparer.Ordinal);
        var kept = before.Select(old => byKey.TryGetValue(key(old), out var newer) ? newer : old).ToList();
        var known = before.Select(key).ToHashSet(StringComparer.Ordinal);
        return [.. kept, .. now.Where(item => !known.Contains(key(item)))];
    }

    static UnitPeriod Period(NpgsqlDataReader reader)
    {
        _ = Codes.TryParse<UnitKind>(reader.GetString(3), out var kind);
        _ = Codes.TryParse<UnitDesignation>(reader.GetString(4), out var designation);
        return new UnitPeriod(
            reader.ValueOrNull<DateOnly>(1), reader.ValueOrNull<DateOnly>(2), kind, designation, Number(reader.GetString(5)),
            reader.TextOrNull(6), reader.TextOrNull(7), reader.GetInt32(8), reader.ValueOrNull<int>(9));
    }

    /// <summary>A Land as a number, 1 to 16.</summary>
    static int Number(string state) => int.Parse(state, System.Globalization.CultureInfo.InvariantCulture);

    static byte Executors(NpgsqlDataReader reader, int column) => Territory.Bits(Domain.Competences.Executors.Of(
        reader.GetFieldValue<string[]>(column).Select(text => Codes.TryParse<UnitKind>(text, out var kind) ? kind : UnitKind.Gemeindefrei)));
}
