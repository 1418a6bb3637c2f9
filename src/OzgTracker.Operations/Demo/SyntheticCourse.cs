namespace OzgTracker.Operations.Demo;

/// <summary>Writes the steps of one cell: reports on working days, each later than the one before, none after the last day.</summary>
/// <remarks>Days are counted from <see cref="SyntheticHistory.FirstDay"/>.</remarks>
ref struct SyntheticCourse(Span<SyntheticStep> steps)
{
    /// <summary>One report in so many is wrong and is corrected at once.</summary>
    const double WrongReports = 0.006;

    readonly Span<SyntheticStep> steps = steps;

    /// <summary>Steps so far.</summary>
    public int Count { get; private set; }

    /// <summary>Day of the last report; the day before the first one where there is none.</summary>
    public int LastReport { get; private set; } = -1;

    /// <summary>Level of the last report.</summary>
    public int Level { get; private set; }

    int claims;
    int lastClaim;

    /// <summary>Reports a level; false when the history has come to its end.</summary>
    public bool Report(int level, int day, bool hasEvidence, ref Chance chance)
    {
        var at = SyntheticHistory.WorkingDay(Math.Max(day, LastReport + 1));
        if (at > SyntheticHistory.LastIndex) return false;
        if (chance.Happens(WrongReports))
        {
            Claim(SyntheticStepKind.Reported, level < 4 ? level + 1 : level - 1, at, hasEvidence, corrects: 0);
            Claim(SyntheticStepKind.Corrected, level, at, hasEvidence, corrects: lastClaim);
        }
        else
        {
            Claim(SyntheticStepKind.Reported, level, at, hasEvidence, corrects: 0);
        }

        (LastReport, Level) = (at, level);
        return true;
    }

    /// <summary>Says something else, if its day has come.</summary>
    public void Add(SyntheticStepKind kind, int day, int level = 0)
    {
        var at = SyntheticHistory.WorkingDay(Math.Max(day, 0));
        if (at <= SyntheticHistory.LastIndex) Write(new(kind, SyntheticHistory.FirstDay.AddDays(at), level, false, 0));
    }

    /// <summary>A coordinator looks at the last report.</summary>
    public void Verify(int day)
    {
        var at = SyntheticHistory.WorkingDay(day);
        if (at <= SyntheticHistory.LastIndex) Write(new(SyntheticStepKind.Verified, SyntheticHistory.FirstDay.AddDays(at), 0, false, lastClaim));
    }

    /// <summary>Takes the last report back, unless it was the only one.</summary>
    public void Withdraw()
    {
        if (claims > 1) Write(new(SyntheticStepKind.Withdrawn, SyntheticHistory.FirstDay.AddDays(LastReport), 0, false, lastClaim));
    }

    void Claim(SyntheticStepKind kind, int level, int day, bool hasEvidence, int corrects)
    {
        Write(new(kind, SyntheticHistory.FirstDay.AddDays(day), level, hasEvidence, corrects));
        claims++;
        lastClaim = Count;
    }

    void Write(SyntheticStep step) => steps[Count++] = step;
}
