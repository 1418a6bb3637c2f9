namespace OzgTracker.ReadModels.Cube;

/// <summary>A unit that counts and is not conform.</summary>
/// <param name="Cell">What it says.</param>
/// <param name="UpToHere">Inhabitants of all such units up to and including it.</param>
public readonly record struct MissingCell(CountedCell Cell, long UpToHere);

/// <summary>The units that keep a service from being everywhere.</summary>
/// <param name="Cells">Most inhabitants first; equal ones by their ids.</param>
/// <param name="CompetentPopulation">Inhabitants of all units that count.</param>
public sealed record LastMile(IReadOnlyList<MissingCell> Cells, long CompetentPopulation)
{
    /// <summary>Of one service.</summary>
    public static LastMile Of(CubeSnapshot cube, CubeQuestion question)
    {
        var territory = cube.Dimensions.TerritoryOn(question.Day);
        var (missing, competent) = (new List<CountedCell>(), 0L);
        foreach (var cell in CellsBehind.Of(cube, question, Counted.Competent, level: null, after: null))
        {
            competent += territory.Population[cell.Unit];
            if (cell.Level is not { } level || !question.Model.IsConform(level)) missing.Add(cell);
        }

        missing.Sort((a, b) => territory.Population[b.Unit].CompareTo(territory.Population[a.Unit]) is not 0 and var bySize
            ? bySize
            : string.CompareOrdinal(cube.Dimensions.Units[a.Unit].Id, cube.Dimensions.Units[b.Unit].Id));
        var upToHere = 0L;
        return new LastMile([.. missing.Select(cell => new MissingCell(cell, upToHere += territory.Population[cell.Unit]))], competent);
    }
}
