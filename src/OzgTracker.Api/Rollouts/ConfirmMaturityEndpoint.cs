using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says that what was reported still holds.</summary>
public sealed class ConfirmMaturityEndpoint(CellServices services)
    : CellCommandEndpoint<ConfirmMaturityEndpoint.Request>(services)
{
    /// <summary>Cell, confirmation and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Confirmation? Confirmation = null, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>A confirmation.</summary>
    /// <param name="ConfirmedOn">The day on which it held; today when absent.</param>
    /// <param name="Note">A remark on the service, at most 500 characters; nothing about persons.</param>
    public sealed record Confirmation(DateOnly? ConfirmedOn = null, string? Note = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Confirmation!.Note).Remark().When(request => request.Confirmation is not null);
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/confirmations");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Confirm what was reported", "Keeps a report from growing stale. The body may be left out. Idempotent per day.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new ConfirmMaturity(request.Confirmation?.ConfirmedOn ?? Today, request.Confirmation?.Note);
}
