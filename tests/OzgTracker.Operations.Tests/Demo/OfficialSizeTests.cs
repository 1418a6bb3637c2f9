using System.Diagnostics;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Operations.Tests.Demo;

/// <summary>GV100AD of 31.8.2025, © Statistisches Bundesamt (Destatis), 2025; catalogue of 2019 by BMI and FIM.</summary>
[Category("OfficialData")]
public sealed class OfficialSizeTests
{
    [Test]
    public async Task All_of_germany_has_20_million_transitions()
    {
        var (units, services) = await SyntheticExamples.Official();
        var w = Stopwatch.StartNew();
        var count = new SyntheticHistory(SyntheticHistory.DefaultSeed).Count(units, services);
        Console.WriteLine($"{count} {w.Elapsed} {units.Count} {services.Count}");
        if (units.Count == 0) Dump(units, services);
        Assert.That(count.Transitions, Is.EqualTo(20_000_000).Within(5).Percent);
    }

    static void Dump(IReadOnlyList<SyntheticUnit> units, IReadOnlyList<SyntheticService> services)
    {
        var history = new SyntheticHistory(SyntheticHistory.DefaultSeed);
        var steps = new SyntheticStep[SyntheticHistory.MostSteps];
        var kinds = new SortedDictionary<string, long>();
        var lengths = new long[41];
        var perYear = new SortedDictionary<(int Year, int Level), long>();
        var perSize = new SortedDictionary<int, long[]>();
        foreach (var unit in units.Where((_, i) => i % 20 == 0))
            foreach (var service in services)
            {
                var n = history.Steps(unit, service, steps);
                lengths[n]++;
                for (var i = 0; i < n; i++)
                {
                    kinds[steps[i].Kind.ToString()] = kinds.GetValueOrDefault(steps[i].Kind.ToString()) + 1;
                }
                var size = (int)Math.Log10(Math.Max(1, unit.Population));
                for (var year = 2019; year <= 2026; year++)
                {
                    var level = -1;
                    for (var i = 0; i < n; i++) if (steps[i].Day.Year <= year && steps[i].Kind is SyntheticStepKind.Reported or SyntheticStepKind.Corrected) level = steps[i].Level;
                    perYear[(year, level)] = perYear.GetValueOrDefault((year, level)) + 1;
                    if (year == 2023) { if (!perSize.TryGetValue(size, out var a)) perSize[size] = a = new long[6]; a[level + 1]++; }
                }
            }
        Console.WriteLine(string.Join(' ', kinds));
        Console.WriteLine(string.Join(' ', lengths.Select((l, i) => $"{i}:{l}")));
        foreach (var y in perYear.GroupBy(k => k.Key.Year)) Console.WriteLine($"{y.Key} " + string.Join("  ", y.Select(k => $"L{k.Key.Level} {k.Value * 100.0 / y.Sum(x => x.Value):0.0}%")));
        foreach (var (size, a) in perSize) Console.WriteLine($"10^{size} " + string.Join(' ', a.Select(x => $"{x * 100.0 / a.Sum():0.0}")));
    }
}
