using OzgTracker.Operations.Demo;

namespace OzgTracker.Operations.Tests.Demo;

/// <summary>GV100AD of 31.8.2025, © Statistisches Bundesamt (Destatis), 2025; catalogue of 2019 by BMI and FIM.</summary>
[Category("OfficialData")]
public sealed class OfficialSizeTests
{
    /// <summary>One in twenty of the 6.8 million cells, chosen by a hash as for <c>--transitions</c>: counting all takes 5 s on two cores, these are right to 0.2 %.</summary>
    const double Sample = 0.05;

    [Test]
    public async Task All_of_germany_has_20_million_transitions()
    {
        var (units, services) = await SyntheticExamples.Official();

        var count = new SyntheticHistory(SyntheticHistory.DefaultSeed, Sample).Count(units, services);

        Assert.That((units.Count, services.Count), Is.EqualTo((12_248, 557)));
        Assert.That(count.Transitions / Sample, Is.EqualTo(20_000_000).Within(5).Percent);
        Assert.That(count.Streams / Sample, Is.InRange(4_000_000, 5_500_000));
    }
}
