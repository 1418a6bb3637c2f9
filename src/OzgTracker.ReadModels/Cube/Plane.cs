namespace OzgTracker.ReadModels.Cube;

/// <summary>All units in one service and one maturity model, in blocks. Immutable.</summary>
sealed class Plane
{
    const int SparseIsOneIn = 8;

    readonly CellBlock?[] blocks;
    readonly byte[] latest;

    Plane(CellBlock?[] blocks, byte[] latest)
    {
        (this.blocks, this.latest) = (blocks, latest);
        var spoken = 0;
        foreach (var block in blocks)
        {
            if (block is null) continue;
            spoken += block.Spoken.Length;
            HasPolicies |= block.HasPolicies;
            StepCount += block.StepCount;
            LastDay = Math.Max(LastDay, block.LastDay);
            LastPosition = Math.Max(LastPosition, block.LastPosition);
        }

        if (spoken * SparseIsOneIn <= latest.Length) Spoken = UnitsWithSteps(spoken);
    }

    public static readonly Plane Empty = new([], []);

    /// <summary>Blocks; where one is missing nobody has said anything.</summary>
    public int BlockCount => blocks.Length;

    /// <summary>Some step has another level by another policy.</summary>
    public bool HasPolicies { get; }

    /// <summary>Steps of all cells.</summary>
    public long StepCount { get; }

    /// <summary>No step is of a later day.</summary>
    public int LastDay { get; }

    /// <summary>No step is from a later position.</summary>
    public long LastPosition { get; }

    /// <summary>Indexes of the units that have steps, where they are few, as in other models than the usual one; otherwise null.</summary>
    public ushort[]? Spoken { get; }

    /// <summary>The level codes of all cells by their last steps, side by side: what a tally of today runs along.</summary>
    public ReadOnlySpan<byte> Latest => latest;

    /// <summary>Whether <see cref="Latest"/> is what holds at a moment.</summary>
    public bool IsLatest(CellMoment moment) =>
        LastDay <= moment.Day && LastPosition <= moment.Known && (!HasPolicies || moment.Policy == Domain.Rollouts.LeikaPolicy.Any);

    public CellBlock BlockAt(int number) => number < blocks.Length ? blocks[number] ?? CellBlock.Empty : CellBlock.Empty;

    /// <summary>The block of a unit, and which of its cells the unit has.</summary>
    public CellBlock BlockOf(int unit, out int cell)
    {
        cell = unit % CellBlock.Size;
        return BlockAt(unit / CellBlock.Size);
    }

    /// <summary>The plane with more steps; copies only the blocks that change.</summary>
    public Plane With(StepBuffer added) => With(added, (block, steps) => block.With(steps));

    /// <summary>The plane with these steps in the place of all that their cells had; copies only the blocks that change.</summary>
    public Plane Instead(StepBuffer steps) => With(steps, (block, ofBlock) => block.Without(ofBlock).With(ofBlock));

    Plane With(StepBuffer added, Func<CellBlock, ArraySegment<BlockStep>, CellBlock> change)
    {
        var changed = blocks.AsSpan().ToArray();
        var codes = latest.AsSpan().ToArray();
        foreach (var (number, steps) in added.ByBlock())
        {
            if (number >= changed.Length)
            {
                var before = codes.Length;
                Array.Resize(ref changed, number + 1);
                Array.Resize(ref codes, changed.Length * CellBlock.Size);
                codes.AsSpan(before).Fill(LevelCode.Unreported);
            }

            changed[number] = change(changed[number] ?? CellBlock.Empty, steps);
            changed[number]!.Latest.CopyTo(codes.AsSpan(number * CellBlock.Size));
        }

        return new Plane(changed, codes);
    }

    ushort[] UnitsWithSteps(int count)
    {
        var units = new ushort[count];
        var at = 0;
        for (var number = 0; number < blocks.Length; number++)
            foreach (var cell in BlockAt(number).Spoken)
                units[at++] = (ushort)((number * CellBlock.Size) + cell);
        return units;
    }
}
