namespace OzgTracker.ReadModels.Cube;

/// <summary>Competent and conform cells of each unit, in groups of services.</summary>
/// <remarks>
/// One pass: what a cell adds is looked up by its level code and by Land and class of its unit, and is one number for both counts. A unit that is not
/// asked for adds nothing. Threads share the blocks of units, so nothing has to be added up afterwards.
/// </remarks>
sealed class UnitCounts
{
    const int ConformShift = 16, CodeBits = 5;

    /// <summary>Below this many cells a second thread costs more than it does.</summary>
    const int WorthSharing = 200_000;

    readonly int[] sums;
    readonly int units;

    /// <summary>Counts.</summary>
    /// <param name="asked">By index of the unit; those that are counted.</param>
    /// <param name="groupOf">The group of each service of <paramref name="scope"/>, in their order.</param>
    public UnitCounts(CubeScope scope, bool[] asked, int[] groupOf, int groups)
    {
        units = asked.Length;
        sums = new int[groups * units];
        var places = new ushort[units];
        for (var unit = 0; unit < units; unit++)
            if (asked[unit])
                places[unit] = (ushort)((scope.Territory.State[unit] * Territory.Classes) + scope.Territory.Class[unit]);
        var blocks = BlocksOf(asked);
        var parts = (long)blocks.Length * CellBlock.Size * groupOf.Length < WorthSharing ? 1 : Environment.ProcessorCount;
        if (parts == 1) Count(scope, places, blocks, groupOf);
        else Parallel.For(0, parts, part => Count(scope, places, blocks.AsSpan()[(blocks.Length * part / parts)..(blocks.Length * (part + 1) / parts)], groupOf));
    }

    /// <summary>Cells that count.</summary>
    public int Competent(int group, int unit) => sums[(group * units) + unit] & ((1 << ConformShift) - 1);

    /// <summary>Those of them at the model's threshold or above.</summary>
    public int Conform(int group, int unit) => sums[(group * units) + unit] >> ConformShift;

    /// <summary>The blocks with a unit that is asked for.</summary>
    public static int[] BlocksOf(bool[] asked) =>
    [
        .. Enumerable.Range(0, (asked.Length + CellBlock.Size - 1) / CellBlock.Size)
            .Where(block => asked.AsSpan(block * CellBlock.Size, LengthOf(block, asked.Length)).Contains(true)),
    ];

    /// <summary>Units of a block.</summary>
    public static int LengthOf(int block, int units) => Math.Min(CellBlock.Size, units - (block * CellBlock.Size));

    void Count(CubeScope scope, ushort[] places, ReadOnlySpan<int> blocks, int[] groupOf)
    {
        var added = Table(scope.Question.Model.ConformityThreshold);
        for (var i = 0; i < groupOf.Length; i++)
        {
            var service = scope.Services[i];
            for (var place = Territory.Classes; place < Territory.States * Territory.Classes; place++)
                added[(place << CodeBits) | LevelCode.Unreported] = scope.Territory.IsCompetent(service, place / Territory.Classes, place % Territory.Classes) ? 1 : 0;
            var codes = scope.CodesOf(service);
            foreach (var block in blocks)
            {
                var first = block * CellBlock.Size;
                var length = LengthOf(block, units);
                Add(codes.Block(block)[..length], places.AsSpan(first, length), sums.AsSpan((groupOf[i] * units) + first, length), added);
            }
        }
    }

    static void Add(ReadOnlySpan<byte> codes, ReadOnlySpan<ushort> places, Span<int> into, int[] added)
    {
        places = places[..codes.Length];   // so that the loop need not check its bounds
        into = into[..codes.Length];
        for (var cell = 0; cell < codes.Length; cell++) into[cell] += added[(places[cell] << CodeBits) | codes[cell]];
    }

    /// <summary>What a cell adds, by place and code. The first places are those of no Land: whoever is not asked for.</summary>
    static int[] Table(int threshold)
    {
        var added = new int[Territory.States * Territory.Classes << CodeBits];
        for (var place = Territory.Classes; place < Territory.States * Territory.Classes; place++)
            for (byte code = 0; code < LevelCode.NotCompetent; code++)
                added[(place << CodeBits) | code] = LevelCode.IsLevel(code) && code >= threshold ? (1 << ConformShift) | 1 : 1;
        return added;
    }
}
