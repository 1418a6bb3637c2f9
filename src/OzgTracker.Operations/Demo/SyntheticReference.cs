using Npgsql;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations.Demo;

/// <summary>The units and services of a database, as far as histories depend on them.</summary>
/// <param name="Units">All that exist and are no gemeindefreies Gebiet, by id.</param>
/// <param name="Services">All of the catalogue, by id, with who executes them on the last day of the histories.</param>
public sealed record SyntheticReference(IReadOnlyList<SyntheticUnit> Units, IReadOnlyList<SyntheticService> Services)
{
    const string UnitsSql = $"""
        select id, kind, designation, association, state, population
          from {MunicipalityProjection.Table}
         where dissolved_on is null
           and kind <> 'gemeindefrei'
         order by id collate "C"
        """;

    const string ServicesSql = $"""
        select ozg_id, types,
               array(select leika_id from {ServiceProjection.LeikaTable} as leika where leika.ozg_id = service.ozg_id order by leika_id collate "C")
          from {ServiceProjection.Table} as service
         order by ozg_id collate "C"
        """;

    /// <summary>Reads the read models, which must be up to date.</summary>
    public static async Task<SyntheticReference> ReadAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        using var registry = new Registry(source, TimeProvider.System);
        var competence = await registry.Competence(ct);
        return new SyntheticReference(
            await RowsAsync(source, UnitsSql, Unit, ct),
            await RowsAsync(source, ServicesSql, reader => Service(reader, competence), ct));
    }

    static async Task<IReadOnlyList<TRow>> RowsAsync<TRow>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, TRow> read, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(ct)) rows.Add(read(reader));
        return rows;
    }

    static SyntheticUnit Unit(NpgsqlDataReader reader)
    {
        _ = Codes.TryParse<UnitKind>(reader.GetString(1), out var kind);
        _ = Codes.TryParse<UnitDesignation>(reader.GetString(2), out var designation);
        return new SyntheticUnit(
            UnitId.Parse(reader.GetString(0)), kind, designation, reader.IsDBNull(3) ? null : UnitId.Parse(reader.GetString(3)),
            StateCode.Parse(reader.GetString(4)), reader.GetInt32(5));
    }

    static SyntheticService Service(NpgsqlDataReader reader, CompetenceBook competence)
    {
        var id = OzgId.Parse(reader.GetString(0));
        return new SyntheticService(
            id,
            reader.GetFieldValue<string[]>(1),
            [.. reader.GetFieldValue<string[]>(2).Select(LeikaId.Parse)],
            [.. StateCode.All.Select(state => competence.ExecutedByOn(id.Value, state.Value, SyntheticHistory.LastDay)?.ExecutedBy ?? Executors.Nobody)]);
    }
}
