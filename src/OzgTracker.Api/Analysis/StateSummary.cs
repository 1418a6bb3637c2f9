using System.Globalization;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>How many services are available how far.</summary>
/// <param name="Statewide">All competent units of the Land are conform.</param>
/// <param name="Districtwide">Those of at least one Kreis are.</param>
/// <param name="AnyMunicipality">At least one unit is.</param>
/// <param name="None">No competent unit is.</param>
/// <param name="NotCounted">No unit is competent.</param>
public sealed record CoverageCounts(int Statewide, int Districtwide, int AnyMunicipality, int None, int NotCounted)
{
    internal static CoverageCounts Of(IEnumerable<TallyGroup> services)
    {
        var counts = services.CountBy(group => group.Coverage!.Value).ToDictionary();
        int Count(CoverageCategory category) => counts.GetValueOrDefault(category);
        return new CoverageCounts(
            Count(CoverageCategory.Statewide) + Count(CoverageCategory.Nationwide), Count(CoverageCategory.Districtwide), Count(CoverageCategory.AnyMunicipality),
            Count(CoverageCategory.None), Count(CoverageCategory.NotCounted));
    }
}

/// <summary>What a coordinator has to look into. Stale reports depend on the hour and are at `url` only.</summary>
/// <param name="Conflict">Evidence without a report, or a level in dispute.</param>
/// <param name="DeadLink">Every address refuted.</param>
/// <param name="Regression">A lower level that nobody has confirmed.</param>
/// <param name="Unsupported">Conform without evidence.</param>
/// <param name="Url">All findings of the Land, one by one.</param>
public sealed record FindingCounts(long Conflict, long DeadLink, long Regression, long Unsupported, string Url)
{
    internal static FindingCounts Of(string state, IEnumerable<(FindingKind Kind, long Count)> open, long unsupported)
    {
        var counts = open.ToDictionary(found => found.Kind, found => found.Count);
        return new FindingCounts(
            counts.GetValueOrDefault(FindingKind.Conflict), counts.GetValueOrDefault(FindingKind.DeadLink), counts.GetValueOrDefault(FindingKind.Regression), unsupported,
            $"/v1/findings?state={state}");
    }
}

/// <summary>A target and how far it is.</summary>
/// <param name="Id">The target.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Model">The maturity model that the level belongs to.</param>
/// <param name="Level">The level to be reached.</param>
/// <param name="By">The day by which.</param>
/// <param name="Competent">Cells that count.</param>
/// <param name="Reached">Those of them at the level or above.</param>
/// <param name="Share">The quotient, four digits; null when none counts.</param>
/// <param name="PerMonth">Cells gained per month over the last three months.</param>
/// <param name="NeededPerMonth">Cells per month until the day; null when that is over or nothing is left to do.</param>
/// <param name="ExpectedOn">When it is reached at that speed.</param>
/// <param name="OnTrack">Reached, or expected in time.</param>
/// <param name="ProgressUrl">The burn-up.</param>
public sealed record TargetSummary(
    string Id, string Title, string Model, int Level, DateOnly By, int Competent, int Reached, decimal? Share, decimal PerMonth, decimal? NeededPerMonth, DateOnly? ExpectedOn, bool OnTrack,
    string ProgressUrl)
{
    /// <summary>Counts by the cube; null when the model or all services of the target are unknown.</summary>
    internal static TargetSummary? Of(TargetRow target, AnalysisContext context)
    {
        var (cube, day) = (context.Cube, context.Question.Day);
        if (cube.Dimensions.FindModel(target.Model) is not (>= 0 and var model)) return null;
        var services = target.Tag is null ? new CubeServices(OzgIds: target.OzgIds) : new CubeServices(Tag: target.Tag);
        BurnUpPoint On(DateOnly on)
        {
            var whole = Tally.Of(cube, new CubeQuestion(new UnitFilter(target.State), services, cube.Dimensions.Models[model], LeikaPolicy.Any, on, context.Question.Known), [])[0];
            return new BurnUpPoint(on, (int)whole.Competent, (int)whole.AtLeast(target.Level));
        }

        var now = On(day);
        var pace = Pace.Of(now, On(day.AddMonths(-Pace.MonthsBack)), target.By);
        return new TargetSummary(
            target.Id, target.Title, target.Model, target.Level, target.By, now.Competent, now.Reached, RoundedRatio.Of(now.Reached, now.Competent), pace.PerMonth, pace.NeededPerMonth,
            pace.ExpectedOn, pace.OnTrack, $"/v1/targets/{target.Id}/progress");
    }
}

/// <summary>Länder.</summary>
static class StateNames
{
    public static string Of(string state) => StateCode.Parse(state).Facts.Name;

    public static string Number(int state) => state.ToString("00", CultureInfo.InvariantCulture);
}
