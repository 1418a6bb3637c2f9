using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class TallySeriesTests
{
    static readonly GroupBy[][] Groupings =
    [
        [], [GroupBy.State], [GroupBy.OzgId], [GroupBy.District, GroupBy.TopicArea], [GroupBy.Association], [GroupBy.SizeClass, GroupBy.Tag],
        [GroupBy.Kind, GroupBy.Type, GroupBy.State],
    ];

    [Test]
    public void Each_day_has_the_numbers_that_a_count_cell_by_cell_has()
    {
        var cube = new SampleCube(units: 300, services: 6, said: 6_000);
        foreach (var groupBy in (GroupBy[][])[[], [GroupBy.State], [GroupBy.OzgId], [GroupBy.District, GroupBy.SizeClass], [GroupBy.Tag]])
        {
            var (question, days) = (cube.Question(), Days(cube));
            var tallies = new TallySeries(cube.Snapshot, question, days, groupBy).Count();
            for (var number = 0; number < days.Count; number++)
                Assert.That(tallies[number].Select(Text), Is.EquivalentTo(Naive(cube, question, days[number], groupBy)), $"{question} {days[number]} {string.Join(',', groupBy)}");
        }
    }

    [TestCaseSource(nameof(Groupings))]
    public void Each_day_has_the_tally_of_that_day(GroupBy[] groupBy)
    {
        var cube = new SampleCube(units: 700, services: 7, said: 9_000);
        for (var round = 0; round < 6; round++)
        {
            var (question, days) = (cube.Question(), Days(cube));
            AssertSame(cube, question, days, groupBy);
        }
    }

    [Test]
    public void Services_that_are_shared_out_among_threads_are_all_counted()
    {
        var cube = new SampleCube(units: 9_000, services: 30, said: 60_000);
        var question = new CubeQuestion(new UnitFilter(), new CubeServices(), cube.Snapshot.Dimensions.Models[0], Domain.Rollouts.LeikaPolicy.Any, SampleCube.Today);

        AssertSame(cube, question, [SampleCube.First, new(2025, 1, 1), SampleCube.Today], [GroupBy.State, GroupBy.OzgId]);
    }

    [Test]
    public void Nobody_on_any_day_is_nothing()
    {
        var cube = new SampleCube(units: 20, services: 2, said: 50);
        var question = cube.Question() with { Units = new UnitFilter(State: "16"), Services = new CubeServices() };

        Assert.That(new TallySeries(cube.Snapshot, question, [SampleCube.Today], [GroupBy.State]).Count().Single(), Is.Empty);
        Assert.That(new TallySeries(cube.Snapshot, question, [SampleCube.Today], []).Count().Single().Single().Competent, Is.Zero);
    }

    static void AssertSame(SampleCube cube, CubeQuestion question, IReadOnlyList<DateOnly> days, GroupBy[] groupBy)
    {
        var tallies = new TallySeries(cube.Snapshot, question, days, groupBy).Count();

        Assert.That(tallies, Has.Count.EqualTo(days.Count));
        for (var number = 0; number < days.Count; number++)
        {
            // Services of a programme may come and go, so a series may be of several although a day has one; coverage is then left out.
            var ofDay = Tally.Of(cube.Snapshot, question with { Day = days[number] }, groupBy);
            var withCoverage = tallies[number].Any(group => group.Coverage is not null);
            Assert.That(
                tallies[number].Select(group => Text(group) + Coverage(group)), Is.EqualTo(ofDay.Select(group => Text(group) + (withCoverage ? Coverage(group) : ""))),
                $"{question} {days[number]}");
            Assert.That(withCoverage || !groupBy.Contains(GroupBy.OzgId) || tallies[number].Count == 0, Is.True);
        }
    }

    /// <summary>Days of chance, some next to each other, in their order.</summary>
    static IReadOnlyList<DateOnly> Days(SampleCube cube) =>
        [.. Enumerable.Range(0, 12).Select(_ => SampleCube.First.AddDays(cube.Chance.Next(-20, 880))).Append(new(2025, 3, 3)).Append(new(2025, 3, 4)).Distinct().Order()];

    static string Coverage(TallyGroup group) => group.Coverage is null ? "" : $" {group.Coverage} {group.Regions}";

    static string Text(TallyGroup group) => Text(
        group.Key, group.Units, group.Population, group.Competent, group.CompetentPopulation, [.. group.Levels], [.. group.PopulationByLevel]);

    static string Text(IEnumerable<string?> key, int units, long population, long competent, long competentPopulation, long[] levels, long[] byLevel) =>
        $"{string.Join('/', key.Select(part => part ?? "-"))}: {units} {population} {competent} {competentPopulation} {string.Join(',', levels)} {string.Join(',', byLevel)}";

    static IEnumerable<string> Naive(SampleCube cube, CubeQuestion question, DateOnly day, GroupBy[] groupBy)
    {
        var dimensions = cube.Snapshot.Dimensions;
        var units = cube.UnitsOf(question, day).ToArray();
        var services = cube.ServicesOf(question, day).ToArray();
        var unitKeys = units.Select(unit => UnitKey(unit.Facts)).Distinct().ToArray();
        var serviceKeys = services.SelectMany(service => ServiceKeys(service)).Distinct().ToArray();
        if (!groupBy.Any(Tally.IsOfUnits)) unitKeys = [""];
        if (groupBy.All(Tally.IsOfUnits)) serviceKeys = [""];
        foreach (var unitKey in unitKeys)
        {
            foreach (var serviceKey in serviceKeys)
            {
                var (levels, byLevel, competent, competentPopulation) = (new long[5], new long[5], 0L, 0L);
                var ofGroup = units.Where(unit => unitKey.Length == 0 || UnitKey(unit.Facts) == unitKey).ToArray();
                foreach (var (unit, facts) in ofGroup)
                {
                    foreach (var service in services.Where(service => serviceKey.Length == 0 || ServiceKeys(service).Contains(serviceKey)))
                    {
                        var code = cube.CodeOf(question, service, unit, day);
                        if (!cube.IsCounted(code, service, unit, day)) continue;
                        competent++;
                        competentPopulation += facts.Population;
                        if (code >= levels.Length) continue;
                        levels[code]++;
                        byLevel[code] += facts.Population;
                    }
                }

                string[] key = [.. (unitKey + serviceKey).Split('/', StringSplitOptions.RemoveEmptyEntries)];
                yield return Text(key, ofGroup.Length, ofGroup.Sum(unit => (long)unit.Facts.Population), competent, competentPopulation, levels, byLevel);
            }
        }

        string UnitKey(UnitPeriod facts) => string.Concat(groupBy.Where(Tally.IsOfUnits).Select(by => by switch
        {
            GroupBy.State => SampleCube.StateOf(facts),
            GroupBy.District => facts.District ?? "-",
            _ => SizeClass.Of(facts.Population).Code,
        } + "/"));

        string[] ServiceKeys(int service) => groupBy.FirstOrDefault(by => !Tally.IsOfUnits(by)) switch
        {
            GroupBy.OzgId => [dimensions.Services[service].OzgId + "/"],
            GroupBy.Tag => [.. dimensions.Services[service].TagsOn(day).DefaultIfEmpty("-").Select(tag => tag + "/")],
            _ => [],
        };
    }
}
