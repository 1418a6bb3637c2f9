using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class CoverageRegionsTests
{
    [Test]
    public void Complete_are_those_in_which_somebody_is_competent_and_all_who_are_are_conform()
    {
        // Few units, so that some Kreise are complete.
        var cube = new SampleCube(units: 24, services: 12, said: 900);
        var complete = 0;
        for (var round = 0; round < 30; round++)
        {
            var question = cube.Question();
            foreach (var group in Tally.Of(cube.Snapshot, question, [GroupBy.OzgId]))
            {
                Assert.That(group.Regions, Is.EqualTo(Naive(cube, question, cube.Snapshot.Dimensions.FindService(group.Key[0]!))), $"{question} {group.Key[0]}");
                complete += group.Regions!.Value.DistrictsComplete;
            }
        }

        Assert.That(complete, Is.Positive);
    }

    [Test]
    public void Numbers_of_several_services_have_none()
    {
        var cube = new SampleCube(units: 24, services: 3, said: 50);

        Assert.That(Tally.Of(cube.Snapshot, cube.Question() with { Services = new CubeServices() }, [GroupBy.State]).Select(group => group.Regions), Is.All.Null);
    }

    static RegionTotals Naive(SampleCube cube, CubeQuestion question, int service)
    {
        var counted = cube.UnitsOf(question, question.Day)
            .Select(unit => (unit.Facts, Unit: unit.Unit, Code: cube.CodeOf(question, service, unit.Unit, question.Day)))
            .Where(cell => cube.IsCounted(cell.Code, service, cell.Unit, question.Day)).ToArray();
        var states = counted.GroupBy(cell => cell.Facts.State).ToArray();
        var districts = counted.Where(cell => cell.Facts.District is not null).GroupBy(cell => cell.Facts.District).ToArray();
        return new(states.Length, states.Count(region => region.All(IsConform)), districts.Length, districts.Count(region => region.All(IsConform)));

        bool IsConform((UnitPeriod Facts, int Unit, byte Code) cell) => cell.Code is 3 or 4;
    }
}
