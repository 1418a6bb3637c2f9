namespace OzgTracker.Domain.Analysis;

/// <summary>The stretches of time that a series is made of.</summary>
public enum Interval
{
    /// <summary>Calendar months.</summary>
    Month,

    /// <summary>Calendar quarters.</summary>
    Quarter,
}

/// <summary>The days of a series.</summary>
public static class IntervalEnds
{
    /// <summary>The last day of every interval from one day to another, both included, and the latter itself: of the interval that runs then, its latest day.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is after <paramref name="to"/>.</exception>
    public static IReadOnlyList<DateOnly> Of(DateOnly from, DateOnly to, Interval interval)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var months = interval == Interval.Month ? 1 : 3;
        var days = new List<DateOnly>();
        var month = new DateOnly(from.Year, from.Month, 1).AddMonths(-((from.Month - 1) % months));
        for (var end = EndOf(month); end < to; end = EndOf(month = month.AddMonths(months))) days.Add(end);
        days.Add(to);
        return days;

        DateOnly EndOf(DateOnly first) => first.AddMonths(months).AddDays(-1);
    }
}
