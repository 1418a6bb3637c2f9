namespace OzgTracker.Domain.Analysis;

/// <summary>The forecast of full coverage from a series of month ends.</summary>
/// <remarks>
/// <para>
/// <b>Method.</b> The speed is the Theil-Sen slope: the median of the slopes between any two points of the last twelve months, which a single burst of reports does not move. The day is where a line of
/// that slope from the last value reaches all competent units.
/// </para>
/// <para>
/// <b>Interval.</b> The slopes at the ranks <c>(N ± 1.2816 √(n (n − 1) (2n + 5) / 18)) / 2</c> of the N sorted ones (Sen 1968, Kendall's variance, 80 %), rounded outwards; ties are not
/// deducted, so it is rather too wide. Months depend on each other, therefore it tells how steady progress was and is no promise.
/// </para>
/// <para>
/// <b>The last ones are the slowest</b>, so a line is naive at its late end. There the same progress is also read as a saturating curve: each day the same part of those that are missing gets there, the median speed by
/// the median gap of the window; it ends when less than half a unit is missing. The later of the two ends counts: one unit in two hundred a month is no promise for the last two.
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

    /// <summary>Nine tenths of the normal distribution lie below.</summary>
    const double Z90 = 1.2815515655446004;

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

        var slopes = Slopes(window);
        var speed = Middle(slopes);
        if (speed <= 0 || last.Share <= window[0].Share) return No(ForecastObstacle.NoProgress);

        var gap = 1 - last.Share;
        var horizon = today.AddYears(YearsAhead);
        if (After(last.Day, gap / speed, today, horizon) is not { } date) return No(ForecastObstacle.TooFar);

        var (slow, fast) = Ends(slopes, window.Length);
        var slowest = slow > 0 ? Math.Max(gap / slow, Saturation(window, speed)) : double.PositiveInfinity;
        return After(last.Day, slowest, today, horizon) is { } latest
            ? new ForecastDate(date, After(last.Day, gap / fast, today, horizon) ?? date, latest < date ? date : latest)
            : No(ForecastObstacle.TooUncertain);
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

    static (double Slow, double Fast) Ends(double[] sorted, int points)
    {
        var spread = Z90 * Math.Sqrt(points * (points - 1) * ((2 * points) + 5) / 18.0);
        var rank = (int)Math.Max(1, Math.Floor((sorted.Length - spread) / 2));
        return (sorted[rank - 1], sorted[^rank]);
    }

    /// <summary>Days until less than half a unit is missing, if each day the same part of those that are missing gets there.</summary>
    static double Saturation(CoveragePoint[] window, double speed)
    {
        var gaps = Array.ConvertAll(window, point => 1 - point.Share);
        Array.Sort(gaps);
        var last = window[^1];
        return Math.Log(2.0 * (last.Competent - last.Conform)) * Middle(gaps) / speed;
    }

    /// <summary>The day after so many days, not before today; null beyond the horizon.</summary>
    static DateOnly? After(DateOnly from, double days, DateOnly today, DateOnly horizon)
    {
        if (days > horizon.DayNumber - from.DayNumber) return null;
        var day = from.AddDays((int)Math.Ceiling(days));
        return day < today ? today : day;
    }
}
