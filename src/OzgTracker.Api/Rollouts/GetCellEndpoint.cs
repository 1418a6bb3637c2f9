using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>Where one service stands in one unit, now or on any day as it was known at any moment.</summary>
/// <remarks>Folds the stream itself, so the answer is never behind a write that was acknowledged.</remarks>
public sealed class GetCellEndpoint(CellServices services)
    : Endpoint<GetCellEndpoint.Request, Results<Ok<Cell>, StatusCodeHttpResult, ProblemHttpResult>>
{
    /// <summary>Which cell, and as of when.</summary>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="Policy">How levels of LeiKa services make the level: `any` (when absent), `all` or `shareConform`.</param>
    /// <param name="AsOf">The day that is asked for; today when absent.</param>
    /// <param name="KnownAt">Only what the log had learnt by then: a moment, or a day for the end of that day (UTC).</param>
    /// <param name="MinPosition">Wait, at most five seconds, until the log has reached this position.</param>
    public sealed record Request(
        [AsParameters] CellAddress Address,
        [FromQuery] string? Model = null,
        [FromQuery] string? Policy = null,
        [FromQuery] DateOnly? AsOf = null,
        [FromQuery] string? KnownAt = null,
        [FromQuery] long? MinPosition = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Policy).LeikaPolicy();
            RuleFor(request => request.KnownAt).Must(text => text is null || KnownMoment.TryParse(text, out _)).WithErrorCode("invalid-moment")
                .WithMessage("'knownAt' must be a day as yyyy-MM-dd or a moment as yyyy-MM-ddTHH:mm:ssZ.");
            RuleFor(request => request.MinPosition).Position();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(CellAddress.Route);
        Policies(Auth.Policy.Read);
        Problems(404, 409);
        Summary("Get a cell", "ETag is the version of the cell's stream; with If-None-Match the answer is 304 while nothing was recorded.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<Cell>, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (cell, problem) = await KnownCell.Find(services.Registry, request.Address, ct);
        if (cell is null) return problem!;
        var modelId = request.Model ?? MaturityModel.Default;
        if (await services.Registry.FindModel(modelId, ct) is not { } model) return Problem.UnknownModel(modelId);
        if (await PositionWait.For(services.Store, request.MinPosition, ct) is { } late) return late;

        await using var session = services.Store.LightweightSession();
        var events = await session.Events.FetchStreamAsync(cell.Key.StreamKey, ct);
        DateTimeOffset? known = KnownMoment.TryParse(request.KnownAt, out var knownAt) ? knownAt : null;
        if (known is not null) events = [.. events.TakeWhile(happened => happened.Timestamp <= known)];

        var rollout = events.Aggregate(Rollout.Initial, (state, happened) => Rollout.Evolve(state, (IRolloutEvent)happened.Data));
        var policy = PolicyRules.Of(request.Policy);
        var now = services.Clock.GetUtcNow();
        var complete = await services.Complete(
            cell, rollout, model, new CellQuestion(cell.Service, modelId, policy, request.AsOf ?? RolloutFacts.DayOf(now), known), ct);
        var state = CellState.Of(rollout, events, modelId, request.AsOf ?? DateOnly.MaxValue);
        var answer = complete(Cell.Of(cell, model, policy, state, services.Stale, now));
        var etag = Etag.Of(answer.Version);
        HttpContext.Response.Headers.ETag = etag;
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        // What the unit has not said itself moves with other streams, so the version of its own does not tell whether it has.
        var isOwn = state.Step.Status != CellStatus.Unreported;
        return isOwn && Etag.IsKnown(HttpContext.Request, etag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(answer);
    }
}
