using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says that a step of the project was made.</summary>
public sealed class ReachMilestoneEndpoint(CellServices services) : CellCommandEndpoint<ReachMilestoneEndpoint.Request>(services)
{
    /// <summary>Cell, milestone and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Reached Body, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>A milestone; they are recorded in their order.</summary>
    /// <param name="Kind">`pilotStarted`, `wentLive` or `suspended`.</param>
    /// <param name="On">The day; today when absent.</param>
    public sealed record Reached(MilestoneKind? Kind = null, DateOnly? On = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Body.Kind).NotNull().WithErrorCode("missing-value").WithMessage("'kind' is needed: pilotStarted, wentLive or suspended.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/milestones");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Record a milestone", "A milestone is no level: report that as well. Idempotent.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new ReachMilestone(request.Body.Kind!.Value, request.Body.On ?? Today);
}
