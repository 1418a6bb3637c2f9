namespace OzgTracker.Domain.Targets;

/// <summary>How many cells counted and how many had reached the level, on a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Competent">Cells in the denominator.</param>
/// <param name="Reached">Those of them at or above the level.</param>
public readonly record struct BurnUpPoint(DateOnly Day, int Competent, int Reached)
{
    /// <summary>Cells that are not there yet.</summary>
    public int Gap => Competent - Reached;
}

/// <summary>Why there is no expected day.</summary>
public enum NoExpectation
{
    /// <summary>Every cell that counts is there.</summary>
    Reached,

    /// <summary>No unit is competent, so there is nothing to reach.</summary>
    NobodyCompetent,

    /// <summary>In the last three months nothing was gained.</summary>
    NoProgress,

    /// <summary>At the present speed it takes more than a century.</summary>
    TooFar,
}

/// <summary>How fast a target must be approached, and how fast it is.</summary>
/// <param name="NeededPerMonth">Cells per month until the day of the target; null when that day is over or nothing is left to do.</param>
/// <param name="PerMonth">Cells gained per month over the last three months; negative when some were lost.</param>
/// <param name="ExpectedOn">When the last cell is there at that speed; null for a reason.</param>
/// <param name="NoExpectation">The reason.</param>
/// <param name="OnTrack">Reached, or expected in time.</param>
public readonly record struct Pace(decimal? NeededPerMonth, decimal PerMonth, DateOnly? ExpectedOn, NoExpectation? NoExpectation, bool OnTrack)
{
    /// <summary>Months that the present speed is taken over.</summary>
    public const int MonthsBack = 3;

    const decimal DaysPerMonth = 365.2425m / 12;
    const int LongestDays = 36_525;

    /// <summary>Today's speed of a target.</summary>
    /// <param name="now">Today.</param>
    /// <param name="before">The same <see cref="MonthsBack"/> months ago.</param>
    /// <param name="by">The day of the target.</param>
    public static Pace Of(BurnUpPoint now, BurnUpPoint before, DateOnly by)
    {
        var perMonth = (now.Reached - before.Reached) / (decimal)MonthsBack;
        var daysLeft = by.DayNumber - now.Day.DayNumber;
        decimal? needed = now.Gap > 0 && daysLeft > 0 ? decimal.Round(now.Gap * DaysPerMonth / daysLeft, 2) : null;
        var shown = decimal.Round(perMonth, 2);
        if (Reason(now, perMonth) is { } reason)
            return new(needed, shown, null, reason, reason == Targets.NoExpectation.Reached);

        var expected = now.Day.AddDays((int)decimal.Ceiling(now.Gap / perMonth * DaysPerMonth));
        return new(needed, shown, expected, null, expected <= by);
    }

    /// <summary>The days of a burn-up: the ends of the months from the day it was set, or from twelve months ago if that is earlier, and today.</summary>
    public static IReadOnlyList<DateOnly> DaysOf(DateOnly setOn, DateOnly today)
    {
        var first = setOn < today.AddMonths(-12) ? setOn : today.AddMonths(-12);
        var days = new List<DateOnly>();
        for (var month = new DateOnly(first.Year, first.Month, 1); month <= today; month = month.AddMonths(1))
            if (month.AddMonths(1).AddDays(-1) is var end && end < today)
                days.Add(end);
        days.Add(today);
        return days;
    }

    static NoExpectation? Reason(BurnUpPoint now, decimal perMonth)
    {
        if (now.Competent == 0) return Targets.NoExpectation.NobodyCompetent;
        if (now.Gap <= 0) return Targets.NoExpectation.Reached;
        if (perMonth <= 0) return Targets.NoExpectation.NoProgress;
        return now.Gap / perMonth * DaysPerMonth > LongestDays ? Targets.NoExpectation.TooFar : null;
    }
}
