using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class FrontrunnersTests
{
    readonly RandomCube cube = new();

    [Test]
    [Repeat(40)]
    public void The_ranking_is_the_one_that_looking_at_every_day_gives()
    {
        var (question, service) = (cube.Question(), cube.Random.Next(cube.Dimensions.Services.Count));

        var ranking = new Frontrunners(cube.Snapshot, question, service);

        var rows = ranking.Rows(0, int.MaxValue);
        Assert.That(rows.Select(row => (row.Rank, cube.IdOf(row.Cell.Unit), row.Cell.Level, row.Cell.Since)), Is.EqualTo(Naive(question, service)));
        Assert.That(
            rows.Select(row => (row.Cell.Evidence, row.Cell.Verification, row.Cell.Position)), Is.EqualTo(rows.Select(row => cube.SourceOf(question, service, row.Cell.Unit))));
    }

    [Test]
    [Repeat(10)]
    public void Pages_together_are_the_whole_also_inside_a_tie()
    {
        var ranking = new Frontrunners(cube.Snapshot, cube.Question(), cube.Random.Next(cube.Dimensions.Services.Count));
        var whole = ranking.Rows(0, int.MaxValue);

        var walked = new List<RankedCell>();
        for (var from = 0; from >= 0 && from < ranking.Count; from = ranking.After(walked[^1].Cell.Unit)) walked.AddRange(ranking.Rows(from, 3));

        Assert.That(walked, Is.EqualTo(whole));
        Assert.That(whole, Has.Count.EqualTo(ranking.Count));
    }

    [Test]
    [Repeat(30)]
    public void Over_many_services_each_unit_is_ranked_among_its_kind_and_size()
    {
        var question = cube.Question();
        var shares = cube.Asked(question).Select(unit => (
                Unit: unit, Group: cube.GroupOf(question, unit), Competent: cube.ServicesOf(question).Count(service => cube.IsCompetent(question, service, unit)),
                Conform: cube.ServicesOf(question).Count(service => cube.IsConform(question, service, unit) && cube.IsCompetent(question, service, unit))))
            .Where(unit => unit.Competent > 0).ToArray();
        var expected = shares.GroupBy(unit => unit.Group).Where(group => group.Count() >= SmallGroups.Minimum)
            .SelectMany(group => group.Select(unit => (
                Rank: 1 + group.Count(other => other.Conform * unit.Competent > unit.Conform * other.Competent), unit.Group, Id: cube.IdOf(unit.Unit),
                Units: group.Count(), unit.Competent, unit.Conform,
                Percentile: PercentileRank.Of(
                    group.Count(other => other.Conform * unit.Competent < unit.Conform * other.Competent),
                    group.Count(other => other.Conform * unit.Competent == unit.Conform * other.Competent) - 1, group.Count() - 1))))
            .OrderBy(row => row.Rank).ThenBy(row => row.Group.Item1).ThenBy(row => row.Group.Item2.From).ThenBy(row => row.Id, StringComparer.Ordinal);

        var ranking = FrontrunnersOverall.Of(cube.Snapshot, question);

        Assert.That(
            ranking.Select(row => (row.Rank, cube.GroupOf(question, row.Unit), cube.IdOf(row.Unit), row.GroupUnits, row.Competent, row.Conform, row.Percentile)),
            Is.EqualTo(expected));
    }

    (int, string, int?, DateOnly?)[] Naive(CubeQuestion question, int service)
    {
        var cells = cube.Asked(question).Where(unit => cube.LevelOf(question, service, unit) is not null)
            .Select(unit => (
                Id: cube.IdOf(unit), Level: cube.LevelOf(question, service, unit), Strength: Strength(question, service, unit), cube.RunsOf(question, service, unit)[^1].Day))
            .ToArray();
        return
        [
            .. cells.OrderByDescending(cell => cell.Level).ThenByDescending(cell => cell.Strength).ThenBy(cell => cell.Day).ThenBy(cell => cell.Id, StringComparer.Ordinal)
                .Select(cell => (1 + cells.Count(other => IsAhead(other, cell)), cell.Id, cell.Level, (DateOnly?)cell.Day)),
        ];
    }

    static bool IsAhead((string, int? Level, int Strength, DateOnly Day) cell, (string, int? Level, int Strength, DateOnly Day) other) =>
        cell.Level != other.Level ? cell.Level > other.Level : cell.Strength != other.Strength ? cell.Strength > other.Strength : cell.Day < other.Day;

    int Strength(CubeQuestion question, int service, int unit) => cube.SourceOf(question, service, unit) switch
    {
        (_, Verification.Verified, _) => 2,
        (EvidenceState.Supported, Verification.Unverified, _) => 1,
        _ => 0,
    };
}
