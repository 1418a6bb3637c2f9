using System.Runtime.InteropServices;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake;

/// <summary>Inhabitants and hectares of higher units, which GV100AD only has for Gemeinden.</summary>
sealed class UnitTotals
{
    readonly Dictionary<string, (long Population, long AreaHa)> totals = new(StringComparer.Ordinal);

    /// <summary>Sums over Gemeinden and gemeindefreie Gebiete, by Land, Kreis and Verband.</summary>
    public UnitTotals(IEnumerable<AdministrativeUnitRow> units)
    {
        foreach (var unit in units.Where(unit => unit.Ags is not null))
        {
            Add(unit.State.Value, unit);
            Add(unit.District, unit);
            Add(unit.Association?.Value, unit);
        }
    }

    /// <summary>The row with its sums; that of a Gemeinde as it is.</summary>
    public AdministrativeUnitRow Complete(AdministrativeUnitRow unit)
    {
        if (unit.Kind is not (UnitKind.Kreis or UnitKind.Verband)) return unit;

        var (population, area) = Of(unit.Id.Value);
        return unit with { Population = population, AreaHa = area };
    }

    /// <summary>The row with its sums.</summary>
    public StateRow Complete(StateRow state)
    {
        var (population, area) = Of(state.State.Value);
        return state with { Population = population, AreaHa = area };
    }

    void Add(string? key, AdministrativeUnitRow unit)
    {
        if (key is null) return;

        ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, key, out _);
        total = (total.Population + unit.Population, total.AreaHa + unit.AreaHa);
    }

    /// <summary>Saturates: only a made-up file has more inhabitants than an <see cref="int"/> can hold.</summary>
    (int Population, int AreaHa) Of(string key)
    {
        var (population, area) = totals.GetValueOrDefault(key);
        return (int.CreateSaturating(population), int.CreateSaturating(area));
    }
}
