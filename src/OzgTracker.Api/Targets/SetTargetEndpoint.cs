using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Targets;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Targets;

/// <summary>Sets a target of a Land.</summary>
public sealed class SetTargetEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : TargetCommandEndpoint<SetTargetEndpoint.Request>(store, registry, clock)
{
    /// <summary>The target, and the version that was read: 0 where there was none.</summary>
    public sealed record Request([FromBody] NewTarget Target, [FromHeader(Name = "If-Match")] string? IfMatch = null);

    /// <summary>A target.</summary>
    /// <param name="State">Land, two digits.</param>
    /// <param name="Title">What people call it, at most 500 characters.</param>
    /// <param name="Level">The level that every competent unit is to reach, above 0.</param>
    /// <param name="By">The day by which; after today, at most ten years ahead.</param>
    /// <param name="Id">
    /// A name in the Land, 1 to 40 lower-case letters, digits and dashes; the target's id is the Land, a dash and this. With it the request may be repeated safely;
    /// without it one is made up, and an Idempotency-Key makes it safe.
    /// </param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="OzgIds">The services …</param>
    /// <param name="Tag">… or the programme whose services are meant.</param>
    public sealed record NewTarget(
        string State, string Title, int Level, DateOnly By, string? Id = null, string? Model = null, IReadOnlyList<string>? OzgIds = null, string? Tag = null)
        : ITargetGoalBody;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Target.State).State();
            RuleFor(request => request.Target.Id).Must(id => id is null || TargetKey.IsName(id)).WithErrorCode("invalid-target-name")
                .WithMessage("'id' has 1 to 40 lower-case letters, digits and dashes, no dash at either end.");
            RuleFor(request => request.Target).SetValidator(new TargetGoalValidator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(TargetAnswer.Route);
        Policies(Policy.Coordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Set a target", "By a coordinator of the Land. Every unit that is competent is to reach a level in some services, or in those of a programme, by a day.");
    }

    /// <inheritdoc/>
    public override Task<Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var goal = TargetGoalValidator.Goal(request.Target);
        var key = new TargetKey(StateCode.Parse(request.Target.State), request.Target.Id ?? Guid.CreateVersion7().ToString("N"));
        return Run(key, new SetTarget(goal), goal, request.IfMatch, ct);
    }
}
