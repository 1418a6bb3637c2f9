using System.Collections.Frozen;
using Npgsql;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels;

/// <summary>Who executes what where, in memory: a snapshot of three read models.</summary>
/// <remarks>Membership in a Verband and a Kreis is that of now, also for earlier days.</remarks>
public sealed class CompetenceBook
{
    readonly FrozenDictionary<string, Executors> defaults;
    readonly FrozenDictionary<(string OzgId, string State), Declaration[]> declared;
    readonly FrozenDictionary<string, PlacedUnit> units;
    readonly Lazy<FrozenDictionary<string, KeyValuePair<string, PlacedUnit>[]>> unitsOfState;   // most books are asked for single units only

    CompetenceBook(
        FrozenDictionary<string, Executors> defaults, FrozenDictionary<(string, string), Declaration[]> declared, FrozenDictionary<string, PlacedUnit> units)
    {
        (this.defaults, this.declared, this.units) = (defaults, declared, units);
        unitsOfState = new(() =>
            units.GroupBy(unit => unit.Value.State, StringComparer.Ordinal).ToFrozenDictionary(state => state.Key, state => state.ToArray(), StringComparer.Ordinal));
    }

    internal static readonly CompetenceBook Empty = new(
        FrozenDictionary<string, Executors>.Empty, FrozenDictionary<(string, string), Declaration[]>.Empty, FrozenDictionary<string, PlacedUnit>.Empty);

    /// <summary>Read one after the other by <see cref="ReadAsync"/>.</summary>
    internal static IReadOnlyList<string> Queries { get; } =
    [
        $"select ozg_id, executed_by from {ServiceProjection.Table}",
        $"select ozg_id, state, executed_by, valid_from from {CompetenceProjection.Table}",
        $"select id, state, kind, designation, association, district, valid_from, valid_to from {MunicipalityProjection.Table}",
    ];

    /// <summary>The Länder that have units, two digits each.</summary>
    public IEnumerable<string> States => unitsOfState.Value.Keys;

    /// <summary>What the catalogue lets expect of a service; null when it does not have it.</summary>
    public Executors? DefaultOf(string ozgId) => defaults.TryGetValue(ozgId, out var executors) ? executors : null;

    /// <summary>Who executes a service in a Land on a day; null when the catalogue does not have the service.</summary>
    /// <param name="state">Two digits.</param>
    public CompetenceInForce? ExecutedByOn(string ozgId, string state, DateOnly day) => DefaultOf(ozgId) is { } byDefault
        ? CompetenceInForce.On(day, declared.GetValueOrDefault((ozgId, state), []), byDefault)
        : null;

    /// <summary>Whether a unit executes a service on a day, and who does it for the place otherwise; null when one of them is not known or the unit does not exist then.</summary>
    public Standing? StandingOf(string unitId, string ozgId, DateOnly day) =>
        units.TryGetValue(unitId, out var unit) && unit.ExistsOn(day) && ExecutedByOn(ozgId, unit.State, day) is { } inForce ? inForce.ExecutedBy.Of(unit.Place) : null;

    /// <summary>Ids of all units that execute a service on a day by the table; in one Land, or in all.</summary>
    public IEnumerable<string> CompetentUnits(string ozgId, string? state, DateOnly day) =>
        (state is null ? States : [state]).SelectMany(land => ExecutedByOn(ozgId, land, day) is { } inForce ? UnitsThat(inForce.ExecutedBy, land, day) : []);

    /// <summary>Ids of all units of a Land that execute what these do.</summary>
    public IEnumerable<string> UnitsThat(Executors execute, string state, DateOnly day) =>
        unitsOfState.Value.GetValueOrDefault(state, []).Where(unit => unit.Value.ExistsOn(day) && execute.Of(unit.Value.Place).IsCompetent).Select(unit => unit.Key);

    /// <summary>Reads the results of <see cref="Queries"/>, beginning with the reader's present one.</summary>
    internal static async Task<CompetenceBook> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var defaults = new Dictionary<string, Executors>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) defaults.Add(reader.GetString(0), ExecutorsAt(reader, 1));

        await reader.NextResultAsync(ct);
        var declared = new List<((string, string) Key, Declaration Declaration)>();
        while (await reader.ReadAsync(ct))
            declared.Add(((reader.GetString(0), reader.GetString(1)), new Declaration(ExecutorsAt(reader, 2), reader.GetFieldValue<DateOnly>(3))));

        await reader.NextResultAsync(ct);
        var rows = new List<UnitRow>();
        while (await reader.ReadAsync(ct)) rows.Add(UnitRow.Of(reader));

        return new CompetenceBook(
            defaults.ToFrozenDictionary(StringComparer.Ordinal),
            declared.GroupBy(row => row.Key, row => row.Declaration).ToFrozenDictionary(group => group.Key, group => group.ToArray()),
            Placed(rows));
    }

    /// <summary>The number of a Kreis may change while its id stays, so Gemeinden, which name the number, are led to the id.</summary>
    static FrozenDictionary<string, PlacedUnit> Placed(List<UnitRow> rows)
    {
        var districts = rows.Where(row => row.Kind == UnitKind.Kreis && row.District is not null)
            .GroupBy(row => row.District!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MaxBy(row => row.ValidTo ?? DateOnly.MaxValue)!.Id, StringComparer.Ordinal);
        return rows.ToFrozenDictionary(
            row => row.Id.Value,
            row => new PlacedUnit(
                row.State,
                new UnitPlace(row.Kind, row.Designation, row.Association, row.District is not null && districts.TryGetValue(row.District, out var kreis) ? kreis : null),
                row.ValidFrom,
                row.ValidTo),
            StringComparer.Ordinal);
    }

    static Executors ExecutorsAt(NpgsqlDataReader reader, int column) =>
        Executors.Of(reader.GetFieldValue<string[]>(column).Select(text => Codes.TryParse<UnitKind>(text, out var kind) ? kind : UnitKind.Gemeindefrei));

    readonly record struct PlacedUnit(string State, UnitPlace Place, DateOnly? ValidFrom, DateOnly? ValidTo)
    {
        public bool ExistsOn(DateOnly day) => (ValidFrom is null || ValidFrom <= day) && (ValidTo is null || ValidTo >= day);
    }

    sealed record UnitRow(
        UnitId Id, string State, UnitKind Kind, UnitDesignation Designation, UnitId? Association, string? District, DateOnly? ValidFrom, DateOnly? ValidTo)
    {
        public static UnitRow Of(NpgsqlDataReader reader)
        {
            _ = Codes.TryParse<UnitKind>(reader.GetString(2), out var kind);
            _ = Codes.TryParse<UnitDesignation>(reader.GetString(3), out var designation);
            return new UnitRow(
                UnitId.Parse(reader.GetString(0)), reader.GetString(1), kind, designation,
                reader.TextOrNull(4) is { } association ? UnitId.Parse(association) : null, reader.TextOrNull(5),
                reader.ValueOrNull<DateOnly>(6), reader.ValueOrNull<DateOnly>(7));
        }
    }
}
