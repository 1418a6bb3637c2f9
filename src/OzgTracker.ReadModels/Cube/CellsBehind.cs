using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>Which of the cells of a tally are meant.</summary>
public enum Counted
{
    /// <summary>All that count.</summary>
    Competent,

    /// <summary>Those with a level.</summary>
    Reported,

    /// <summary>Those at the model's threshold or above.</summary>
    Conform,
}

/// <summary>A cell that counts.</summary>
/// <param name="Unit">Index of the unit.</param>
/// <param name="Service">Index of the service.</param>
/// <param name="Level">Null where nothing is reported in this model, or the policy cannot tell.</param>
/// <param name="Since">First day of the unbroken run at it.</param>
/// <param name="Evidence">Whether anyone can check it.</param>
/// <param name="Verification">How it has been checked.</param>
/// <param name="Position">Of the event that made it so; 0 where nothing is reported.</param>
public readonly record struct CountedCell(
    int Unit, int Service, int? Level, DateOnly? Since, EvidenceState Evidence, Verification Verification, long Position);

/// <summary>The cells behind a number of a tally, one by one.</summary>
public static class CellsBehind
{
    /// <summary>In the order of services and units, after a cell.</summary>
    /// <param name="level">Only cells at exactly this level; null for all that are counted.</param>
    /// <param name="after">Indexes of service and unit of the cell before the first.</param>
    public static IEnumerable<CountedCell> Of(CubeSnapshot cube, CubeQuestion question, Counted counted, int? level, (int Service, int Unit)? after)
    {
        var scope = new CubeScope(cube, question);
        foreach (var service in scope.Services.Where(service => after is null || service >= after.Value.Service))
        {
            var codes = scope.CodesOf(service);
            for (var block = scope.FirstBlock; block <= scope.LastBlock; block++)
                foreach (var cell in Cells(scope, service, block, codes.Block(block).ToArray(), counted, level))
                    if (after is null || service > after.Value.Service || cell.Unit > after.Value.Unit)
                        yield return cell;
        }
    }

    static IEnumerable<CountedCell> Cells(CubeScope scope, int service, int block, byte[] codes, Counted counted, int? level)
    {
        var first = block * CellBlock.Size;
        for (var cell = 0; cell < CellBlock.Size && first + cell < scope.Asked.Length; cell++)
            if (scope.Asked[first + cell] && IsMeant(scope, service, first + cell, codes[cell], counted, level))
                yield return CellOf(scope, service, first + cell, codes[cell]);
    }

    static bool IsMeant(CubeScope scope, int service, int unit, byte code, Counted counted, int? level)
    {
        if (!scope.IsCounted(service, unit, code)) return false;
        if (level is not null) return code == level;
        return counted switch
        {
            Counted.Reported => LevelCode.IsLevel(code),
            Counted.Conform => LevelCode.IsLevel(code) && code >= scope.Question.Model.ConformityThreshold,
            _ => true,
        };
    }

    /// <summary>A cell whose level code is known already.</summary>
    internal static CountedCell CellOf(CubeScope scope, int service, int unit, byte code)
    {
        if (!LevelCode.IsLevel(code)) return new(unit, service, null, null, EvidenceState.None, Verification.Unverified, 0);
        var moment = scope.Question.Moment;
        var block = scope.Cube.PlaneOf(scope.Model, service).BlockOf(unit, out var cell);
        var at = block.Find(cell, moment);
        var step = block.StepAt(at);
        return new(unit, service, code, CubeDay.ToDate(block.RunStart(cell, at, moment)), step.Evidence, step.Verification, step.Position);
    }
}
