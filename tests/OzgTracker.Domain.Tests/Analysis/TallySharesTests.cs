using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class TallySharesTests
{
    [Test]
    public void Each_share_has_its_own_denominator() =>
        Assert.That(
            TallyShares.Of(competent: 8, conform: 3, competentPopulation: 900, conformPopulation: 600, levels: [1, 0, 1, 2, 1]),
            Is.EqualTo(new TallyShares(0.375m, 0.6667m, 2.4m)));

    [Test]
    public void Where_nobody_is_competent_nothing_has_a_share() =>
        Assert.That(TallyShares.Of(0, 0, 0, 0, [0, 0, 0, 0, 0]), Is.EqualTo(default(TallyShares)));

    [Test]
    public void Without_a_report_there_is_a_share_and_no_mean() =>
        Assert.That(TallyShares.Of(4, 0, 100, 0, [0, 0, 0, 0, 0]), Is.EqualTo(new TallyShares(0m, 0m, null)));

    [Test]
    public void Units_without_inhabitants_have_a_share_of_units_only() =>
        Assert.That(TallyShares.Of(4, 1, 0, 0, [0, 0, 0, 1, 0]), Is.EqualTo(new TallyShares(0.25m, null, 3m)));

    [Test]
    public void Level_0_is_a_level() => Assert.That(TallyShares.Of(2, 1, 2, 1, [1, 0, 0, 1, 0]).MeanLevel, Is.EqualTo(1.5m));
}
