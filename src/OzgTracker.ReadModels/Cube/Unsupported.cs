using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>Conform cells that nobody can check, for there is no evidence.</summary>
public static class Unsupported
{
    /// <summary>How many there are in each Land, by its number 1 to 16.</summary>
    public static long[] ByState(CubeSnapshot cube, CubeQuestion question)
    {
        var scope = new CubeScope(cube, question);
        var counts = new long[Territory.States];
        foreach (var service in scope.Services)
        {
            var plane = cube.PlaneOf(scope.Model, service);
            var codes = scope.CodesOf(service);
            for (var number = scope.FirstBlock; number <= scope.LastBlock; number++) Count(scope, plane.BlockAt(number), codes.Block(number), number * CellBlock.Size, counts);
        }

        return counts;
    }

    static void Count(CubeScope scope, CellBlock block, ReadOnlySpan<byte> codes, int first, long[] counts)
    {
        var (threshold, moment) = (scope.Question.Model.ConformityThreshold, scope.Question.Moment);
        for (var cell = 0; cell < CellBlock.Size && first + cell < scope.Asked.Length; cell++)
            if (LevelCode.IsLevel(codes[cell]) && codes[cell] >= threshold && scope.Asked[first + cell]
                && block.StepAt(block.Find(cell, moment)).Evidence == EvidenceState.None)
                counts[scope.Territory.State[first + cell]]++;
    }
}
