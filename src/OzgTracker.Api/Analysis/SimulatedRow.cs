using OzgTracker.Domain.Analysis;

namespace OzgTracker.Api.Analysis;

/// <summary>The numbers of one group of cells, as they are and as they would be.</summary>
/// <param name="Key">What the group is of; null stands for units or services that have none of it.</param>
/// <param name="Units">Units that are asked for in the group, competent or not.</param>
/// <param name="Population">Inhabitants of these.</param>
/// <param name="Before">As they are.</param>
/// <param name="After">As they would be.</param>
/// <param name="ConformGained">Conform cells more than there are; less than 0 where they would be fewer.</param>
/// <param name="UnitsUrl">The cells behind `before.competent`.</param>
public sealed record SimulatedRow(
    IReadOnlyDictionary<string, string?> Key, int Units, long Population, SimulatedNumbers Before, SimulatedNumbers After, long ConformGained, string UnitsUrl)
{
    TallyRow RowBefore { get; init; } = null!;

    TallyRow RowAfter { get; init; } = null!;

    internal static SimulatedRow Of(TallyRow before, TallyRow after) =>
        new(before.Key, before.Units, before.Population, SimulatedNumbers.Of(before), SimulatedNumbers.Of(after), after.Conform - before.Conform, before.UnitsUrl)
        {
            RowBefore = before,
            RowAfter = after,
        };

    /// <summary>Columns of CSV: those of a tally, its numbers once as they are and once with the ending <c>After</c>.</summary>
    internal static IReadOnlyList<(string Name, Func<object, object?> Value)> Columns(IReadOnlyList<(string Name, Func<object, object?> Value)> ofTally)
    {
        var numbers = ofTally.SkipWhile(column => column.Name != "competent").Where(column => column.Name != "unitsUrl");
        return
        [
            .. ofTally.Select(column => (column.Name, (Func<object, object?>)(row => column.Value(((SimulatedRow)row).RowBefore)))),
            .. numbers.Select(column => (column.Name + "After", (Func<object, object?>)(row => column.Value(((SimulatedRow)row).RowAfter)))),
            ("conformGained", row => ((SimulatedRow)row).ConformGained),
        ];
    }
}

/// <summary>Numbers of a tally.</summary>
/// <param name="Competent">Cells that count: the denominator.</param>
/// <param name="Reported">Cells with a level.</param>
/// <param name="Levels">Cells at each level.</param>
/// <param name="PopulationByLevel">Inhabitants of the units of these cells; a unit counts once for each of its cells.</param>
/// <param name="CompetentPopulation">Inhabitants of the units of all cells that count.</param>
/// <param name="Conform">Cells at the model's threshold or above.</param>
/// <param name="ConformShare">Of the cells that count, four digits; null when none counts.</param>
/// <param name="ConformPopulationShare">The same, weighed by inhabitants.</param>
/// <param name="MeanLevel">Of the cells with a level, four digits; null when there is none.</param>
/// <param name="Coverage">Of a group that is about one service: the official category.</param>
public sealed record SimulatedNumbers(
    long Competent, long Reported, IReadOnlyDictionary<string, long> Levels, IReadOnlyDictionary<string, long> PopulationByLevel, long CompetentPopulation, long Conform,
    decimal? ConformShare, decimal? ConformPopulationShare, decimal? MeanLevel, CoverageCategory? Coverage)
{
    internal static SimulatedNumbers Of(TallyRow row) => new(
        row.Competent, row.Reported, row.Levels, row.PopulationByLevel, row.CompetentPopulation, row.Conform, row.ConformShare, row.ConformPopulationShare, row.MeanLevel, row.Coverage);
}
