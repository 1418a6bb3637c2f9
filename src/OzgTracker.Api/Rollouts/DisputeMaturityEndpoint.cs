using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>A coordinator says that the level of today is doubtful.</summary>
public sealed class DisputeMaturityEndpoint(CellServices services) : CellCommandEndpoint<DisputeMaturityEndpoint.Request>(services)
{
    /// <summary>Cell, dispute and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Dispute Body, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand
    {
        string? ICellCommand.Model => Body.Model;
    }

    /// <summary>A dispute.</summary>
    /// <param name="Reason">What is wrong with it, at most 500 characters; nothing about persons.</param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="DisputedOn">The day of the doubt; today when absent.</param>
    public sealed record Dispute(string? Reason = null, string? Model = null, DateOnly? DisputedOn = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Body.Reason).Reason();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/disputes");
        Policies(Policy.Coordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Dispute a level", "Opens a finding until somebody reports another level or the coordinator verifies it. Idempotent per reason.");
    }

    /// <inheritdoc/>
    private protected override CellWriters Writers => CellWriters.Coordinators;

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new DisputeMaturity(request.Body.DisputedOn ?? Today, request.Body.Reason!);
}
