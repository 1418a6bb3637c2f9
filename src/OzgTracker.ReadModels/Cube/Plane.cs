namespace OzgTracker.ReadModels.Cube;

/// <summary>All units in one service and one maturity model, in blocks. Immutable.</summary>
sealed class Plane
{
    readonly CellBlock?[] blocks;

    Plane(CellBlock?[] blocks) => this.blocks = blocks;

    public static readonly Plane Empty = new([]);

    /// <summary>Blocks; where one is missing nobody has said anything.</summary>
    public int BlockCount => blocks.Length;

    /// <summary>Some step has another level by another policy.</summary>
    public bool HasPolicies => Array.Exists(blocks, block => block is { HasPolicies: true });

    /// <summary>Steps of all cells.</summary>
    public long StepCount => blocks.Sum(block => (long)(block?.StepCount ?? 0));

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
        foreach (var (number, steps) in added.ByBlock())
        {
            if (number >= changed.Length) Array.Resize(ref changed, number + 1);
            changed[number] = change(changed[number] ?? CellBlock.Empty, steps);
        }

        return new Plane(changed);
    }
}
