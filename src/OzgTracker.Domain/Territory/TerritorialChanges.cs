using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>Puts dissolutions together that share a successor.</summary>
static class TerritorialChanges
{
    public static IReadOnlyList<TerritorialChange> Of(IReadOnlyList<PlannedDissolution> dissolved, IReadOnlyList<PlannedUnit> units)
    {
        var roots = new Dictionary<UnitId, UnitId>();
        foreach (var end in dissolved)
            foreach (var part in end.Successors) roots[Root(roots, end.Unit.Id)] = Root(roots, part.Successor);

        var byId = units.Where(unit => unit.Refusal is null).ToDictionary(unit => unit.Id);
        return [.. dissolved
            .GroupBy(end => Root(roots, end.Unit.Id))
            .Select(group => new TerritorialChange(
                [.. group.OrderBy(end => end.Unit.Id.Value, StringComparer.Ordinal)],
                [.. group.SelectMany(end => end.Successors).Select(part => part.Successor).Distinct().OrderBy(id => id.Value, StringComparer.Ordinal).Select(id => byId[id])]))
            .OrderBy(change => change.Dissolved[0].Unit.Id.Value, StringComparer.Ordinal)];
    }

    static UnitId Root(Dictionary<UnitId, UnitId> roots, UnitId unit)
    {
        while (roots.TryGetValue(unit, out var parent) && parent != unit) unit = parent;
        return unit;
    }
}
