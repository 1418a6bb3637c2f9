using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>A coordinator says that the level of today was checked and is true.</summary>
public sealed class VerifyMaturityEndpoint(CellServices services) : CellCommandEndpoint<VerifyMaturityEndpoint.Request>(services)
{
    /// <summary>Cell, verification and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Checked Body, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand
    {
        string? ICellCommand.Model => Body.Model;
    }

    /// <summary>A verification.</summary>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="VerifiedOn">The day of the check; today when absent.</param>
    /// <param name="Note">What was checked, at most 500 characters; nothing about persons.</param>
    public sealed record Checked(string? Model = null, DateOnly? VerifiedOn = null, string? Note = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Body.Note).Remark();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/verifications");
        Policies(Policy.Coordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Verify a level", "Holds while the level does: a later report of the same level keeps it, another level resets it. Idempotent.");
    }

    /// <inheritdoc/>
    private protected override CellWriters Writers => CellWriters.Coordinators;

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new VerifyMaturity(request.Body.VerifiedOn ?? Today, request.Body.Note);
}
