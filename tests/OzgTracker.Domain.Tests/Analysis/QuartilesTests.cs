using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class QuartilesTests
{
    /// <summary>The figures are those of <c>percentile_cont</c>.</summary>
    [TestCase(new[] { 10, 20, 30, 40, 50 }, 20, 30, 40)]
    [TestCase(new[] { 60, 50, 10, 30, 20, 40 }, 22.5, 35, 47.5)]
    [TestCase(new[] { 1, 2, 3, 4, 5, 6, 7 }, 2.5, 4, 5.5)]
    [TestCase(new[] { 0, 1, 3, 7, 10, 20, 21, 40 }, 2.5, 8.5, 20.25)]
    [TestCase(new[] { 7, 7, 7, 7, 7 }, 7, 7, 7)]
    public void Quartiles_lie_between_the_order_statistics(int[] days, double q1, double median, double q3) =>
        Assert.That(Quartiles.Of(days), Is.EqualTo(new Quartiles(days.Length, q1, median, q3)));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(4)]
    public void Fewer_than_five_observations_are_counted_and_nothing_more(int count) =>
        Assert.That(Quartiles.Of(new int[count]), Is.EqualTo(new Quartiles(count, null, null, null)));

    [Test]
    public void The_longest_times_do_not_overflow() =>
        Assert.That(Quartiles.Of([int.MinValue, int.MinValue, 0, int.MaxValue, int.MaxValue, int.MaxValue]).Q1, Is.EqualTo(int.MinValue * 0.75));

    [Test]
    public void The_numbers_stay_in_their_order()
    {
        int[] days = [5, 4, 3, 2, 1];
        _ = Quartiles.Of(days);

        Assert.That(days, Is.EqualTo((int[])[5, 4, 3, 2, 1]));
    }

    /// <summary>Type 7 said in another way: with three even steps between each two neighbours, every quartile is one of the numbers.</summary>
    [FsCheck.NUnit.Property]
    public bool Each_quartile_is_the_interpolation_of_type_7(short[] days)
    {
        if (days.Length < SmallGroups.Minimum) return true;
        var sorted = days.Order().ToArray();
        var fine = sorted.Zip(sorted.Skip(1), (low, high) => Enumerable.Range(0, 4).Select(part => low + (part * (high - low) / 4.0))).SelectMany(part => part)
            .Append(sorted[^1]).ToArray();
        var found = Quartiles.Of([.. days.Select(day => (int)day)]);

        return (found.Q1, found.Median, found.Q3) == (fine[days.Length - 1], fine[2 * (days.Length - 1)], fine[3 * (days.Length - 1)]);
    }
}
