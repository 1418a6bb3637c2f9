using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class LastMileTests
{
    [Test]
    public void Listed_are_the_units_that_count_and_are_not_conform_the_largest_first()
    {
        var cube = new SampleCube(units: 300, services: 3, said: 1_500);
        for (var round = 0; round < 20; round++)
        {
            var service = cube.Chance.Next(3);
            var question = cube.Question() with { Services = new CubeServices([cube.Snapshot.Dimensions.Services[service].OzgId]) };
            var counted = cube.UnitsOf(question, question.Day)
                .Select(unit => (unit.Unit, unit.Facts.Population, Code: cube.CodeOf(question, service, unit.Unit, question.Day)))
                .Where(cell => cube.IsCounted(cell.Code, service, cell.Unit, question.Day)).ToArray();
            var missing = counted.Where(cell => cell.Code is not (3 or 4)).OrderByDescending(cell => cell.Population).ThenBy(cell => cell.Unit).ToArray();

            var mile = LastMile.Of(cube.Snapshot, question);

            Assert.That(mile.CompetentPopulation, Is.EqualTo(counted.Sum(cell => (long)cell.Population)));
            Assert.That(mile.Cells.Select(cell => (cell.Cell.Unit, cell.Cell.Level)), Is.EqualTo(missing.Select(cell => (cell.Unit, cell.Code < 5 ? cell.Code : (int?)null))));
            Assert.That(mile.Cells.Select(cell => cell.UpToHere), Is.EqualTo(missing.Select((_, number) => missing.Take(number + 1).Sum(cell => (long)cell.Population))));
        }
    }
}
