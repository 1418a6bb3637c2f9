using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>What is asked of cells: by which policy, on which day, knowing the log up to which position.</summary>
readonly record struct CellMoment(LeikaPolicy Policy, int Day, long Known);

/// <summary>A step on its way into a block.</summary>
/// <param name="Cell">Which of the block's cells.</param>
/// <param name="Step">The step.</param>
/// <param name="Policies">See <see cref="CellBlock.Pack"/>.</param>
readonly record struct BlockStep(int Cell, Step Step, ushort Policies);

/// <summary>256 neighbouring units in one service and one maturity model, with their whole history. Immutable: a change makes another block.</summary>
sealed class CellBlock
{
    /// <summary>Cells of a block: large enough for long runs over arrays, small enough to be copied for each change (about 8 kB).</summary>
    public const int Size = 256;

    readonly int[] start;
    readonly ulong[] steps;
    readonly ushort[]? policies;
    readonly byte[] latest;
    readonly byte[] spoken;
    readonly ulong last;
    readonly long lastPosition;

    CellBlock(int[] start, ulong[] steps, ushort[]? policies)
    {
        (this.start, this.steps, this.policies) = (start, steps, policies);
        latest = new byte[Size];
        for (var cell = 0; cell < Size; cell++) latest[cell] = start[cell] == start[cell + 1] ? LevelCode.Unreported : new Step(steps[start[cell + 1] - 1]).Level;
        Span<byte> withSteps = stackalloc byte[Size];
        var count = 0;
        for (var cell = 0; cell < Size; cell++)
            if (start[cell] < start[cell + 1])
                withSteps[count++] = (byte)cell;
        spoken = withSteps[..count].ToArray();
        foreach (var step in steps)
        {
            last = Math.Max(last, step);
            lastPosition = Math.Max(lastPosition, new Step(step).Position);
        }
    }

    public static readonly CellBlock Empty = new(new int[Size + 1], [], null);

    /// <summary>Level codes by the policies all and share conform, side by side; the step itself has the level by the policy any.</summary>
    public static ushort Pack(byte all, byte shareConform) => (ushort)((all << 5) | shareConform);

    /// <summary>The level code of each cell by its last step.</summary>
    public ReadOnlySpan<byte> Latest => latest;

    /// <summary>No step is of a later day.</summary>
    public int LastDay => new Step(last).Day;

    /// <summary>No step is from a later position.</summary>
    public long LastPosition => lastPosition;

    /// <summary>Some step has another level by another policy.</summary>
    public bool HasPolicies => policies is not null;

    /// <summary>The cells that have steps, ascending; in another model than the usual one they are few.</summary>
    public ReadOnlySpan<byte> Spoken => spoken;

    /// <summary>Steps of all cells.</summary>
    public int StepCount => steps.Length;

    /// <summary>Index of the first step of a cell.</summary>
    public int FirstOf(int cell) => start[cell];

    /// <summary>Steps of one cell, oldest day first.</summary>
    public ReadOnlySpan<ulong> StepsOf(int cell) => steps.AsSpan(start[cell], start[cell + 1] - start[cell]);

    /// <summary>The level code of each cell.</summary>
    /// <param name="buffer">Of <see cref="Size"/>; used where the answer is not at hand.</param>
    public ReadOnlySpan<byte> Codes(CellMoment moment, Span<byte> buffer)
    {
        var end = Step.EndOf(moment.Day);
        var byPolicy = policies is not null && moment.Policy != LeikaPolicy.Any;
        if (last < end && lastPosition <= moment.Known && !byPolicy) return latest;

        if (byPolicy) FillByPolicy(moment, end, buffer);
        else if (lastPosition <= moment.Known) FillByDay(end, buffer);
        else Fill(moment.Known, end, buffer);
        return buffer[..Size];
    }

    /// <summary>The step that holds, as an index of the block; -1 when nothing was said yet.</summary>
    public int Find(int cell, CellMoment moment) => Find(cell, Step.EndOf(moment.Day), moment.Known);

    public Step StepAt(int index) => new(steps[index]);

    /// <summary>Level code by a policy.</summary>
    public byte CodeAt(int index, LeikaPolicy policy) => policies is null || policy == LeikaPolicy.Any ? StepAt(index).Level
        : policy == LeikaPolicy.All ? (byte)(policies[index] >> 5) : (byte)(policies[index] & 31);

    /// <summary>First day of the unbroken run at the same level code that the step belongs to, as known then.</summary>
    /// <param name="index">From <see cref="Find(int,CellMoment)"/>.</param>
    public int RunStart(int cell, int index, CellMoment moment)
    {
        var code = CodeAt(index, moment.Policy);
        var first = StepAt(index).Day;
        for (var i = index - 1; i >= start[cell]; i--)
        {
            var step = StepAt(i);
            if (step.Position > moment.Known || step.Day == first) continue;   // not known yet, or overruled on that day by what came later
            if (CodeAt(i, moment.Policy) != code) break;
            first = step.Day;
        }

        return first;
    }

    /// <summary>The runs of a cell up to a day, latest first: the first day and the level code of each.</summary>
    public void RunsOf(int cell, CellMoment moment, List<(int Day, byte Code)> runs)
    {
        runs.Clear();
        for (var at = Find(cell, moment); at >= 0;)
        {
            var day = RunStart(cell, at, moment);
            runs.Add((day, CodeAt(at, moment.Policy)));
            at = day == 0 ? -1 : Find(cell, moment with { Day = day - 1 });
        }
    }

    /// <summary>The block with more steps; their order does not matter.</summary>
    public CellBlock With(ReadOnlySpan<BlockStep> added)
    {
        var counts = new int[Size + 1];
        foreach (var step in added) counts[step.Cell + 1]++;
        var newStart = new int[Size + 1];
        for (var cell = 0; cell < Size; cell++) newStart[cell + 1] = newStart[cell] + counts[cell + 1] + start[cell + 1] - start[cell];

        var newSteps = new ulong[newStart[Size]];
        var newPolicies = policies is not null || NeedsPolicies(added) ? new ushort[newSteps.Length] : null;
        var filled = new int[Size];
        for (var cell = 0; cell < Size; cell++)
        {
            var count = start[cell + 1] - start[cell];
            steps.AsSpan(start[cell], count).CopyTo(newSteps.AsSpan(newStart[cell]));
            for (var i = 0; newPolicies is not null && i < count; i++) newPolicies[newStart[cell] + i] = PoliciesAt(start[cell] + i);
            filled[cell] = count;
        }

        foreach (var step in added)
        {
            var from = newStart[step.Cell];
            var at = from + filled[step.Cell]++;
            for (; at > from && newSteps[at - 1] > step.Step.Bits; at--)
            {
                newSteps[at] = newSteps[at - 1];
                if (newPolicies is not null) newPolicies[at] = newPolicies[at - 1];
            }

            newSteps[at] = step.Step.Bits;
            if (newPolicies is not null) newPolicies[at] = step.Policies;
        }

        return new CellBlock(newStart, newSteps, newPolicies);
    }

    /// <summary>The block without the history of some cells.</summary>
    public CellBlock Without(ReadOnlySpan<BlockStep> ofCells)
    {
        Span<bool> gone = stackalloc bool[Size];
        foreach (var step in ofCells) gone[step.Cell] = true;
        var newStart = new int[Size + 1];
        var kept = new List<int>(steps.Length);
        for (var cell = 0; cell < Size; cell++)
        {
            for (var i = start[cell]; i < start[cell + 1] && !gone[cell]; i++) kept.Add(i);
            newStart[cell + 1] = kept.Count;
        }

        return new CellBlock(newStart, [.. kept.Select(i => steps[i])], policies is null ? null : [.. kept.Select(i => policies[i])]);
    }

    static bool NeedsPolicies(ReadOnlySpan<BlockStep> added)
    {
        foreach (var step in added)
            if (step.Policies != Pack(step.Step.Level, step.Step.Level))
                return true;
        return false;
    }

    ushort PoliciesAt(int index) => policies?[index] ?? Pack(StepAt(index).Level, StepAt(index).Level);

    int Find(int cell, ulong end, long known)
    {
        for (var i = start[cell + 1] - 1; i >= start[cell]; i--)
            if (steps[i] < end && new Step(steps[i]).Position <= known)
                return i;
        return -1;
    }

    /// <summary>All of the log is known: only days count.</summary>
    void FillByDay(ulong end, Span<byte> codes)
    {
        var to = start[0];
        for (var cell = 0; cell < Size; cell++)
        {
            var from = to;
            to = start[cell + 1];
            var i = to - 1;
            while (i >= from && steps[i] >= end) i--;
            codes[cell] = i < from ? LevelCode.Unreported : new Step(steps[i]).Level;
        }
    }

    void Fill(long known, ulong end, Span<byte> codes)
    {
        for (var cell = 0; cell < Size; cell++) codes[cell] = Find(cell, end, known) is >= 0 and var at ? new Step(steps[at]).Level : LevelCode.Unreported;
    }

    void FillByPolicy(CellMoment moment, ulong end, Span<byte> codes)
    {
        for (var cell = 0; cell < Size; cell++) codes[cell] = Find(cell, end, moment.Known) is >= 0 and var at ? CodeAt(at, moment.Policy) : LevelCode.Unreported;
    }
}
