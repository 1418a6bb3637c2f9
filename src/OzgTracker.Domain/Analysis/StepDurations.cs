namespace OzgTracker.Domain.Analysis;

/// <summary>An unbroken stretch of days on which a cell had the same level.</summary>
/// <param name="FirstDay">Its first day.</param>
/// <param name="Level">The reported level; null when nothing was reported or the unit was not competent.</param>
public readonly record struct LevelRun(DateOnly FirstDay, int? Level);

/// <summary>How long a cell was at a level before it reached a higher one.</summary>
/// <param name="From">The level before.</param>
/// <param name="To">The higher level; a leap over levels is one step.</param>
/// <param name="Days">From the first day at the one to the first day at the other.</param>
public readonly record struct StepDuration(int From, int To, int Days);

/// <summary>The steps upwards in the history of one cell.</summary>
public static class StepDurations
{
    /// <summary>Adds the steps of a cell to those of others, oldest first.</summary>
    /// <param name="runs">Its history in the order of days; neighbours of one level count as one run.</param>
    /// <remarks>
    /// A day without a report between two levels breaks the chain, because nobody knows when the first one ended. A fall yields nothing; what
    /// is reached after it is counted from the day of the fall. The level that a cell has now yields nothing yet, so steps that take long are
    /// missed where reporting has only begun.
    /// </remarks>
    public static void Collect(ReadOnlySpan<LevelRun> runs, ICollection<StepDuration> into)
    {
        LevelRun last = default;
        foreach (var run in runs)
        {
            if (run.Level is { } level && last.Level is { } before)
            {
                if (level == before) continue;
                if (level > before) into.Add(new(before, level, run.FirstDay.DayNumber - last.FirstDay.DayNumber));
            }

            last = run;
        }
    }
}
