using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class HypothesisTests
{
    [Test]
    public void Given_cells_count_at_their_levels_and_all_others_as_before()
    {
        var cube = new SampleCube(units: 600, services: 4, said: 4_000);
        for (var round = 0; round < 20; round++)
        {
            var question = cube.Question() with { Services = new CubeServices() };
            // So many that some have a report of the very day.
            var supposed = Enumerable.Range(0, 1_500).Select(_ => new SupposedCell(cube.Chance.Next(600), cube.Chance.Next(4), cube.Chance.Next(5)))
                .DistinctBy(cell => (cell.Unit, cell.Service)).ToArray();
            var before = Levels(cube.Snapshot, question);

            var after = Levels(Hypothesis.Of(cube.Snapshot, question, supposed), question);

            Assert.That(after, Is.EqualTo(Naive(cube, question, supposed)), question.ToString());
            Assert.That(Levels(cube.Snapshot, question), Is.EqualTo(before), "The cube itself has changed.");
            var asked = cube.UnitsOf(question, question.Day).Select(unit => unit.Unit).ToHashSet();
            Assert.That(Hypothesis.CountWithin(cube.Snapshot, question, supposed), Is.EqualTo(supposed.Count(cell => asked.Contains(cell.Unit))));
        }
    }

    static long[] Levels(CubeSnapshot cube, CubeQuestion question)
    {
        var whole = Tally.Of(cube, question, []).Single();
        return [.. whole.Levels, whole.Competent];
    }

    static long[] Naive(SampleCube cube, CubeQuestion question, SupposedCell[] supposed)
    {
        var levels = new long[6];
        var given = supposed.ToDictionary(cell => (cell.Unit, cell.Service), cell => (byte)cell.Level);
        foreach (var (unit, _) in cube.UnitsOf(question, question.Day))
        {
            for (var service = 0; service < cube.Snapshot.Dimensions.Services.Count; service++)
            {
                var code = given.TryGetValue((unit, service), out var level) ? level : cube.CodeOf(question, service, unit, question.Day);
                if (!cube.IsCounted(code, service, unit, question.Day)) continue;
                levels[5]++;
                if (code < 5) levels[code]++;
            }
        }

        return levels;
    }
}
