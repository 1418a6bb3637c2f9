using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Operations.Demo;

/// <summary>The invented history of every cell since 2019, with the shapes of real life; nothing of it is a statement about the real unit.</summary>
/// <remarks>
/// Pure, and the same for the same seed, unit and service, whatever else is asked for and wherever it runs. Thread-safe. Large cities are early,
/// Länder and services differ, EfA services roll through a Land within months, levels rise step by step, some services are switched off again, some
/// units never begin. Units that do not execute a service mostly say nothing. A cell that is not among the <paramref name="share"/> has no history.
/// </remarks>
/// <param name="seed">Another seed, another Germany.</param>
/// <param name="share">Share of the cells that are taken, chosen by a hash: 1 for all.</param>
public sealed class SyntheticHistory(ulong seed, double share = 1)
{
    /// <summary>A history has at most so many steps.</summary>
    public const int MostSteps = 40;

    /// <summary>Seed of whoever names none.</summary>
    public const ulong DefaultSeed = 2019;

    /// <summary>No step is earlier.</summary>
    public static readonly DateOnly FirstDay = new(2019, 1, 1);

    /// <summary>No step is later. Fixed, because the same seed is to give the same histories next year.</summary>
    public static readonly DateOnly LastDay = new(2026, 11, 20);

    internal static readonly int LastIndex = LastDay.DayNumber - FirstDay.DayNumber;

    const double Regressions = 0.035;
    const double StaysOff = 0.25;
    const double Reviews = 0.39;

    static readonly int Model20Begins = new DateOnly(2025, 7, 1).DayNumber - FirstDay.DayNumber;

    readonly SyntheticPace pace = new(seed);

    /// <summary>What all cells are drawn from.</summary>
    public ulong Seed => seed;

    /// <summary>Share of the cells that are taken.</summary>
    public double Share => share;

    /// <summary>Writes the steps of a cell without making an object of each.</summary>
    /// <param name="steps">Room for <see cref="MostSteps"/>.</param>
    /// <returns>How many there are; 0 for a cell of which nobody has said anything.</returns>
    public int Steps(SyntheticUnit unit, SyntheticService service, Span<SyntheticStep> steps)
    {
        if (unit.Kind == UnitKind.Gemeindefrei || !IsChosen(unit, service)) return 0;

        var chance = Chance.Of(seed, ChanceTopic.Cell, unit.Key, service.Key);
        var course = new SyntheticCourse(steps);
        if (!ReportsItself(unit, service, ref course, ref chance)) return course.Count;

        var wave = pace.WaveOf(service, unit.StateIndex);
        var joins = wave is { } efa && chance.Happens(efa.Share) ? efa.Begin + chance.Below(EfaWave.Days) : (int?)null;
        if (joins is null && chance.Happens(NeverBegin(unit))) return 0;

        Climb(unit, service, joins, ref course, ref chance);
        Finish(service, ref course, ref chance);
        return course.Count;
    }

    /// <summary>The events of a cell in the order of its stream; empty for one of which nobody has said anything.</summary>
    public IReadOnlyList<IRolloutEvent> Events(SyntheticUnit unit, SyntheticService service)
    {
        Span<SyntheticStep> steps = stackalloc SyntheticStep[MostSteps];
        var count = Steps(unit, service, steps);
        return count == 0 ? [] : SyntheticEvents.Of(unit, service, steps[..count]);
    }

    /// <summary>All streams of some units and services, unit by unit, made one by one as they are asked for.</summary>
    public IEnumerable<SyntheticStream> Streams(IEnumerable<SyntheticUnit> units, IReadOnlyList<SyntheticService> services) =>
        from unit in units
        from service in services
        let events = Events(unit, service)
        where events.Count > 0
        select new SyntheticStream(new RolloutKey(unit.Id, service.Id), events);

    /// <summary>When an EfA service rolls through a Land; null where it does not.</summary>
    public EfaWave? WaveOf(SyntheticService service, StateCode state) =>
        pace.WaveOf(service, IndexOf(state)) is { } wave
            ? new EfaWave(SyntheticPace.OfferOf(service.Id), pace.ProviderOf(service), FirstDay.AddDays(wave.Begin), wave.Share)
            : null;

    /// <summary>The roll-out of the Land that provides a service to the others; null where nobody does. All others join its offer.</summary>
    public EfaWave? OfferOf(SyntheticService service) => WaveOf(service, pace.ProviderOf(service));

    /// <summary>Counts the events and transitions of all cells on all processors, without making them.</summary>
    public SyntheticCount Count(IReadOnlyList<SyntheticUnit> units, IReadOnlyList<SyntheticService> services, CancellationToken ct = default)
    {
        var total = default(SyntheticCount);
        var adding = new Lock();
        Parallel.ForEach(
            units,
            new ParallelOptions { CancellationToken = ct },
            () => default(SyntheticCount),
            (unit, _, sum) => sum + CountOf(unit, services),
            sum =>
            {
                lock (adding) total += sum;
            });
        return total;
    }

    SyntheticCount CountOf(SyntheticUnit unit, IReadOnlyList<SyntheticService> services)
    {
        Span<SyntheticStep> steps = stackalloc SyntheticStep[MostSteps];
        var (streams, events, transitions) = (0L, 0L, 0L);
        foreach (var service in services)
        {
            var count = Steps(unit, service, steps);
            if (count == 0) continue;
            streams++;
            events += count;
            foreach (ref readonly var step in steps[..count]) transitions += step.IsTransition ? 1 : 0;
        }

        return new SyntheticCount(streams, events, transitions);
    }

    bool IsChosen(SyntheticUnit unit, SyntheticService service) =>
        share >= 1 || Chance.Of(seed, ChanceTopic.Choice, unit.Key, service.Key).Happens(share);

    /// <summary>What the table of competence says, with the exceptions that life makes.</summary>
    static bool ReportsItself(SyntheticUnit unit, SyntheticService service, ref SyntheticCourse course, ref Chance chance)
    {
        var executors = service.ExecutedBy[unit.StateIndex];
        var isCompetent = executors.Of(unit.Place).IsCompetent;
        var (declares, reports) = (isCompetent, executors.IsNobody) switch
        {
            (true, _) => (0.012, 1.0),
            (false, false) => (0.02, 0.03),
            (false, true) => (0.004, 0.0),
        };
        var drawn = chance.Share();
        if (drawn < declares) course.Add(SyntheticStepKind.NotCompetent, 200 + chance.Below(1_500));
        return drawn >= declares && drawn < declares + reports;
    }

    static double NeverBegin(SyntheticUnit unit) => Math.Clamp(0.06 - (0.045 * (unit.Magnitude - 3.7)), 0.005, 0.16);

    /// <summary>From the first inventory up, as far and as fast as this cell goes.</summary>
    void Climb(SyntheticUnit unit, SyntheticService service, int? joins, ref SyntheticCourse course, ref Chance chance)
    {
        var middle = pace.MidpointOf(unit, service) + (170 * chance.Logistic());
        var slowness = 0.7 + (0.6 * chance.Share());
        Span<int> reached =
            [int.MinValue, (int)(middle - (1_000 * slowness)), (int)(middle - (450 * slowness)), (int)middle, (int)(middle + (650 * slowness))];
        var highest = Highest(unit, ref chance);
        var hasEvidence = chance.Happens(0.6);
        if (joins is { } day && reached[3] > day)
        {
            reached[3] = day;
            highest = Math.Max(highest, 3);
        }
        else
        {
            joins = null;
        }

        var begin = pace.FirstInventoryOf(unit) + chance.Below(45);
        var level = 0;
        while (level < highest && reached[level + 1] <= begin) level++;
        course.Report(level, begin, hasEvidence && level >= 2, ref chance);

        while (++level <= highest)
        {
            // Who joins an EfA service jumps; nobody reports a level that lasts for three weeks.
            if (level < highest && reached[level + 1] <= reached[level] + 20) continue;
            var next = reached[level];
            Meanwhile(Math.Min(next, LastIndex + 1), hasEvidence, ref course, ref chance);
            var isEfa = level == 3 && next == joins && chance.Happens(0.06);
            if (isEfa) course.Add(SyntheticStepKind.EfaContracted, next - 30 - chance.Below(60));
            if (!course.Report(level, next, hasEvidence && level >= 2, ref chance)) return;
            if (isEfa) course.Add(SyntheticStepKind.EfaLive, course.LastReport);
        }

        Meanwhile(LastIndex + 1, hasEvidence, ref course, ref chance);
    }

    /// <summary>What happens to a level that lasts: it is reported again, or the service is switched off, mostly for some months.</summary>
    static void Meanwhile(int until, bool hasEvidence, ref SyntheticCourse course, ref Chance chance)
    {
        var level = course.Level;
        if (level >= 2 && until - course.LastReport > 240 && chance.Happens(Regressions))
        {
            course.Report(chance.Below(2), course.LastReport + 60 + chance.Below(120), hasEvidence: false, ref chance);
            var back = course.LastReport + 20 + chance.Below(180);
            // Some stay off; those come back with the next step, if there is one.
            if (back < until - 5 && !chance.Happens(StaysOff)) course.Report(level, back, hasEvidence, ref chance);
        }

        for (var review = course.LastReport + 280 + chance.Below(260); review < until - 30; review = course.LastReport + 320 + chance.Below(260))
            if (!chance.Happens(Reviews) || !course.Report(course.Level, review, hasEvidence || level >= 3, ref chance)) return;
    }

    static int Highest(SyntheticUnit unit, ref Chance chance) => (chance.Share() + (0.07 * (unit.Magnitude - 3.7))) switch
    {
        < 0.04 => 0,
        < 0.14 => 1,
        < 0.32 => 2,
        < 0.80 => 3,
        _ => 4,
    };

    /// <summary>A few histories end in a way of their own.</summary>
    static void Finish(SyntheticService service, ref SyntheticCourse course, ref Chance chance)
    {
        var day = course.LastReport + 10 + chance.Below(300);
        switch (chance.Share())
        {
            case < 0.03 when course.Level >= 3:
                course.Verify(day);
                break;
            case >= 0.03 and < 0.034:
                course.Withdraw();
                break;
            case >= 0.04 and < 0.05 when service.LeikaIds.Count > 1:
                course.Add(SyntheticStepKind.ReportedLeika, day, Math.Min(4, course.Level + 1));
                break;
            case >= 0.05 and < 0.065:
                var inModel20 = course.Level + (course.Level >= 3 && chance.Happens(0.4) ? 1 : 0);
                course.Add(SyntheticStepKind.ReportedInModel20, Math.Max(day, Model20Begins + chance.Below(300)), inModel20);
                break;
        }
    }

    /// <summary>A Saturday or Sunday becomes the Monday after it.</summary>
    internal static int WorkingDay(int index) => ((FirstDay.DayNumber + index) % 7) switch
    {
        5 => index + 2,   // 1 January of the year 1 was a Monday
        6 => index + 1,
        _ => index,
    };

    static int IndexOf(StateCode state) => int.Parse(state.Value, System.Globalization.CultureInfo.InvariantCulture) - 1;
}

/// <summary>How much a set of cells holds.</summary>
/// <param name="Streams">Cells of which something was said.</param>
/// <param name="Events">In them.</param>
/// <param name="Transitions">Of these, the ones that may change the value of a cell.</param>
public readonly record struct SyntheticCount(long Streams, long Events, long Transitions)
{
    /// <summary>Both together.</summary>
    public static SyntheticCount operator +(SyntheticCount left, SyntheticCount right) =>
        new(left.Streams + right.Streams, left.Events + right.Events, left.Transitions + right.Transitions);
}
