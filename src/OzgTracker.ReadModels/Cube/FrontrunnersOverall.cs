using OzgTracker.Domain.Analysis;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A unit in the ranking of its peer group.</summary>
/// <param name="Unit">Index of the unit.</param>
/// <param name="Rank">1 + units of the group with a higher share; ties share it.</param>
/// <param name="GroupUnits">Units that are ranked in the group, itself included.</param>
/// <param name="Competent">Its cells that count.</param>
/// <param name="Conform">Those of them at the model's threshold or above.</param>
/// <param name="Percentile">Its place among the others; null among fewer than <see cref="SmallGroups.Minimum"/>.</param>
public readonly record struct RankedUnit(int Unit, int Rank, int GroupUnits, int Competent, int Conform, decimal? Percentile);

/// <summary>Who is ahead over many services, by share of conform cells among units of the same kind and size class.</summary>
public static class FrontrunnersOverall
{
    /// <summary>By rank, then by kind, size class and id. Groups of fewer than <see cref="SmallGroups.Minimum"/> units are left out.</summary>
    public static IReadOnlyList<RankedUnit> Of(CubeSnapshot cube, CubeQuestion question)
    {
        var scope = new CubeScope(cube, question);
        var counts = new UnitCounts(scope, scope.Asked, new int[scope.Services.Length], 1);
        var groups = new List<int>?[256];
        foreach (var unit in scope.Units)
            if (counts.Competent(0, unit) > 0)
                (groups[GroupOf(scope, unit)] ??= []).Add(unit);

        var ranked = new List<RankedUnit>();
        foreach (var group in groups)
            if (group is { Count: >= SmallGroups.Minimum })
                Rank(group, counts, ranked);

        var ids = cube.Dimensions.ById;
        var order = ranked.ConvertAll(row => ((ulong)row.Rank << 24) | ((ulong)GroupOf(scope, row.Unit) << 16) | ids.Places[row.Unit]).ToArray();
        var rows = ranked.ToArray();
        Array.Sort(order, rows);
        return rows;
    }

    static int GroupOf(CubeScope scope, int unit) => (scope.Territory.Kind[unit] << 4) | scope.Territory.Size[unit];

    /// <summary>Shares as quotients order exactly: two of them that differ do so by far more than a double rounds.</summary>
    static void Rank(List<int> group, UnitCounts counts, List<RankedUnit> ranked)
    {
        var units = group.ToArray();
        var shares = Array.ConvertAll(units, unit => (double)counts.Conform(0, unit) / counts.Competent(0, unit));
        Array.Sort(shares, units);
        for (int first = 0, next; first < units.Length; first = next)
        {
            for (next = first; next < units.Length && shares[next] == shares[first];) next++;
            var percentile = PercentileRank.Of(first, next - first - 1, units.Length - 1);
            foreach (var unit in units.AsSpan()[first..next])
                ranked.Add(new(unit, units.Length - next + 1, units.Length, counts.Competent(0, unit), counts.Conform(0, unit), percentile));
        }
    }
}
