using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>Successors of dissolved Kreise and Gemeindeverbände: where their Gemeinden are now.</summary>
sealed class HigherUnits
{
    readonly Dictionary<UnitId, PlannedUnit> after;
    readonly Dictionary<UnitId, IReadOnlyList<SuccessorPart>> successors;
    readonly Dictionary<string, PlannedUnit> districts;

    public HigherUnits(IReadOnlyList<PlannedUnit> units, IEnumerable<PlannedDissolution> dissolved)
    {
        after = units.Where(unit => unit.Refusal is null).ToDictionary(unit => unit.Id);
        successors = dissolved.ToDictionary(end => end.Unit.Id, end => end.Successors);
        districts = after.Values.Where(unit => unit.Facts.Kind == UnitKind.Kreis || unit.Facts.Ags is { IsDistrictFree: true })
            .DistinctBy(unit => unit.Facts.District ?? unit.Id.Value).ToDictionary(unit => unit.Facts.District ?? unit.Id.Value, StringComparer.Ordinal);
    }

    /// <summary>Empty when a part of the members belongs to no unit of the kind any more, or lies nobody knows where.</summary>
    public IReadOnlyList<SuccessorPart> Of(UnitBefore ended, IEnumerable<UnitBefore> known)
    {
        var parts = new Dictionary<UnitId, decimal>();
        foreach (var member in known.Where(unit => unit.Facts.Ags is not null && unit.Dissolution is null && IsMember(unit, ended)))
        {
            foreach (var (place, area) in Places(member))
            {
                if (ParentOf(place, ended.Facts.Kind) is not { } parent) return [];
                parts[parent] = parts.GetValueOrDefault(parent) + area;
            }
        }

        var whole = parts.Select(part => (part.Key, (int)Math.Round(part.Value))).Where(part => part.Item2 > 0).ToArray();
        return whole.Length == 0 ? [] : Shares.Of(whole);
    }

    static bool IsMember(UnitBefore unit, UnitBefore parent) =>
        parent.Facts.Kind == UnitKind.Kreis ? unit.Facts.District == parent.Facts.District : unit.Facts.Association == parent.Id;

    /// <summary>The unit itself, or its successors with their parts; nothing that a reader of areas would miss is left out.</summary>
    IEnumerable<(PlannedUnit? Place, decimal AreaHa)> Places(UnitBefore member)
    {
        var area = member.Facts.AreaHa ?? 0;
        if (after.TryGetValue(member.Id, out var same)) return [(same, area)];
        return successors.TryGetValue(member.Id, out var parts)
            ? parts.Select(part => (after.GetValueOrDefault(part.Successor), area * part.Share))
            : [(null, area)];
    }

    UnitId? ParentOf(PlannedUnit? place, UnitKind kind)
    {
        if (place is null) return null;
        if (kind == UnitKind.Verband) return place.Facts.Association is { } association && after.ContainsKey(association) ? association : null;
        return place.Facts.District is { } district && districts.TryGetValue(district, out var unit) ? unit.Id : null;
    }
}
