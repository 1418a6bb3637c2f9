using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>Tallies of several days, each with the units, competence and programmes of its day, from one walk over the cells.</summary>
/// <remarks>
/// What a cell says changes seldom, and so do the facts of its unit. So each stretch of days on which neither changes is two additions, where it begins and
/// where it ends; adding up along the days gives the sums of each day. The cost is that of steps, not of cells times days.
/// </remarks>
public sealed class TallySeries
{
    readonly IReadOnlyList<GroupBy> groupBy;
    readonly CubeScope[] scopes;
    readonly UnitGroups units;
    readonly ServiceGroups services;
    readonly UnitStretches stretches;
    readonly bool withCoverage;

    /// <summary>Finds the groups; counts nothing yet.</summary>
    /// <param name="question">Its day does not matter.</param>
    /// <param name="days">Ascending, at least one and at most 254.</param>
    public TallySeries(CubeSnapshot cube, CubeQuestion question, IReadOnlyList<DateOnly> days, IReadOnlyList<GroupBy> groupBy)
    {
        ArgumentOutOfRangeException.ThrowIfZero(days.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(days.Count, byte.MaxValue);
        this.groupBy = groupBy;
        scopes = [.. days.Select(day => new CubeScope(cube, question with { Day = day }))];
        services = new ServiceGroups(scopes, groupBy);
        withCoverage = Tally.HasCoverage(services.Asked, groupBy);
        units = new UnitGroups(scopes, groupBy, withCoverage);
        stretches = new UnitStretches(units, days.Count, cube.Dimensions.Units.Count);
    }

    /// <summary>Groups of all days.</summary>
    public int GroupCount => units.Count * services.Count;

    /// <summary>Counts: for each day what <see cref="Tally.Of"/> says of it.</summary>
    public IReadOnlyList<IReadOnlyList<TallyGroup>> Count()
    {
        var sums = NewSums();
        var parts = Tally.PartsOf(services.Asked.Length, stretches.First, stretches.Last);
        if (parts == 1)
        {
            Count(sums, services.Asked);
        }
        else
        {
            var partial = new TallySums[parts][];
            Parallel.For(0, parts, part => Count(partial[part] = NewSums(), Tally.PartOf(services.Asked, part, parts)));
            foreach (var part in partial)
                for (var day = 0; day < sums.Length; day++)
                    sums[day].Add(part[day]);
        }

        return [.. sums.Select((ofDay, day) => (IReadOnlyList<TallyGroup>)[.. Tally.Groups(units, services, day, ofDay, groupBy)])];
    }

    TallySums[] NewSums() => [.. scopes.Select(scope => new TallySums(GroupCount, scope.Question.Model.Levels.Count, withCoverage))];

    void Count(TallySums[] sums, int[] asked)
    {
        if (stretches.First < 0) return;
        var walk = new SeriesWalk(scopes, units, stretches);
        var coverage = withCoverage ? new CoverageCount(scopes[0], units) : null;
        foreach (var service in asked)
        {
            walk.Take(service);
            for (var day = 0; day < scopes.Length; day++)
                Tally.Fold(scopes[day], units, services.Of(day, service), service, sums[day], coverage, walk.SumsOn(day), walk.Codes);
            walk.Clear();
        }
    }
}

/// <summary>For each unit the stretches of days on which it is in one slot with one weight.</summary>
sealed class UnitStretches
{
    readonly int[] start;
    readonly List<Stretch> all = [];

    public UnitStretches(UnitGroups groups, int days, int units)
    {
        start = new int[units + 1];
        (First, Last) = (-1, -1);
        for (var unit = 0; unit < units; unit++)
        {
            start[unit] = all.Count;
            for (var day = 0; day < days; day++)
            {
                var on = groups.On(day);
                if (on.Slots[unit] == 0) continue;
                var before = all.Count > start[unit] ? all[^1] : default;
                var goesOn = before.To == day && before.Slot == on.Slots[unit] && before.Weight == on.Weights[unit];
                if (goesOn) all[^1] = before with { To = day + 1 };
                else all.Add(new Stretch(day, day + 1, on.Slots[unit], on.Weights[unit]));
            }

            if (all.Count == start[unit]) continue;
            if (First < 0) First = unit;
            Last = unit;
        }

        start[units] = all.Count;
    }

    /// <summary>A stretch.</summary>
    /// <param name="From">Number of the first day.</param>
    /// <param name="To">Number of the day after the last.</param>
    /// <param name="Slot">See <see cref="UnitsOnDay.Slots"/>.</param>
    /// <param name="Weight">See <see cref="UnitsOnDay.Weights"/>.</param>
    public readonly record struct Stretch(int From, int To, ushort Slot, long Weight);

    /// <summary>The first unit with a stretch; -1 when there is none.</summary>
    public int First { get; }

    /// <summary>The last unit with a stretch.</summary>
    public int Last { get; }

    public ReadOnlySpan<Stretch> Of(int unit) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all)[start[unit]..start[unit + 1]];
}

/// <summary>Sums up the cells of one service after the other, on all days at once. Not for two threads at once.</summary>
sealed class SeriesWalk
{
    readonly CubeScope[] scopes;
    readonly UnitGroups units;
    readonly UnitStretches stretches;
    readonly byte[] laneOf = new byte[LevelCode.Count];
    readonly byte[] codes;
    readonly byte[] numberOf;
    readonly int firstDay;
    readonly long known;
    readonly LeikaPolicy policy;
    readonly int stride;
    readonly long[] changes;

    public SeriesWalk(CubeScope[] scopes, UnitGroups units, UnitStretches stretches)
    {
        (this.scopes, this.units, this.stretches) = (scopes, units, stretches);
        var question = scopes[0].Question;
        (known, policy) = (question.Known, question.Policy);
        codes =
        [
            .. Enumerable.Range(0, question.Model.Levels.Count).Select(level => (byte)level),
            LevelCode.SaidElsewhere, LevelCode.NoLevel, LevelCode.NotCompetent, LevelCode.Unreported,
        ];
        Array.Fill(laneOf, (byte)Array.IndexOf(codes, LevelCode.NoLevel));
        for (var lane = 0; lane < codes.Length; lane++) laneOf[codes[lane]] = (byte)lane;

        stride = units.SlotCount * codes.Length;
        changes = new long[scopes.Length * stride];
        firstDay = scopes[0].Question.Moment.Day;
        numberOf = new byte[scopes[^1].Question.Moment.Day - firstDay + 1];
        for (var (day, number) = (0, 0); day < numberOf.Length; day++)
        {
            while (scopes[number].Question.Moment.Day < firstDay + day) number++;
            numberOf[day] = (byte)number;
        }
    }

    /// <summary>Level codes in the order in which the sums of a slot have them.</summary>
    public ReadOnlySpan<byte> Codes => codes;

    /// <summary>The sums of the service on a day, slot by slot; after <see cref="Take"/>.</summary>
    public ReadOnlySpan<long> SumsOn(int day) => changes.AsSpan(day * stride, stride);

    public void Clear() => Array.Clear(changes);

    public void Take(int service)
    {
        if (scopes[0].Cube.OtherPlanes(scopes[0].Model, service).Any())
        {
            for (var day = 0; day < scopes.Length; day++) TakeDay(service, day);
            return;
        }

        var plane = scopes[0].Cube.PlaneOf(scopes[0].Model, service);
        for (var number = stretches.First / CellBlock.Size; number <= stretches.Last / CellBlock.Size; number++)
            Walk(plane.BlockAt(number), number * CellBlock.Size);
        for (var day = 1; day < scopes.Length; day++) Tally.AddAll(changes.AsSpan(day * stride, stride), SumsOn(day - 1));
    }

    void Walk(CellBlock block, int firstUnit)
    {
        var last = Math.Min(firstUnit + CellBlock.Size - 1, stretches.Last);
        var byPolicy = block.HasPolicies && policy != LeikaPolicy.Any;
        for (var unit = Math.Max(firstUnit, stretches.First); unit <= last; unit++)
        {
            var cell = unit - firstUnit;
            var steps = block.StepsOf(cell);
            var (next, lane) = (0, laneOf[LevelCode.Unreported]);
            foreach (ref readonly var stretch in stretches.Of(unit))
            {
                for (var day = stretch.From; day < stretch.To;)
                {
                    var until = stretch.To;
                    for (; next < steps.Length; next++)
                    {
                        var step = new Step(steps[next]);
                        if (step.Position > known) continue;
                        if (NumberOf(step.Day) is var number && number > day)
                        {
                            until = Math.Min(number, until);
                            break;
                        }

                        lane = laneOf[byPolicy ? block.CodeAt(block.FirstOf(cell) + next, policy) : step.Level];
                    }

                    var at = stretch.Slot * codes.Length + lane;
                    changes[day * stride + at] += stretch.Weight;
                    if (until < scopes.Length) changes[until * stride + at] -= stretch.Weight;
                    day = until;
                }
            }
        }
    }

    /// <summary>Number of the first day of the series that is not before a day; as many as there are when all are.</summary>
    int NumberOf(int day) => day <= firstDay ? 0 : day - firstDay < numberOf.Length ? numberOf[day - firstDay] : scopes.Length;

    /// <summary>Where several models speak, what a cell says is asked day by day.</summary>
    void TakeDay(int service, int day)
    {
        if (scopes[day].First < 0) return;
        var reader = scopes[day].CodesOf(service);
        var on = units.On(day);
        for (var number = scopes[day].FirstBlock; number <= scopes[day].LastBlock; number++)
        {
            var block = reader.Block(number);
            var first = number * CellBlock.Size;
            for (var unit = first; unit < Math.Min(first + CellBlock.Size, on.Slots.Length); unit++)
                if (on.Slots[unit] is > 0 and var slot)
                    changes[day * stride + slot * codes.Length + laneOf[block[unit - first]]] += on.Weights[unit];
        }
    }
}
