namespace OzgTracker.ReadModels.Cube;

/// <summary>Steps of one plane on their way into it, ten bytes each: a whole load waits here.</summary>
sealed class StepBuffer
{
    const int FirstSegment = 32, Segment = 4_096;

    readonly List<(ulong[] Steps, ushort[] Units)> segments = [];
    readonly Dictionary<int, ushort> policies = [];
    int used;

    /// <summary>Steps in it.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a step.</summary>
    /// <param name="unit">Index of the unit, at most 65,535.</param>
    /// <param name="allAndShare">See <see cref="CellBlock.Pack"/>.</param>
    public void Add(int unit, Step step, ushort allAndShare)
    {
        if (segments.Count == 0 || used == segments[^1].Steps.Length)
        {
            var size = segments.Count == 0 ? FirstSegment : Segment;
            segments.Add((new ulong[size], new ushort[size]));
            used = 0;
        }

        segments[^1].Steps[used] = step.Bits;
        segments[^1].Units[used++] = checked((ushort)unit);
        if (allAndShare != CellBlock.Pack(step.Level, step.Level)) policies.Add(Count, allAndShare);
        Count++;
    }

    /// <summary>All steps, grouped by block; in a group they are in the order in which they came.</summary>
    public IEnumerable<(int Block, ArraySegment<BlockStep> Steps)> ByBlock()
    {
        var ends = new int[ushort.MaxValue / CellBlock.Size + 2];
        foreach (var (_, units, count) in Filled())
            for (var i = 0; i < count; i++)
                ends[units[i] / CellBlock.Size + 1]++;
        for (var block = 1; block < ends.Length; block++) ends[block] += ends[block - 1];

        var sorted = new BlockStep[Count];
        var next = ends.AsSpan().ToArray();
        var index = 0;
        foreach (var (steps, units, count) in Filled())
        {
            for (var i = 0; i < count; i++, index++)
            {
                var step = new Step(steps[i]);
                var packed = policies.Count > 0 && policies.TryGetValue(index, out var own) ? own : CellBlock.Pack(step.Level, step.Level);
                sorted[next[units[i] / CellBlock.Size]++] = new BlockStep(units[i] % CellBlock.Size, step, packed);
            }
        }

        for (var block = 0; block < ends.Length - 1; block++)
            if (ends[block + 1] > ends[block])
                yield return (block, new ArraySegment<BlockStep>(sorted, ends[block], ends[block + 1] - ends[block]));
    }

    IEnumerable<(ulong[] Steps, ushort[] Units, int Count)> Filled() =>
        segments.Select((segment, number) => (segment.Steps, segment.Units, number == segments.Count - 1 ? used : segment.Steps.Length));
}
