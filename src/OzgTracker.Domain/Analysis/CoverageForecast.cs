namespace OzgTracker.Domain.Analysis;

/// <summary>The forecast of full coverage from a series of month ends.</summary>
/// <remarks>
/// <para>
/// <b>Method.</b> The speed is the Theil-Sen slope: the median of the slopes between any two points of the last twelve months, which a
/// single burst of reports does not move. The day is where a line of that slope from the last value reaches all competent units.
/// </para>
/// <para>
/// <b>Interval.</b> The slopes between which four fifths of all pairs of months lie (10th and 90th percentile, type 7). Kendall's variance would
/// give a narrower one, but it is for months that do not depend on each other, and those of a growing share do.
/// </para>
/// <para>
/// <b>The last ones are the slowest</b>, so a line is naive at its late end. There the same progress is also read as an S-curve (logistic),
/// whose speed is in proportion to <c>share × (1 − share)</c>: the median speed of the window stands for the median of that product, and the
/// curve ends when a tenth of a unit is missing, so that in nine cases of ten nobody is. The later of the two ends counts: early on that is the
/// line, near the end the curve. In simulated roll-outs of some hundred units, even or S-shaped, four fifths of the true days lie inside; a
/// part of the units that has far more time makes it later.
/// </para>
/// </remarks>
public static class CoverageForecast
{
    /// <summary>Months that the speed is taken over.</summary>
    public const int MonthsBack = 12;

    /// <summary>Points of a denser series that are looked at.</summary>
    public const int MostPoints = 24;

    /// <summary>The fewest points with a report.</summary>
    public const int FewestPoints = 6;

    /// <summary>How far a day may lie ahead.</summary>
    public const int YearsAhead = 20;

    /// <summary>What is missing when nobody is in nine cases of ten, as <c>exp(-0.1)</c> is 0.9.</summary>
    const double NobodyMissing = 0.1;

    /// <summary>The forecast on a day.</summary>
    /// <param name="series">Ends of months, oldest first, at most one point per day; it may end with today. Later points are not read.</param>
    /// <param name="today">No day before it is forecast.</param>
    public static Forecast Of(ReadOnlySpan<CoveragePoint> series, DateOnly today)
    {
        while (series.Length > 0 && series[^1].Day > today) series = series[..^1];
        if (series.Length == 0) return No(ForecastObstacle.TooFewUnits);

        var last = series[^1];
        if (last.IsComplete) return new AlreadyComplete(CompleteSince(series));
        if (last.Competent < SmallGroups.Minimum) return No(ForecastObstacle.TooFewUnits);

        var window = Window(series);
        if (window.Length < FewestPoints) return No(ForecastObstacle.TooShort);

        if (last.Share <= window[0].Share) return No(ForecastObstacle.NoProgress);

        var slopes = Slopes(window);
        var speed = Middle(slopes);
        var gap = 1 - last.Share;
        var horizon = today.AddYears(YearsAhead);
        if (speed <= 0) return No(ForecastObstacle.TooUncertain);
        if (After(last.Day, gap / speed, today, horizon) is not { } date) return No(ForecastObstacle.TooFar);

        var (slow, fast) = (Percentile(slopes, 10), Percentile(slopes, 90));
        if (slow <= 0) return No(ForecastObstacle.TooUncertain);
        if (After(last.Day, Math.Max(gap / slow, Saturation(window, speed)), today, horizon) is not { } latest) return No(ForecastObstacle.TooUncertain);
        return new ForecastDate(date, After(last.Day, gap / fast, today, horizon)!.Value, latest);
    }

    static NotForecastable No(ForecastObstacle obstacle) => new(obstacle);

    static DateOnly CompleteSince(ReadOnlySpan<CoveragePoint> series)
    {
        var first = series.Length - 1;
        while (first > 0 && series[first - 1].IsComplete) first--;
        return series[first].Day;
    }

    /// <summary>Points before anybody reported would make the first reports look like progress.</summary>
    static CoveragePoint[] Window(ReadOnlySpan<CoveragePoint> series)
    {
        var first = series[^1].Day.AddMonths(-MonthsBack);
        var window = new List<CoveragePoint>();
        foreach (var point in series[Math.Max(0, series.Length - MostPoints)..])
            if (point.Day >= first && point is { Competent: > 0, Reported: > 0 })
                window.Add(point);
        return [.. window];
    }

    /// <summary>Share per day between any two points, sorted.</summary>
    static double[] Slopes(CoveragePoint[] window)
    {
        var slopes = new List<double>(window.Length * (window.Length - 1) / 2);
        for (var later = 1; later < window.Length; later++)
            for (var earlier = 0; earlier < later; earlier++)
                slopes.Add((window[later].Share - window[earlier].Share) / (window[later].Day.DayNumber - window[earlier].Day.DayNumber));
        slopes.Sort();
        return [.. slopes];
    }

    static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    static double Percentile(double[] sorted, int percent)
    {
        var (whole, rest) = Math.DivRem(percent * (sorted.Length - 1), 100);
        return rest == 0 ? sorted[whole] : sorted[whole] + (rest * (sorted[whole + 1] - sorted[whole]) / 100);
    }

    /// <summary>Days to the end of the S-curve through the last value.</summary>
    static double Saturation(CoveragePoint[] window, double speed)
    {
        var products = Array.ConvertAll(window, point => point.Share * (1 - point.Share));
        Array.Sort(products);
        var last = window[^1];
        var logits = Math.Log((last.Competent / NobodyMissing) - 1) - Math.Log((double)last.Conform / (last.Competent - last.Conform));
        return logits * Middle(products) / speed;
    }

    /// <summary>The day after so many days, not before today; null beyond the horizon. The noise of floating point makes no further day.</summary>
    static DateOnly? After(DateOnly from, double days, DateOnly today, DateOnly horizon)
    {
        if (days > horizon.DayNumber - from.DayNumber) return null;
        var day = from.AddDays((int)Math.Ceiling(Math.Round(days, 6)));
        return day < today ? today : day;
    }
}
