using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Plans to reach a level by a day.</summary>
public sealed class PlanRolloutEndpoint(CellServices services) : CellCommandEndpoint<PlanRolloutEndpoint.Request>(services)
{
    /// <summary>Cell, plan and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Plan Body, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand
    {
        string? ICellCommand.Model => Body.Model;
    }

    /// <summary>A plan; it replaces an earlier one in the same model.</summary>
    /// <param name="TargetLevel">The level.</param>
    /// <param name="PlannedFor">The day, today or later.</param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    public sealed record Plan(int? TargetLevel = null, DateOnly? PlannedFor = null, string? Model = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Body.TargetLevel).NotNull().WithErrorCode("missing-value").WithMessage("'targetLevel' is needed.");
            RuleFor(request => request.Body.PlannedFor).NotNull().WithErrorCode("missing-value").WithMessage("'plannedFor' is needed.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/plans");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Plan a level", "Shown in the cell until the level is reached. Idempotent.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new PlanRollout(request.Body.TargetLevel!.Value, request.Body.PlannedFor!.Value);
}
