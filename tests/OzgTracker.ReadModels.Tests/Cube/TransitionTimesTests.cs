using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class TransitionTimesTests
{
    /// <summary>What is said only in another model is no report in this one.</summary>
    const byte LastLevel = 4;

    [Test]
    public void Steps_are_what_a_walk_day_by_day_finds()
    {
        var cube = new SampleCube(units: 60, services: 2, said: 700);
        for (var round = 0; round < 8; round++)
        {
            var service = cube.Chance.Next(2);
            var question = cube.Question() with { Services = new CubeServices([cube.Snapshot.Dimensions.Services[service].OzgId]) };
            var steps = Naive(cube, question, service).ToArray();
            var expected = steps.Select(step => step with { Size = null }).Concat(steps)
                .GroupBy(step => (step.Size, step.From, step.To))
                .Select(group => new TransitionTime(group.Key.Size, group.Key.From, group.Key.To, Quartiles.Of([.. group.Select(step => step.Days)])))
                .OrderBy(step => (step.Size?.From ?? -1, step.From, step.To)).ToArray();

            Assert.That(TransitionTimes.Of(cube.Snapshot, question, bySize: true), Is.EqualTo(expected), question.ToString());
            Assert.That(TransitionTimes.Of(cube.Snapshot, question, bySize: false), Is.EqualTo(expected.Where(step => step.Size is null)));
        }
    }

    static IEnumerable<(SizeClass? Size, int From, int To, int Days)> Naive(SampleCube cube, CubeQuestion question, int service)
    {
        foreach (var (unit, facts) in cube.UnitsOf(question, question.Day))
        {
            var (level, since) = ((int?)null, SampleCube.First);
            for (var day = SampleCube.First; day <= question.Day; day = day.AddDays(1))
            {
                var code = cube.CodeOf(question, service, unit, day);
                int? now = code <= LastLevel ? code : null;
                if (now == level) continue;
                if (now > level) yield return (SizeClass.Of(facts.Population), level.Value, now.Value, day.DayNumber - since.DayNumber);
                (level, since) = (now, day);
            }
        }
    }
}
