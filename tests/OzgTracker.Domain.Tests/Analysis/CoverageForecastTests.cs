using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class CoverageForecastTests
{
    static readonly DateOnly Today = new(2026, 11, 22);

    /// <summary>From 20 to 80 of 100 units, five in thirty days.</summary>
    static readonly int[] Steady = [.. Enumerable.Range(0, 13).Select(month => 20 + (5 * month))];

    [Test]
    public void Steady_progress_goes_on_and_the_last_ones_may_be_as_slow_as_on_an_S_curve()
    {
        // 20 units are missing, which is 120 days; on the curve (ln 999 - ln 4) * 0.2275 / (0.05 / 30) = 753.6 days.
        Assert.That(Of(100, Steady), Is.EqualTo(new ForecastDate(Today.AddDays(120), Today.AddDays(120), Today.AddDays(754))));
    }

    /// <summary>
    /// Squares have the slope <c>i + j</c> between points i and j: 1 2 3 3 4 4 5 5 5 6 6 7 7 8 9 units in thirty days. The median is 5, a tenth of the way
    /// lies at 2.4, nine tenths at 7.6; 105 units are missing.
    /// </summary>
    [Test]
    public void Four_fifths_of_the_slopes_lie_in_the_interval() =>
        Assert.That(Of(140, 10, 11, 14, 19, 26, 35), Is.EqualTo(new ForecastDate(Today.AddDays(630), Today.AddDays(415), Today.AddDays(1313))));

    /// <summary>Each unit has a day of its own, by chance: over four years alike, or most of them in the middle of some years. When half or four fifths have it, who is right?</summary>
    [TestCase(false, 0.5)]
    [TestCase(false, 0.8)]
    [TestCase(true, 0.5)]
    [TestCase(true, 0.8)]
    public void Four_fifths_of_simulated_roll_outs_end_in_the_interval(bool curve, double share)
    {
        const int Units = 200, Runs = 200;
        var chance = new Random(20_261_122);
        int forecast = 0, inside = 0;
        for (var run = 0; run < Runs; run++)
        {
            var days = Enumerable.Range(0, Units).Select(_ => chance.NextDouble()).Select(part => curve ? 292 * Math.Log(part / (1 - part)) : 1461 * part).Order().ToArray();
            var now = days[(int)(Units * share)];
            var ended = Today.AddDays((int)Math.Ceiling(days[^1] - now));
            if (Of(Units, [.. Enumerable.Range(0, 13).Select(month => days.Count(day => day <= now - (30 * (12 - month))))]) is not ForecastDate said) continue;
            forecast++;
            if (said.Earliest <= ended && ended <= said.Latest) inside++;
        }

        Assert.That(forecast, Is.GreaterThan(Runs * 9 / 10));
        Assert.That(inside / (double)forecast, Is.InRange(0.8, 0.95));
    }

    [Test]
    public void One_burst_does_not_move_the_day()
    {
        var burst = Steady.ToArray();
        burst[6] += 30;

        Assert.That(((ForecastDate)Of(100, burst)).Date, Is.EqualTo(Today.AddDays(120)));
    }

    [Test]
    public void Months_before_anybody_reported_are_no_progress()
    {
        var series = Series(100, Steady);
        for (var month = 0; month < 6; month++) series[month] = series[month] with { Reported = 0, Conform = 0 };

        Assert.That(((ForecastDate)CoverageForecast.Of(series, Today)).Date, Is.EqualTo(Today.AddDays(120)));
    }

    [Test]
    public void What_lies_more_than_twelve_months_back_or_ahead_is_not_read()
    {
        CoveragePoint[] series = [new(Today.AddYears(-2), 100, 90, 90), .. Series(100, Steady), new(Today.AddDays(1), 100, 100, 100)];

        Assert.That(CoverageForecast.Of(series, Today), Is.EqualTo(Of(100, Steady)));
    }

    [Test]
    public void No_day_before_today_is_forecast() =>
        Assert.That(((ForecastDate)CoverageForecast.Of(Series(100, Steady), Today.AddDays(125))).Date, Is.EqualTo(Today.AddDays(125)));

    [Test]
    public void The_share_counts_when_the_denominator_changes()
    {
        CoveragePoint[] series = [.. Steady.Select((units, month) => new CoveragePoint(Day(month, 13), 100 + (100 * (month % 2)), 100, units * (1 + (month % 2))))];

        Assert.That(((ForecastDate)CoverageForecast.Of(series, Today)).Date, Is.EqualTo(Today.AddDays(120)));
    }

    [Test]
    public void Complete_is_since_the_day_from_which_it_was_always_so() =>
        Assert.That(Of(10, 10, 10, 9, 10, 10), Is.EqualTo(new AlreadyComplete(Day(3, 5))));

    [Test]
    public void Complete_is_complete_however_few_they_are() => Assert.That(Of(1, 1), Is.EqualTo(new AlreadyComplete(Today)));

    static IEnumerable<TestCaseData> Hopeless { get; } =
    [
        new(4, Steady.Select(units => units / 25).ToArray(), ForecastObstacle.TooFewUnits),
        new(0, new int[13], ForecastObstacle.TooFewUnits),
        new(100, Steady[..5], ForecastObstacle.TooShort),
        new(100, Enumerable.Repeat(50, 13).ToArray(), ForecastObstacle.NoProgress),
        new(100, Steady.Reverse().ToArray(), ForecastObstacle.NoProgress),
        new(100, (int[])[60, 10, 20, 30, 40, 50, 60], ForecastObstacle.NoProgress),
        new(100, (int[])[10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 60], ForecastObstacle.TooUncertain),
        new(100, (int[])[10, 60, 15, 50, 20, 55, 12, 40, 30, 70, 20, 60, 25], ForecastObstacle.TooUncertain),
        new(10_000, Enumerable.Range(0, 13).Select(month => 100 + month).ToArray(), ForecastObstacle.TooFar),
    ];

    [TestCaseSource(nameof(Hopeless))]
    public void Without_a_day_there_is_a_reason(int competent, int[] conform, ForecastObstacle obstacle) =>
        Assert.That(Of(competent, conform), Is.EqualTo(new NotForecastable(obstacle)));

    [Test]
    public void A_late_end_beyond_twenty_years_is_too_uncertain()
    {
        // The line needs 18 years, an S-curve far more.
        int[] slow = [.. Enumerable.Range(0, 13).Select(month => 9_000 + (4 * month) + (month / 3))];

        Assert.That(Of(10_000, slow), Is.EqualTo(new NotForecastable(ForecastObstacle.TooUncertain)));
    }

    [Test]
    public void Nothing_is_known_of_an_empty_series() =>
        Assert.That(CoverageForecast.Of([], Today), Is.EqualTo(new NotForecastable(ForecastObstacle.TooFewUnits)));

    [FsCheck.NUnit.Property]
    public bool A_day_lies_in_its_interval_and_within_twenty_years(byte[] gains)
    {
        var conform = gains.Select(gain => gain % 12).Aggregate(new List<int> { 3 }, (units, gain) => [.. units, units[^1] + gain - 2]);
        var series = Series(500, [.. conform.Select(units => Math.Clamp(units, 0, 500))]);

        return CoverageForecast.Of(series, Today) is not ForecastDate forecast
            || (Today <= forecast.Earliest && forecast.Earliest <= forecast.Date && forecast.Date <= forecast.Latest && forecast.Latest <= Today.AddYears(20));
    }

    [FsCheck.NUnit.Property]
    public bool More_units_in_the_last_month_are_never_later_in_sight(byte[] gains)
    {
        int[] conform = [.. gains.Take(11).Select((gain, month) => 20 + (5 * month) + (gain % 3))];
        if (conform.Length < CoverageForecast.FewestPoints) return true;
        int[] better = [.. conform[..^1], conform[^1] + 3];

        return Of(200, conform) is not ForecastDate before || Of(200, better) is not ForecastDate after || after.Date <= before.Date;
    }

    static Forecast Of(int competent, params int[] conform) => CoverageForecast.Of(Series(competent, conform), Today);

    static CoveragePoint[] Series(int competent, int[] conform) =>
        [.. conform.Select((units, month) => new CoveragePoint(Day(month, conform.Length), competent, competent, units))];

    /// <summary>Every thirty days, the last is today.</summary>
    static DateOnly Day(int month, int months) => Today.AddDays(-30 * (months - 1 - month));
}
