using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class PercentileRankTests
{
    [TestCase(0, 0, 5, 0)]
    [TestCase(5, 0, 5, 100)]
    [TestCase(0, 5, 5, 50)]
    [TestCase(2, 1, 5, 50)]
    [TestCase(1, 0, 6, 16.7)]
    [TestCase(1, 3, 7, 35.7)]
    [TestCase(0, 1, 400, 0.1)]
    [TestCase(999, 0, 1000, 99.9)]
    [TestCase(9_999, 0, 10_000, 100)]
    public void Equal_peers_count_half(int below, int equal, int peers, decimal expected) =>
        Assert.That(PercentileRank.Of(below, equal, peers), Is.EqualTo(expected));

    [Test]
    public void Peers_are_compared_in_any_order() => Assert.That(PercentileRank.Of(0.5m, [0.9m, 0.5m, 0.1m, 0.50m, 0.4m]), Is.EqualTo(60m));

    [Test]
    public void Among_fewer_than_five_peers_there_is_no_rank()
    {
        Assert.That(PercentileRank.Of(1, 0, 4), Is.Null);
        Assert.That(PercentileRank.Of(0, 0, 0), Is.Null);
    }

    [Test]
    public void More_peers_below_and_equal_than_there_are_is_an_error() =>
        Assert.That(() => PercentileRank.Of(4, 2, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());

    /// <summary>With fifty peers the tenths of a percent are exact, so nothing is left to rounding.</summary>
    [FsCheck.NUnit.Property]
    public bool Seen_from_above_it_is_the_rest_of_100(byte own)
    {
        var peers = Enumerable.Range(0, 50).Select(number => (decimal)(number * number % 7)).ToArray();
        decimal value = own % 9;

        return PercentileRank.Of(value, peers) + PercentileRank.Of(-value, [.. peers.Select(peer => -peer)]) == 100;
    }
}
