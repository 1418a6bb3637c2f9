using System.Globalization;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Maturity;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>The numbers of one group of cells. A cell is one service in one unit.</summary>
/// <param name="Key">What the group is of; null stands for units or services that have none of it.</param>
/// <param name="Units">Units that are asked for in the group, competent or not.</param>
/// <param name="Population">Inhabitants of these.</param>
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
/// <param name="UnitsUrl">The cells behind `competent`; with `&amp;counted=reported`, `&amp;counted=conform` or `&amp;level=3` those behind the other numbers.</param>
public sealed record TallyRow(
    IReadOnlyDictionary<string, string?> Key, int Units, long Population, long Competent, long Reported, IReadOnlyDictionary<string, long> Levels,
    IReadOnlyDictionary<string, long> PopulationByLevel, long CompetentPopulation, long Conform, decimal? ConformShare, decimal? ConformPopulationShare, decimal? MeanLevel,
    CoverageCategory? Coverage, string UnitsUrl)
{
    internal static TallyRow Of(TallyGroup group, IReadOnlyList<GroupBy> groupBy, MaturityModel model, CellsUrl url)
    {
        var conform = group.AtLeast(model.ConformityThreshold);
        var shares = TallyShares.Of(
            group.Competent, conform, group.CompetentPopulation, group.PopulationAtLeast(model.ConformityThreshold), [.. group.Levels]);
        return new TallyRow(
            groupBy.Select((by, number) => (Codes.Text(by), group.Key[number])).ToDictionary(part => part.Item1, part => part.Item2), group.Units, group.Population,
            group.Competent, group.Reported, ByLevel(group.Levels), ByLevel(group.PopulationByLevel), group.CompetentPopulation, conform, shares.ConformShare,
            shares.ConformPopulationShare, shares.MeanLevel, group.Coverage, url.Of(groupBy, group.Key));
    }

    static Dictionary<string, long> ByLevel(IReadOnlyList<long> counts) =>
        counts.Select((count, level) => (level, count)).ToDictionary(pair => pair.level.ToString(CultureInfo.InvariantCulture), pair => pair.count);

    /// <summary>Columns of CSV: one for each grouping and each level.</summary>
    internal static IReadOnlyList<(string Name, Func<object, object?> Value)> Columns(IReadOnlyList<GroupBy> groupBy, MaturityModel model)
    {
        var members = CsvTable.MembersOf(typeof(TallyRow)).Where(member => member.Name is not ("key" or "levels" or "populationByLevel")).ToArray();
        return
        [
            .. groupBy.Select(by => (Codes.Text(by), (Func<object, object?>)(row => ((TallyRow)row).Key[Codes.Text(by)]))),
            .. members.TakeWhile(member => member.Name != "competentPopulation"),
            .. model.Levels.Select(level => ($"level{level.Level}", (Func<object, object?>)(row => ((TallyRow)row).Levels[level.Level.ToString(CultureInfo.InvariantCulture)]))),
            .. model.Levels.Select(level =>
                ($"populationAtLevel{level.Level}", (Func<object, object?>)(row => ((TallyRow)row).PopulationByLevel[level.Level.ToString(CultureInfo.InvariantCulture)]))),
            .. members.SkipWhile(member => member.Name != "competentPopulation"),
        ];
    }
}

/// <summary>Addresses of the cells behind numbers: the same question at the same position, so that they are exactly as many, whatever is recorded meanwhile.</summary>
sealed class CellsUrl(AnalysisParameters asked, AnalysisContext context)
{
    public string Of(IReadOnlyList<GroupBy> groupBy, IReadOnlyList<string?> key)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["state"] = asked.State,
            ["district"] = asked.District,
            ["association"] = asked.Association,
            ["kind"] = asked.Kind,
            ["sizeClass"] = asked.SizeClass,
            ["ozgId"] = asked.OzgId,
            ["topicArea"] = asked.TopicArea,
            ["situation"] = asked.Situation,
            ["type"] = asked.Type,
            ["tag"] = asked.Tag,
            ["model"] = asked.Model,
            ["policy"] = asked.Policy,
            ["asOf"] = context.Question.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["knownPosition"] = Math.Min(context.Question.Known, context.Cube.Position).ToString(CultureInfo.InvariantCulture),
        };
        for (var i = 0; i < groupBy.Count; i++) parameters[Codes.Text(groupBy[i])] = key[i] ?? CubeFilters.None;
        return ListCellsBehindEndpoint.Route + "?"
            + string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value!)}"));
    }
}
