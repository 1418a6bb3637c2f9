using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Targets;

/// <summary>How far a target is, how fast it is approached, and when it will be reached at that speed.</summary>
public sealed class GetTargetProgressEndpoint(ListServices services)
    : Endpoint<GetTargetProgressEndpoint.Request, Results<Ok<GetTargetProgressEndpoint.Response>, ProblemHttpResult>>
{
    /// <summary>Which target, on which day.</summary>
    /// <param name="AsOf">The day that is asked for, as known now; today when absent, not after today.</param>
    /// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
    public sealed record Request([AsParameters] TargetAddress Address, [FromQuery] DateOnly? AsOf = null, [FromQuery] long? MinPosition = null);

    /// <summary>Progress of a target. A cell is one service in one unit.</summary>
    /// <param name="Position">The position of the log that is certainly in the answer.</param>
    /// <param name="Metric">Name of the metric.</param>
    /// <param name="MetricVersion">Raised when its definition changes.</param>
    /// <param name="Model">The maturity model of the target.</param>
    /// <param name="Policy">How the level of an OZG service comes from its LeiKa services.</param>
    /// <param name="AsOf">The day of the figures.</param>
    /// <param name="Target">The target as it is now.</param>
    /// <param name="Services">Services that it is about.</param>
    /// <param name="Competent">Cells that count: the unit is competent by the table and has not said otherwise, or it has reported.</param>
    /// <param name="Reached">Those of them at or above the level.</param>
    /// <param name="Share">Reached by competent; null when no cell counts.</param>
    /// <param name="Gap">Cells that are not there yet.</param>
    /// <param name="Units">Units with a cell that counts.</param>
    /// <param name="UnitsReached">Those of them that have reached the level in every cell that counts.</param>
    /// <param name="UnitsGap">Those of them that have not.</param>
    /// <param name="NeededPerMonth">Cells per month until the day of the target; null when that day is over or nothing is left to do.</param>
    /// <param name="PerMonth">Cells gained per month over the last three months; negative when some were lost.</param>
    /// <param name="ExpectedOn">When the last cell is there at that speed; null for the reason in `notExpected`.</param>
    /// <param name="NotExpected">Why there is no expected day.</param>
    /// <param name="OnTrack">Reached, or expected in time.</param>
    /// <param name="BurnUp">The ends of the months since the target was set, or of the last twelve if those are more, and the day itself.</param>
    public sealed record Response(
        long Position, string Metric, int MetricVersion, string Model, string Policy, DateOnly AsOf, TargetAnswer Target, int Services,
        int Competent, int Reached, decimal? Share, int Gap, int Units, int UnitsReached, int UnitsGap,
        decimal? NeededPerMonth, decimal PerMonth, DateOnly? ExpectedOn, NoExpectation? NotExpected, bool OnTrack, IReadOnlyList<Point> BurnUp);

    /// <summary>A day of the series.</summary>
    /// <param name="Day">The day.</param>
    /// <param name="Competent">Cells that counted.</param>
    /// <param name="Reached">Those of them at or above the level.</param>
    public sealed record Point(DateOnly Day, int Competent, int Reached);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new TargetAddress.Validator());
            RuleFor(request => request.MinPosition).Position();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(TargetAddress.Route + "/progress");
        Policies(Policy.Read);
        Problems(404, 409);
        Summary("Get the progress of a target", "Gap, burn-up, the speed that is needed and the present one. Past days are as known now, with the target as it is now.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var today = RolloutFacts.DayOf(services.Clock.GetUtcNow());
        var day = request.AsOf ?? today;
        if (day > today) return Problem.Of("date-in-future", $"asOf is {day:yyyy-MM-dd}, today is {today:yyyy-MM-dd}; progress is known up to today.");
        if (day < RolloutDecider.EarliestDay) return Problem.Of("date-too-early", $"asOf is {day:yyyy-MM-dd}; nothing was online before {RolloutDecider.EarliestDay:yyyy-MM-dd}.");
        if (await PositionWait.For(services.Store, request.MinPosition, ct) is { } late) return late;
        if (await GetTargetEndpoint.Find(services.Store, request.Address.Key, ct) is not { } target)
            return TargetCommandEndpoint<Request>.UnknownTarget(request.Address.Key);

        // The position is read first: the figures may be newer than it says, never older.
        var position = await services.ReadPosition(ct);
        var shown = Pace.DaysOf(RolloutFacts.DayOf(target.SetAt), day);
        var before = day.AddMonths(-Pace.MonthsBack);
        var scope = new ProgressScope(target.State, target.OzgIds, target.Tag, target.Model, target.Level);
        var progress = await ProgressQueries.Of(services.Store.DataSource, scope, [.. shown, before], ct);

        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(Answer(position, target, progress, shown, before));
    }

    static Response Answer(long position, TargetAnswer target, Progress progress, IReadOnlyList<DateOnly> shown, DateOnly before)
    {
        var now = progress.BurnUp[^1];
        var pace = Pace.Of(now, progress.BurnUp.Single(point => point.Day == before), target.By);
        return new Response(
            position, "target-progress", 1, target.Model, Codes.Text(LeikaPolicy.Any), now.Day, target, progress.Services,
            now.Competent, now.Reached, now.Competent == 0 ? null : decimal.Round((decimal)now.Reached / now.Competent, 4), now.Gap,
            progress.Units, progress.UnitsReached, progress.Units - progress.UnitsReached,
            pace.NeededPerMonth, pace.PerMonth, pace.ExpectedOn, pace.NoExpectation, pace.OnTrack,
            [.. progress.BurnUp.Where(point => shown.Contains(point.Day)).Select(point => new Point(point.Day, point.Competent, point.Reached))]);
    }
}
