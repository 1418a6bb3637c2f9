using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class NextStepsTests
{
    readonly RandomCube cube = new();

    [Test]
    [Repeat(30)]
    public void Services_in_which_most_of_the_nearest_are_ahead_are_those_of_counting_by_hand()
    {
        var question = cube.Question();
        if (cube.Random.Next(2) == 0) question = question with { Units = new UnitFilter() };
        var unit = cube.UnitOf(question);
        var peers = NearestPeersTests.Naive(cube, question, unit, null).Take(NextSteps.PeersCompared).Select(peer => peer.Unit).ToArray();
        var expected = new List<StepAhead>();
        foreach (var service in cube.ServicesOf(question).Where(service => cube.IsCompetent(question, service, unit)))
        {
            var own = cube.LevelOf(question, service, unit);
            var competent = peers.Where(peer => cube.IsCompetent(question, service, peer)).ToArray();
            var ahead = competent.Count(peer => cube.LevelOf(question, service, peer) > (own ?? -1));
            if (competent.Length >= SmallGroups.Minimum && ahead > competent.Length - ahead)
                expected.Add(new StepAhead(service, own, own >= question.Model.ConformityThreshold, ahead, competent.Length));
        }

        var next = new NextSteps(cube.Snapshot, question, unit);

        Assert.That(next.Peers, Is.EqualTo(peers.Length));
        Assert.That(next.Ahead, Is.EqualTo(expected.OrderBy(step => step.IsConform).ThenByDescending(step => (decimal)step.PeersAhead / step.Peers).ThenBy(step => step.Service)));
        foreach (var step in next.Ahead)
        {
            var made = next.Made(step, 3);
            Assert.That(made.NextLevel, Is.GreaterThan(step.Level ?? -1));
            Assert.That((made.NextLevel, made.By, made.MedianDays), Is.EqualTo(Naive(question, unit, step, peers)).Using<(int Level, IReadOnlyList<StepTaken> By, double? Days)>(
                (a, b) => a.Level == b.Level && a.Days == b.Days && a.By.SequenceEqual(b.By)));
        }
    }

    (int Level, IReadOnlyList<StepTaken> By, double? Days) Naive(CubeQuestion question, int unit, StepAhead step, int[] peers)
    {
        if (step.Level is not { } from)
        {
            var first = peers.Where(peer => cube.LevelOf(question, step.Service, peer) is not null)
                .Select(peer => (To: cube.LevelOf(question, step.Service, peer)!.Value, Taken: new StepTaken(peer, cube.RunsOf(question, step.Service, peer)[^1].Day, null))).ToArray();
            var level = MostFrequent([.. first.Select(taken => taken.To)]);
            return (level, [.. first.Where(taken => taken.To == level).Select(taken => taken.Taken).Take(3)], null);
        }

        var made = peers.Select(peer => Up(question, step.Service, peer).Where(up => up.From == from).Select(up => (up.To, Taken: (StepTaken?)up.Taken)).LastOrDefault())
            .Where(up => up.Taken is not null).ToArray();
        var ahead = peers.Select(peer => cube.LevelOf(question, step.Service, peer)).OfType<int>().Where(theirs => theirs > from).ToArray();
        var next = MostFrequent(made.Length > 0 ? [.. made.Select(up => up.To)] : ahead);
        int[] days =
        [
            .. cube.PeersOf(question, unit).SelectMany(peer => Up(question, step.Service, peer)).Where(up => up.From == from && up.To == next).Select(up => up.Taken.Days!.Value),
        ];
        return (next, [.. made.Where(up => up.To == next).Select(up => up.Taken!.Value).Take(3)], Quartiles.Of(days).Median);
    }

    List<(int From, int To, StepTaken Taken)> Up(CubeQuestion question, int service, int unit)
    {
        var runs = cube.RunsOf(question, service, unit);
        var up = new List<(int, int, StepTaken)>();
        for (var i = 1; i < runs.Count; i++)
            if (runs[i - 1].Level is { } from && runs[i].Level is { } to && to > from)
                up.Add((from, to, new StepTaken(unit, runs[i].Day, runs[i].Day.DayNumber - runs[i - 1].Day.DayNumber)));
        return up;
    }

    static int MostFrequent(int[] levels) => levels.Distinct().OrderByDescending(level => levels.Count(other => other == level)).ThenBy(level => level).First();
}
