using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.ReadModels.Tests.Cube;

public sealed class StandingTests
{
    readonly RandomCube cube = new();

    [Test]
    [Repeat(40)]
    public void Shares_quartiles_and_percentile_are_those_of_counting_by_hand()
    {
        var question = cube.Question();
        var unit = cube.UnitOf(question);

        var rows = UnitStanding.Of(cube.Snapshot, question, unit);

        string?[] topics = [.. cube.ServicesOf(question).Select(service => cube.Dimensions.Services[service].TopicArea).Distinct().Order(StringComparer.Ordinal), null];
        Assert.That(rows.Select(row => row.TopicArea), Is.EqualTo(topics));
        foreach (var row in rows)
        {
            var services = cube.ServicesOf(question).Where(service => row.TopicArea is null || cube.Dimensions.Services[service].TopicArea == row.TopicArea).ToArray();
            var own = Count(question, services, unit);
            var peers = cube.PeersOf(question, unit).Select(peer => Count(question, services, peer)).Where(count => count.Competent > 0).ToArray();
            decimal[] shares = [.. peers.Select(count => RoundedRatio.Of(count.Conform, count.Competent)!.Value).Order()];

            Assert.That((row.Competent, row.Conform, row.Peers), Is.EqualTo((own.Competent, own.Conform, peers.Length)));
            Assert.That(
                (StandingRow.ShareOf(row.Shares.Q1), StandingRow.ShareOf(row.Shares.Median), StandingRow.ShareOf(row.Shares.Q3)),
                Is.EqualTo((Quartile(shares, 1), Quartile(shares, 2), Quartile(shares, 3))));
            Assert.That(row.Percentile, Is.EqualTo(own.Competent == 0 ? null : PercentileRank.Of(
                peers.Count(peer => peer.Conform * own.Competent < own.Conform * peer.Competent),
                peers.Count(peer => peer.Conform * own.Competent == own.Conform * peer.Competent), peers.Length)));
        }
    }

    (int Competent, int Conform) Count(CubeQuestion question, int[] services, int unit) => (
        services.Count(service => cube.IsCompetent(question, service, unit)),
        services.Count(service => cube.IsCompetent(question, service, unit) && cube.IsConform(question, service, unit)));

    static decimal? Quartile(decimal[] sorted, int quarter)
    {
        if (sorted.Length < SmallGroups.Minimum) return null;
        var at = quarter * (sorted.Length - 1) / 4m;
        var below = (int)at;
        var value = sorted[below] + ((at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
        return Math.Round(value, 4, MidpointRounding.AwayFromZero);
    }
}
