using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A cell with its place in a ranking.</summary>
/// <param name="Rank">1 + cells that are ahead; ties share it.</param>
/// <param name="Cell">The cell; it has a level.</param>
public readonly record struct RankedCell(int Rank, CountedCell Cell);

/// <summary>Who is ahead on a service: highest level, then strongest evidence, then longest at that level; the id only orders ties.</summary>
/// <remarks>Each cell with a level is one number that sorts like the ranking; only the rows of a page are made. All of Germany: about a millisecond.</remarks>
public sealed class Frontrunners
{
    const int LevelShift = 34, StrengthShift = 32, SinceShift = 16;

    readonly CubeScope scope;
    readonly int service;
    readonly IdOrder ids;
    readonly ulong[] keys;

    /// <summary>Ranks.</summary>
    /// <param name="question">Its services do not matter.</param>
    /// <param name="service">Index of the service.</param>
    public Frontrunners(CubeSnapshot cube, CubeQuestion question, int service)
    {
        (scope, this.service, ids) = (new CubeScope(cube, question), service, cube.Dimensions.ById);
        keys = new ulong[scope.Asked.Length];
        Count = scope.First < 0 ? 0 : Fill();
        Array.Sort(keys, 0, Count);
    }

    /// <summary>Cells in the ranking.</summary>
    public int Count { get; }

    /// <summary>The place after a unit; -1 when it is not in the ranking.</summary>
    public int After(int unit)
    {
        if (unit < 0) return -1;
        for (var i = 0; i < Count; i++)
            if ((ushort)keys[i] == ids.Places[unit])
                return i + 1;
        return -1;
    }

    /// <summary>Some rows, best first.</summary>
    /// <param name="from">Place of the first, from 0.</param>
    public IReadOnlyList<RankedCell> Rows(int from, int most)
    {
        var rows = new RankedCell[Math.Clamp(Count - from, 0, most)];
        var first = from;
        while (rows.Length > 0 && first > 0 && IsTie(first - 1, from)) first--;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!IsTie(first, from + i)) first = from + i;
            var key = keys[from + i];
            rows[i] = new(first + 1, CellsBehind.CellOf(scope, service, ids.Units[(ushort)key], (byte)(LevelCode.Levels - (int)(key >> LevelShift))));
        }

        return rows;
    }

    bool IsTie(int place, int other) => keys[place] >> SinceShift == keys[other] >> SinceShift;

    int Fill()
    {
        var plane = scope.Cube.PlaneOf(scope.Model, service);
        var moment = scope.Question.Moment;
        var buffer = new byte[CellBlock.Size];
        var count = 0;
        for (var number = scope.FirstBlock; number <= scope.LastBlock; number++)
        {
            var block = plane.BlockAt(number);
            if (block.StepCount == 0) continue;
            var codes = block.Codes(moment, buffer);
            var first = number * CellBlock.Size;
            var asked = scope.Asked.AsSpan(first, Math.Min(CellBlock.Size, scope.Asked.Length - first));
            for (var cell = 0; cell < asked.Length; cell++)
                if (LevelCode.IsLevel(codes[cell]) && asked[cell])
                    keys[count++] = Key(block, cell, codes[cell], moment) | ids.Places[first + cell];
        }

        return count;
    }

    static ulong Key(CellBlock block, int cell, byte level, CellMoment moment)
    {
        var at = block.Find(cell, moment);
        var step = block.StepAt(at);
        return ((ulong)(LevelCode.Levels - level) << LevelShift) | ((ulong)(2 - Strength(step)) << StrengthShift) | ((ulong)block.RunStart(cell, at, moment) << SinceShift);
    }

    /// <summary>2 verified, 1 anyone can check it, 0 neither, or in dispute; as <c>strength</c> of <c>read.status</c>.</summary>
    static int Strength(Step step) => step switch
    {
        { Verification: Verification.Verified } => 2,
        { Verification: Verification.Disputed } => 0,
        { Evidence: EvidenceState.Supported } => 1,
        _ => 0,
    };
}
