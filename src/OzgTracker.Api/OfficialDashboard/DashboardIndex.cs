using OzgTracker.Api.Exports;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>A unit, and how many rows the official shape has of it.</summary>
sealed record DashboardUnit(string Id, string Ars, string Name, string State, string? District, string? Association, UnitKind Kind, long Rows)
{
    /// <summary>Name of its Land.</summary>
    public string StateName => StateCode.Parse(State).Facts.Name;
}

/// <summary>All units in the order of their ids with their numbers of rows, so that a page at any depth is found by adding up; and the coverage of each service.</summary>
sealed class DashboardIndex
{
    /// <summary>The rows themselves: cells of which somebody says under which address they are, each with the LeiKa services of its OZG service.</summary>
    public const string CellsSql = $"""
        {StatusProjection.Table} as cell
          join {ServiceProjection.Table} as service on service.ozg_id = cell.ozg_id
          join {ServiceProjection.LeikaTable} as leika on leika.ozg_id = cell.ozg_id
         where cell.model = '{MaturityModel.Default}'
           and cell.status = 1
           and cell.evidence_url is not null
        """;

    const string UnitsSql = $"""
        select unit.id, unit.ars, unit.name, unit.state, unit.district, unit.association, unit.kind, coalesce(online.entries, 0)
          from {MunicipalityProjection.Table} as unit
          left join (
              select cell.municipality, count(*) as entries
                from {CellsSql}
               group by cell.municipality) as online on online.municipality = unit.id
         where unit.dissolved_on is null
         order by unit.id collate "C"
        """;

    readonly Dictionary<string, CoverageCategory> coverage;

    DashboardIndex(string stand, DateTimeOffset madeAt, IReadOnlyList<DashboardUnit> units, Dictionary<string, CoverageCategory> coverage) =>
        (Stand, MadeAt, Units, this.coverage) = (stand, madeAt, units, coverage);

    /// <summary>Of the read models, when it was counted.</summary>
    public string Stand { get; }

    public DateTimeOffset MadeAt { get; }

    public IReadOnlyList<DashboardUnit> Units { get; }

    /// <summary>Counts.</summary>
    public static async Task<DashboardIndex> ReadAsync(ExportSnapshot snapshot, CubeSnapshot cube, DateTimeOffset now, CancellationToken ct)
    {
        var units = new List<DashboardUnit>();
        await foreach (var reader in snapshot.RowsAsync(UnitsSql, ct))
        {
            units.Add(new DashboardUnit(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), Codes.TryParse<UnitKind>(reader.GetString(6), out var kind) ? kind : UnitKind.Gemeinde, reader.GetInt64(7)));
        }

        var model = cube.Dimensions.Models[cube.Dimensions.FindModel(MaturityModel.Default)];
        var question = new CubeQuestion(new UnitFilter(), new CubeServices(), model, LeikaPolicy.Any, RolloutFacts.DayOf(now));
        var coverage = Tally.Of(cube, question, [GroupBy.OzgId]).ToDictionary(group => group.Key[0]!, group => group.Coverage!.Value, StringComparer.Ordinal);
        return new DashboardIndex(snapshot.Stand, now, units, coverage);
    }

    /// <summary>The five official words. Whoever is online is so in at least one Kommune, also where the service is conform nowhere.</summary>
    /// <param name="isActive">Whether the row counts as online.</param>
    public string CoverageOf(string ozgId, bool isActive) => !isActive ? NotCounted : coverage.GetValueOrDefault(ozgId, CoverageCategory.NotCounted) switch
    {
        CoverageCategory.Nationwide => "bundesweit flächendeckend",
        CoverageCategory.Statewide => "landesweit flächendeckend",
        CoverageCategory.Districtwide => "kreisweit flächendeckend",
        CoverageCategory.NotCounted => NotCounted,
        _ => "in mind. einer Kommune verfügbar",
    };

    const string NotCounted = "nicht in Auswertung berücksichtigt";
    const string Germany = "000000000000", BelowState = "0000000000";

    /// <summary>The units of an area; null when nobody has this ARS.</summary>
    /// <param name="ars">Twelve digits; of the Bund, a Land, a Kreis or a Verband padded with zeros.</param>
    /// <param name="above">With the Kreis and the Verband that it belongs to.</param>
    /// <param name="below">With everything in it.</param>
    public IReadOnlyList<DashboardUnit>? Area(string ars, bool above, bool below)
    {
        var unit = Units.FirstOrDefault(one => one.Ars == ars);
        var state = ars.EndsWith(BelowState, StringComparison.Ordinal) && StateCode.TryParse(ars[..2], out var code) ? code.Value : null;
        if (unit is null && state is null && ars != Germany) return null;
        return [.. Units.Where(one => one == unit || (above && unit is not null && IsAbove(one, unit)) || (below && (ars == Germany || one.State == state || IsIn(one, unit))))];
    }

    static bool IsAbove(DashboardUnit one, DashboardUnit unit) => one.Id == unit.Association || (one.Kind == UnitKind.Kreis && one.Id == unit.District);

    static bool IsIn(DashboardUnit one, DashboardUnit? area) => area is not null && (area.Kind switch
    {
        UnitKind.Kreis => one.District == area.District,
        UnitKind.Verband => one.Association == area.Id,
        _ => false,
    });
}
