using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A cell at a level that nobody has reported.</summary>
/// <param name="Unit">Index of the unit.</param>
/// <param name="Service">Index of the service.</param>
/// <param name="Level">One of the levels of the model that is asked for.</param>
public readonly record struct SupposedCell(int Unit, int Service, int Level);

/// <summary>The cube as it would be.</summary>
public static class Hypothesis
{
    /// <summary>The cube with some cells at given levels on the day of a question, by any policy and known from the start; on other days it says nothing.</summary>
    /// <param name="cells">Each cell once.</param>
    /// <remarks>
    /// Shares all blocks that do not change. The history of a given cell is replaced, not continued: so the given level holds whatever the question knows of the
    /// log, and no position of the log has to be made up for it.
    /// </remarks>
    public static CubeSnapshot Of(CubeSnapshot cube, CubeQuestion question, IEnumerable<SupposedCell> cells)
    {
        var model = cube.Dimensions.FindModel(question.Model.Id);
        var day = CubeDay.Of(question.Day);
        foreach (var ofService in cells.GroupBy(cell => cell.Service))
        {
            var steps = new StepBuffer();
            foreach (var cell in ofService)
            {
                var level = (byte)cell.Level;
                steps.Add(cell.Unit, Step.Of(day, 0, level, EvidenceState.None, Verification.Unverified), CellBlock.Pack(level, level));
            }

            cube = cube.WithPlane(model, ofService.Key, cube.PlaneOf(model, ofService.Key).Instead(steps));
        }

        return cube;
    }

    /// <summary>How many of the cells a question is about.</summary>
    public static int CountWithin(CubeSnapshot cube, CubeQuestion question, IEnumerable<SupposedCell> cells)
    {
        var scope = new CubeScope(cube, question);
        return cells.Count(cell => scope.Asked[cell.Unit] && question.Services.Has(cube.Dimensions.Services[cell.Service], question.Day));
    }
}
