using System.Globalization;
using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class IntervalEndsTests
{
    [TestCase(Interval.Month, "2026-01-15", "2026-04-10", "2026-01-31 2026-02-28 2026-03-31 2026-04-10")]
    [TestCase(Interval.Month, "2024-02-01", "2024-02-29", "2024-02-29")]
    [TestCase(Interval.Month, "2024-01-31", "2024-02-29", "2024-01-31 2024-02-29")]
    [TestCase(Interval.Month, "2025-12-05", "2025-12-05", "2025-12-05")]
    [TestCase(Interval.Quarter, "2025-11-30", "2026-04-01", "2025-12-31 2026-03-31 2026-04-01")]
    [TestCase(Interval.Quarter, "2025-03-31", "2025-06-30", "2025-03-31 2025-06-30")]
    public void Points_are_the_last_days_of_intervals_and_the_last_day(Interval interval, string from, string to, string expected) =>
        Assert.That(string.Join(' ', IntervalEnds.Of(Day(from), Day(to), interval).Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))), Is.EqualTo(expected));

    [Test]
    public void Two_years_of_months_are_25_points() => Assert.That(IntervalEnds.Of(new(2024, 11, 22), new(2026, 11, 22), Interval.Month), Has.Count.EqualTo(25));

    [Test]
    public void Time_does_not_run_backwards() =>
        Assert.That(() => IntervalEnds.Of(new(2026, 1, 2), new(2026, 1, 1), Interval.Month), Throws.InstanceOf<ArgumentOutOfRangeException>());

    static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
