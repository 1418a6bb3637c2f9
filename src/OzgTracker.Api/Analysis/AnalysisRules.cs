using OzgTracker.Api.Web;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>What is wrong with the filters of an analysis, seen from the catalogue: a misspelt filter must not answer with zeros.</summary>
static class AnalysisRules
{
    public static IEnumerable<FieldError> Check(AnalysisParameters asked, CubeSnapshot cube, DateOnly today)
    {
        var dimensions = cube.Dimensions;
        if (asked.AsOf > today)
            yield return new FieldError("as-of-in-future", $"'asOf' is {asked.AsOf:yyyy-MM-dd}, today is {today:yyyy-MM-dd}; see /v1/forecasts for what is to come.", Parameter: "asOf");
        if (asked.District is { } district && !dimensions.Units.Any(unit => unit.Periods.Any(period => period.District == district)))
            yield return new FieldError("unknown-district", $"No unit is or was in a Kreis '{district}'; see /v1/districts.", Parameter: "district");
        if (asked.Association is { } association and not CubeFilters.None && dimensions.FindUnit(association) < 0)
            yield return new FieldError("unknown-association", $"There is no Gemeindeverband '{association}'; see /v1/municipalities?kind=verband.", Parameter: "association");
        if (Unknown(asked.TopicArea, dimensions.Services.Select(service => service.TopicArea)) is { } topicAreas)
            yield return new FieldError("unknown-topic-area", $"There is no topic area '{asked.TopicArea}'; there are {topicAreas}.", Parameter: "topicArea");
        if (Unknown(asked.Situation, dimensions.Services.Select(service => service.Situation)) is { } situations)
            yield return new FieldError("unknown-situation", $"There is no situation '{asked.Situation}'; there are {situations}.", Parameter: "situation");
        if (Unknown(asked.Type, dimensions.Services.SelectMany(service => service.Types).Append(CubeFilters.None)) is { } types)
            yield return new FieldError("unknown-type", $"No service has the type '{asked.Type}'; there are {types}.", Parameter: "type");
        if (Unknown(asked.Tag, dimensions.Services.SelectMany(service => service.Tags).Select(tag => tag.Tag).Append(CubeFilters.None)) is { } tags)
            yield return new FieldError("unknown-tag", $"No service ever belonged to the programme '{asked.Tag}'; there are {tags}.", Parameter: "tag");
        if (Contradictory(asked, dimensions, asked.AsOf ?? today))
            yield return new FieldError("contradictory-filters", "None of the services in 'ozgId' passes the other filters on services; leave one of them out.", Parameter: "ozgId");
    }

    /// <summary>The moment lies before everything.</summary>
    public static FieldError NothingKnown(string knownAt) =>
        new("known-at-too-early", $"Nothing had been recorded by {knownAt}; give a later moment.", Parameter: "knownAt");

    static string? Unknown(string? asked, IEnumerable<string> known)
    {
        if (asked is null || known.Contains(asked)) return null;
        return string.Join(", ", known.Distinct().Order(StringComparer.Ordinal).Take(100).Select(value => $"'{value}'"));
    }

    static bool Contradictory(AnalysisParameters asked, Dimensions dimensions, DateOnly day)
    {
        if (asked.OzgIds is not { } ids || (asked.TopicArea, asked.Situation, asked.Type, asked.Tag) == default) return false;
        var filter = asked.ToServiceFilter();
        var named = ids.Select(dimensions.FindService).Where(service => service >= 0).ToArray();
        return named.Length > 0 && !named.Any(service => filter.Has(dimensions.Services[service], day));
    }
}
