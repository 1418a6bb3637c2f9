using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OzgTracker.Domain.Analysis;

namespace OzgTracker.ReadModels.Cube;

/// <summary>The numbers of one group.</summary>
/// <param name="Key">A value for each grouping, in their order.</param>
/// <param name="Units">Units that are asked for in it, whether competent or not.</param>
/// <param name="Population">Inhabitants of these.</param>
/// <param name="Levels">Cells at each level of the model.</param>
/// <param name="PopulationByLevel">Inhabitants of the units of these cells; a unit counts once for each cell.</param>
/// <param name="Competent">Cells that count.</param>
/// <param name="CompetentPopulation">Inhabitants of the units of these cells.</param>
/// <param name="Coverage">Of a group that is about one service: how far it is available; null otherwise.</param>
public sealed record TallyGroup(
    IReadOnlyList<string?> Key, int Units, long Population, IReadOnlyList<long> Levels, IReadOnlyList<long> PopulationByLevel, long Competent, long CompetentPopulation,
    CoverageCategory? Coverage)
{
    /// <summary>Cells with a level.</summary>
    public long Reported => Levels.Sum();

    /// <summary>Cells at a level or above.</summary>
    public long AtLeast(int level) => Levels.Skip(level).Sum();

    /// <summary>Inhabitants of the units of cells at a level or above.</summary>
    public long PopulationAtLeast(int level) => PopulationByLevel.Skip(level).Sum();
}

/// <summary>Counts cells by level, in units and in inhabitants, in groups of any kind.</summary>
/// <remarks>
/// One pass over the level codes of the cells: a unit and its inhabitants are one number, so each cell costs one addition, to the sum of its group and code. Groups of units are
/// split by Land and class of competence, so that the table of competence is asked once for each of them and service, not for each cell.
/// </remarks>
public static class Tally
{
    /// <summary>Below this many cells a second thread costs more than it does.</summary>
    const int WorthSharing = 200_000;

    /// <summary>Counts.</summary>
    /// <param name="groupBy">None for one number of everything.</param>
    public static IReadOnlyList<TallyGroup> Of(CubeSnapshot cube, CubeQuestion question, IReadOnlyList<GroupBy> groupBy)
    {
        var scope = new CubeScope(cube, question);
        var withCoverage = groupBy.Contains(GroupBy.OzgId) || scope.Services.Length == 1;
        var units = new UnitGroups(scope, groupBy, withCoverage);
        var services = new ServiceGroups(scope, groupBy);
        var sums = new TallySums(units.Count * services.Count, question.Model.Levels.Count, withCoverage);

        if ((long)scope.Services.Length * (scope.Last - scope.First + 1) < WorthSharing || Environment.ProcessorCount == 1)
        {
            Count(scope, units, services, sums, scope.Services);
        }
        else
        {
            var parts = Environment.ProcessorCount;
            var partial = new TallySums[parts];
            Parallel.For(0, parts, part =>
            {
                partial[part] = new TallySums(units.Count * services.Count, question.Model.Levels.Count, withCoverage);
                Count(scope, units, services, partial[part], scope.Services.AsSpan()[Range(scope.Services.Length, part, parts)].ToArray());
            });
            foreach (var part in partial) sums.Add(part);
        }

        return [.. Groups(scope, units, services, sums, groupBy)];
    }

    static Range Range(int length, int part, int parts) => (int)((long)length * part / parts)..(int)((long)length * (part + 1) / parts);

    static void Count(CubeScope scope, UnitGroups units, ServiceGroups services, TallySums sums, int[] asked)
    {
        if (scope.First < 0) return;
        var even = new long[units.SlotCount * LevelCode.Count];
        var odd = new long[even.Length];
        var coverage = sums.HasCoverage ? new CoverageCount(scope, units) : null;
        foreach (var service in asked)
        {
            var codes = scope.CodesOf(service);
            for (var block = scope.FirstBlock; block <= scope.LastBlock; block++)
            {
                var first = block * CellBlock.Size;
                var count = Math.Min(CellBlock.Size, units.Slots.Length - first);
                Add(codes.Block(block)[..count], units.Slots.AsSpan(first, count), units.Weights.AsSpan(first, count), even, odd);
            }

            Fold(scope, units, services.Of(service), service, sums, coverage, even, odd);
        }
    }

    /// <summary>The pass over cells. Two sums in turn: neighbours are mostly in the same group at the same level, and an addition would wait for the one before.</summary>
    static void Add(ReadOnlySpan<byte> codes, ReadOnlySpan<ushort> slots, ReadOnlySpan<long> weights, long[] even, long[] odd)
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var slot = ref MemoryMarshal.GetReference(slots);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        var cell = 0;
        for (; cell + 1 < codes.Length; cell += 2)
        {
            even[(Unsafe.Add(ref slot, cell) << 5) | Unsafe.Add(ref code, cell)] += Unsafe.Add(ref weight, cell);
            odd[(Unsafe.Add(ref slot, cell + 1) << 5) | Unsafe.Add(ref code, cell + 1)] += Unsafe.Add(ref weight, cell + 1);
        }

        if (cell < codes.Length) even[(slots[cell] << 5) | codes[cell]] += weights[cell];
    }

    /// <summary>Turns the sums of one service into those of its groups, and clears them for the next.</summary>
    static void Fold(
        CubeScope scope, UnitGroups units, int[] serviceGroups, int service, TallySums sums, CoverageCount? coverage, long[] even, long[] odd)
    {
        for (var slot = 1; slot < units.SlotCount; slot++)
        {
            var place = units.SlotAt(slot);
            var byTable = scope.Territory.IsCompetent(service, place.State, place.Class);
            var from = slot << 5;
            for (var code = 0; code < LevelCode.Count; code++)
            {
                var weight = even[from + code] + odd[from + code];
                if (weight == 0) continue;
                (even[from + code], odd[from + code]) = (0, 0);
                if (code == LevelCode.NotCompetent || (code == LevelCode.Unreported && !byTable)) continue;
                foreach (var serviceGroup in serviceGroups) sums.Add(serviceGroup * units.Count + place.Group, code, weight);
                coverage?.Add(slot, code, weight);
            }
        }

        if (coverage is null) return;
        for (var group = 0; group < units.Count; group++)
        {
            var category = coverage.Of(group);
            foreach (var serviceGroup in serviceGroups) sums.Cover(serviceGroup * units.Count + group, category);
        }

        coverage.Clear();
    }

    static IEnumerable<TallyGroup> Groups(CubeScope scope, UnitGroups units, ServiceGroups services, TallySums sums, IReadOnlyList<GroupBy> groupBy)
    {
        var found = new List<(string?[] Key, TallyGroup Group)>();
        for (var serviceGroup = 0; serviceGroup < services.Count; serviceGroup++)
        {
            for (var unitGroup = 0; unitGroup < units.Count; unitGroup++)
            {
                var group = serviceGroup * units.Count + unitGroup;
                var (unitKey, serviceKey) = (units.KeyOf(unitGroup), services.KeyOf(serviceGroup));
                string?[] key = [.. groupBy.Select(by => IsOfUnits(by) ? unitKey[units.Dimensions.IndexOf(by)] : serviceKey[services.Dimensions.IndexOf(by)])];
                found.Add((key, new TallyGroup(
                    key, units.UnitsOf(unitGroup), units.PopulationOf(unitGroup), sums.Levels(group), sums.PopulationByLevel(group), sums.Competent(group),
                    sums.CompetentPopulation(group), sums.CoverageOf(group))));
            }
        }

        return found.OrderBy(pair => pair.Key, KeyOrder.Instance).Select(pair => pair.Group);
    }

    internal static bool IsOfUnits(GroupBy by) => by <= GroupBy.Association;

    /// <summary>By the parts of the key, one after the other; null comes last.</summary>
    sealed class KeyOrder : IComparer<string?[]>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(string?[]? x, string?[]? y)
        {
            for (var i = 0; i < x!.Length; i++)
            {
                var order = (x[i], y![i]) switch
                {
                    (null, null) => 0,
                    (null, _) => 1,
                    (_, null) => -1,
                    var (a, b) => string.CompareOrdinal(a, b),
                };
                if (order != 0) return order;
            }

            return 0;
        }
    }
}

/// <summary>Sums of all groups: cells and inhabitants by level and of all that count, and how far a service is available where each group is about one.</summary>
sealed class TallySums(int groups, int levels, bool withCoverage)
{
    readonly int stride = levels + 1;
    readonly long[] cells = new long[groups * (levels + 1)];
    readonly long[] population = new long[groups * (levels + 1)];
    readonly CoverageCategory?[] coverage = new CoverageCategory?[withCoverage ? groups : 0];

    public bool HasCoverage => withCoverage;

    /// <summary>A code without a level counts as competent only.</summary>
    public void Add(int group, int code, long weight)
    {
        var at = group * stride + Math.Min(code, levels);
        cells[at] += Territory.UnitsIn(weight);
        population[at] += Territory.PopulationIn(weight);
    }

    public void Cover(int group, CoverageCategory category) => coverage[group] = category;

    public void Add(TallySums other)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] += other.cells[i];
            population[i] += other.population[i];
        }

        for (var i = 0; i < coverage.Length; i++) coverage[i] ??= other.coverage[i];
    }

    public long[] Levels(int group) => cells.AsSpan(group * stride, levels).ToArray();

    public long[] PopulationByLevel(int group) => population.AsSpan(group * stride, levels).ToArray();

    public long Competent(int group) => Sum(cells.AsSpan(group * stride, stride));

    public long CompetentPopulation(int group) => Sum(population.AsSpan(group * stride, stride));

    /// <summary>A group without any unit has nobody competent.</summary>
    public CoverageCategory? CoverageOf(int group) => withCoverage ? coverage[group] ?? CoverageCategory.NotCounted : null;

    static long Sum(ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
