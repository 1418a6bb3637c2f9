using System.Globalization;
using System.Runtime.InteropServices;
using OzgTracker.Domain.Analysis;

namespace OzgTracker.ReadModels.Cube;

/// <summary>In how many Länder and Kreise somebody is competent for a service, and how many of them are complete: whoever is competent is conform.</summary>
/// <param name="States">Länder with a competent unit.</param>
/// <param name="StatesComplete">Those of them in which all are conform.</param>
/// <param name="Districts">Kreise and kreisfreie Städte with a competent unit.</param>
/// <param name="DistrictsComplete">Those of them in which all are conform.</param>
public readonly record struct RegionTotals(int States, int StatesComplete, int Districts, int DistrictsComplete);

/// <summary>Counts one service by Land and Kreis in each group of units, to tell how far it is available. Used for one service after the other.</summary>
sealed class CoverageCount
{
    readonly int threshold;
    readonly Narrowing narrowing;
    readonly (int State, int District)[] regionsOf;
    readonly List<RegionCount>[] states;
    readonly List<RegionCount>[] districts;
    readonly (int Group, int State, int Class, int District)[] slots;

    public CoverageCount(CubeScope scope, UnitGroups units)
    {
        threshold = scope.Question.Model.ConformityThreshold;
        narrowing = NarrowingOf(scope.Question.Units, units.Dimensions);
        slots = [.. Enumerable.Range(0, units.SlotCount).Select(units.SlotAt)];
        regionsOf = new (int, int)[slots.Length];
        states = [.. Enumerable.Range(0, units.Count).Select(_ => new List<RegionCount>())];
        districts = [.. Enumerable.Range(0, units.Count).Select(_ => new List<RegionCount>())];
        var known = new Dictionary<(int Group, int Number, bool IsState), int>();
        for (var slot = 1; slot < slots.Length; slot++)
        {
            var place = slots[slot];
            regionsOf[slot] = (
                Region(states, (place.Group, place.State, true), place.State.ToString("00", CultureInfo.InvariantCulture)),
                Region(districts, (place.Group, place.District, false), units.DistrictName(place.District)));
        }

        int Region(List<RegionCount>[] regions, (int Group, int Number, bool IsState) key, string? number)
        {
            if (known.TryGetValue(key, out var region)) return region;
            known.Add(key, region = regions[key.Group].Count);
            regions[key.Group].Add(new RegionCount(number, 0, 0));
            return region;
        }
    }

    /// <summary>Units of a slot that count, at a level code.</summary>
    public void Add(int slot, int code, long weight)
    {
        var count = (int)Territory.UnitsIn(weight);
        var conform = code < LevelCode.Levels && code >= threshold ? count : 0;
        Add(ref CollectionsMarshal.AsSpan(states[slots[slot].Group])[regionsOf[slot].State], count, conform);
        Add(ref CollectionsMarshal.AsSpan(districts[slots[slot].Group])[regionsOf[slot].District], count, conform);
    }

    public CoverageCategory Of(int group) => Coverage.Of(CollectionsMarshal.AsSpan(states[group]), CollectionsMarshal.AsSpan(districts[group]), narrowing);

    public RegionTotals RegionsOf(int group)
    {
        var (inStates, inDistricts) = (Totals(states[group]), Totals(districts[group]));
        return new(inStates.Competent, inStates.Covered, inDistricts.Competent, inDistricts.Covered);
    }

    public void Clear()
    {
        foreach (var regions in states) Clear(regions);
        foreach (var regions in districts) Clear(regions);
    }

    static void Clear(List<RegionCount> regions)
    {
        foreach (ref var region in CollectionsMarshal.AsSpan(regions)) region = region with { Competent = 0, Conform = 0 };
    }

    static (int Competent, int Covered) Totals(List<RegionCount> regions)
    {
        var (competent, covered) = (0, 0);
        foreach (var region in CollectionsMarshal.AsSpan(regions))
        {
            if (region.Number is null || region.Competent == 0) continue;
            competent++;
            if (region.IsCovered) covered++;
        }

        return (competent, covered);
    }

    static void Add(ref RegionCount region, int competent, int conform) =>
        region = region with { Competent = region.Competent + competent, Conform = region.Conform + conform };

    /// <summary>A group of one Land is no more than a Land, whether it was filtered or grouped.</summary>
    static Narrowing NarrowingOf(UnitFilter filter, List<GroupBy> groupBy) =>
        (filter.State is not null || groupBy.Contains(GroupBy.State) ? Narrowing.State : Narrowing.None)
        | (filter.District is not null || groupBy.Contains(GroupBy.District) ? Narrowing.District : Narrowing.None)
        | (filter.Association is not null || groupBy.Contains(GroupBy.Association) ? Narrowing.Association : Narrowing.None);
}
