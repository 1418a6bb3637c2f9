using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Contacts;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>Units that analyses name.</summary>
static class ComparedUnit
{
    /// <summary>Index of the unit with any of its keys, which exists on the day and may report; otherwise the problem.</summary>
    public static async Task<(int Unit, ProblemHttpResult? Problem)> Find(AnalysisServices services, AnalysisContext context, string key, CancellationToken ct)
    {
        if (await services.Registry.FindUnit(key, ct) is not { } known || context.Cube.Dimensions.FindUnit(known.Id.Value) is not (>= 0 and var unit))
            return (-1, Problem.UnknownUnit(key));

        var day = context.Question.Day;
        if (context.Cube.Dimensions.TerritoryOn(day).Exists(unit)) return (unit, null);
        var why = known.DissolvedOn is { } end && end <= day
            ? $"'{key}' was dissolved on {end:yyyy-MM-dd}; ask for {string.Join(", ", known.Successors)}, or with 'asOf' for an earlier day."
            : known.Kind == Domain.Municipalities.UnitKind.Gemeindefrei
                ? $"'{key}' is a gemeindefreies Gebiet, which offers nothing and has no peers."
                : $"'{key}' does not exist on {day:yyyy-MM-dd}; give another 'asOf'.";
        return (-1, Problem.Of("unknown-municipality", why));
    }

    /// <summary>Where a unit can be asked; null where it has not said.</summary>
    public static ContactPoint? ContactOf(CubeUnit unit) => unit is { Mailbox: null, ContactUrl: null } ? null : new ContactPoint(unit.Mailbox, unit.ContactUrl);

    /// <summary>Fewer units than a ranking or a statistic needs.</summary>
    /// <param name="found">What there is, in words.</param>
    public static ProblemHttpResult TooFew(string found) =>
        Problem.Of("peer-group-too-small", string.Create(CultureInfo.InvariantCulture, $"{found}; it takes {SmallGroups.Minimum}. Leave a filter out."));

    /// <summary>Address of a cell with the same measure and day that the request asked for.</summary>
    public static string CellUrl(AnalysisParameters asked, string unit, string ozgId)
    {
        var parameters = ((string Name, string? Value)[])
        [
            ("model", asked.Model), ("policy", asked.Policy), ("asOf", asked.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("knownAt", asked.KnownAt),
        ];
        var query = string.Join('&', parameters
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
        return $"/v1/municipalities/{unit}/services/{ozgId}{(query.Length == 0 ? "" : "?" + query)}";
    }
}
