using System.Numerics;
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
    /// <summary>Of a group that is about one service: Länder and Kreise that are complete; null otherwise.</summary>
    public RegionTotals? Regions { get; init; }

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
        CubeScope[] scopes = [new CubeScope(cube, question)];
        var scope = scopes[0];
        var withCoverage = HasCoverage(scope.Services, groupBy);
        var units = new UnitGroups(scopes, groupBy, withCoverage);
        var services = new ServiceGroups(scopes, groupBy);
        var sums = new TallySums(units.Count * services.Count, question.Model.Levels.Count, withCoverage);

        var asked = InRuns(scope, services, withCoverage);
        var parts = PartsOf(asked.Length, scope.First, scope.Last);
        if (parts == 1)
        {
            Count(scope, units, services, sums, asked);
        }
        else
        {
            var partial = new TallySums[parts];
            Parallel.For(0, parts, part =>
            {
                partial[part] = new TallySums(units.Count * services.Count, question.Model.Levels.Count, withCoverage);
                Count(scope, units, services, partial[part], PartOf(asked, part, parts));
            });
            foreach (var part in partial) sums.Add(part);
        }

        return [.. Groups(units, services, 0, sums, groupBy)];
    }

    /// <summary>Whether each group is about one service.</summary>
    internal static bool HasCoverage(int[] services, IReadOnlyList<GroupBy> groupBy) => groupBy.Contains(GroupBy.OzgId) || services.Length == 1;

    /// <summary>Into how many parts the services are shared out.</summary>
    internal static int PartsOf(int services, int firstUnit, int lastUnit) => (long)services * (lastUnit - firstUnit + 1) < WorthSharing ? 1 : Environment.ProcessorCount;

    internal static int[] PartOf(int[] services, int part, int parts) =>
        services[(int)((long)services.Length * part / parts)..(int)((long)services.Length * (part + 1) / parts)];

    /// <summary>Services that are counted together, because they are in the same groups and executed by the same units, one after the other; where coverage is asked for, each alone.</summary>
    static int[] InRuns(CubeScope scope, ServiceGroups services, bool withCoverage) => withCoverage ? scope.Services :
    [
        .. scope.Services.OrderBy(service => string.Join(',', services.Of(0, service)), StringComparer.Ordinal)
            .ThenBy(service => Convert.ToHexString(scope.Territory.ExecutorsOf(service)), StringComparer.Ordinal),
    ];

    static bool SameRun(CubeScope scope, ServiceGroups services, int service, int other) =>
        services.Of(0, service).AsSpan().SequenceEqual(services.Of(0, other)) && scope.Territory.ExecutorsOf(service).SequenceEqual(scope.Territory.ExecutorsOf(other));

    static void Count(CubeScope scope, UnitGroups units, ServiceGroups services, TallySums sums, int[] asked)
    {
        if (scope.First < 0) return;
        var lanes = CodeLanes.For(scope.Question.Model.Levels.Count);
        var places = units.On(0).PlacesFor(lanes);
        var even = new long[units.SlotCount * lanes.Count];
        var odd = new long[even.Length];
        var coverage = sums.HasCoverage ? new CoverageCount(scope, units) : null;
        for (var i = 0; i < asked.Length; i++)
        {
            var codes = scope.CodesOf(asked[i]);
            for (var block = scope.FirstBlock; block <= scope.LastBlock; block++)
            {
                var first = block * CellBlock.Size;
                var ofBlock = places.AsSpan(first, Math.Min(CellBlock.Size, places.Length - first));
                Add(codes.Block(block), ofBlock, lanes.Count - 1, even, odd);
            }

            if (coverage is null && i + 1 < asked.Length && SameRun(scope, services, asked[i], asked[i + 1])) continue;
            AddAll(even, odd);
            Fold(scope, units, services.Of(0, asked[i]), asked[i], sums, coverage, even, lanes.Codes);
            Array.Clear(even);
            Array.Clear(odd);
        }
    }

    /// <summary>
    /// The pass over cells: one addition each. Two sums in turn, because neighbours are mostly in the same group at the same level, and an addition would wait for the one before.
    /// </summary>
    /// <param name="mask">Of the lanes of codes, see <see cref="CodeLanes"/>.</param>
    static void Add(ReadOnlySpan<byte> codes, ReadOnlySpan<UnitPlaceInSums> places, int mask, Span<long> even, Span<long> odd)
    {
        ref var code = ref MemoryMarshal.GetReference(codes);
        ref var place = ref MemoryMarshal.GetReference(places);
        ref var toEven = ref MemoryMarshal.GetReference(even);
        ref var toOdd = ref MemoryMarshal.GetReference(odd);
        nint cell = 0;
        for (; cell + 1 < places.Length; cell += 2)
        {
            var (one, other) = (Unsafe.Add(ref place, cell), Unsafe.Add(ref place, cell + 1));
            Unsafe.Add(ref toEven, one.First + (Unsafe.Add(ref code, cell) & mask)) += one.Weight;
            Unsafe.Add(ref toOdd, other.First + (Unsafe.Add(ref code, cell + 1) & mask)) += other.Weight;
        }

        if (cell < places.Length) even[places[(int)cell].First + (codes[(int)cell] & mask)] += places[(int)cell].Weight;
    }

    /// <summary>Adds numbers one by one.</summary>
    internal static void AddAll(Span<long> to, ReadOnlySpan<long> more)
    {
        var wide = MemoryMarshal.Cast<long, Vector<long>>(to);
        var wideMore = MemoryMarshal.Cast<long, Vector<long>>(more);
        for (var i = 0; i < wide.Length; i++) wide[i] += wideMore[i];
        for (var i = wide.Length * Vector<long>.Count; i < to.Length; i++) to[i] += more[i];
    }

    /// <summary>Turns the sums of one service on one day into those of its groups.</summary>
    /// <param name="weights">For each slot the sum at each of the codes.</param>
    /// <param name="codes">Level codes in the order of the sums.</param>
    internal static void Fold(
        CubeScope scope, UnitGroups units, int[] serviceGroups, int service, TallySums sums, CoverageCount? coverage, ReadOnlySpan<long> weights, ReadOnlySpan<byte> codes)
    {
        for (var slot = 1; slot < units.SlotCount; slot++)
        {
            var place = units.SlotAt(slot);
            var byTable = scope.Territory.IsCompetent(service, place.State, place.Class);
            var ofSlot = weights.Slice(slot * codes.Length, codes.Length);
            for (var i = 0; i < ofSlot.Length; i++)
            {
                var (weight, code) = (ofSlot[i], codes[i]);
                if (weight == 0 || code == LevelCode.NotCompetent || (code == LevelCode.Unreported && !byTable)) continue;
                foreach (var serviceGroup in serviceGroups) sums.Add(serviceGroup * units.Count + place.Group, code, weight);
                coverage?.Add(slot, code, weight);
            }
        }

        if (coverage is null) return;
        for (var group = 0; group < units.Count; group++)
        {
            var (category, regions) = (coverage.Of(group), coverage.RegionsOf(group));
            foreach (var serviceGroup in serviceGroups) sums.Cover(serviceGroup * units.Count + group, category, regions);
        }

        coverage.Clear();
    }

    /// <summary>The groups that are there on a day, by their keys.</summary>
    internal static IEnumerable<TallyGroup> Groups(UnitGroups units, ServiceGroups services, int day, TallySums sums, IReadOnlyList<GroupBy> groupBy)
    {
        var found = new List<(string?[] Key, TallyGroup Group)>();
        var onDay = units.On(day);
        for (var serviceGroup = 0; serviceGroup < services.Count; serviceGroup++)
        {
            if (!services.IsThere(day, serviceGroup)) continue;
            for (var unitGroup = 0; unitGroup < units.Count; unitGroup++)
            {
                if (units.Dimensions.Count > 0 && onDay.UnitsOf(unitGroup) == 0) continue;
                var group = serviceGroup * units.Count + unitGroup;
                var (unitKey, serviceKey) = (units.KeyOf(unitGroup), services.KeyOf(serviceGroup));
                string?[] key = [.. groupBy.Select(by => IsOfUnits(by) ? unitKey[units.Dimensions.IndexOf(by)] : serviceKey[services.Dimensions.IndexOf(by)])];
                found.Add((key, new TallyGroup(
                    key, onDay.UnitsOf(unitGroup), onDay.PopulationOf(unitGroup), sums.Levels(group), sums.PopulationByLevel(group), sums.Competent(group),
                    sums.CompetentPopulation(group), sums.CoverageOf(group))
                { Regions = sums.RegionsOf(group) }));
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
    readonly (CoverageCategory Category, RegionTotals Regions)?[] coverage = new (CoverageCategory, RegionTotals)?[withCoverage ? groups : 0];

    public bool HasCoverage => withCoverage;

    /// <summary>A code without a level counts as competent only.</summary>
    public void Add(int group, int code, long weight)
    {
        var at = group * stride + Math.Min(code, levels);
        cells[at] += Territory.UnitsIn(weight);
        population[at] += Territory.PopulationIn(weight);
    }

    public void Cover(int group, CoverageCategory category, RegionTotals regions) => coverage[group] = (category, regions);

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
    public CoverageCategory? CoverageOf(int group) => withCoverage ? coverage[group]?.Category ?? CoverageCategory.NotCounted : null;

    public RegionTotals? RegionsOf(int group) => withCoverage ? coverage[group]?.Regions ?? default(RegionTotals) : null;

    static long Sum(ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
