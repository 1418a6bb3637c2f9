using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Takes an earlier report or correction back.</summary>
public sealed class WithdrawMaturityEndpoint(CellServices services)
    : CellCommandEndpoint<WithdrawMaturityEndpoint.Request>(services)
{
    /// <summary>Cell, withdrawal and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Withdrawal Withdrawal, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>A withdrawal.</summary>
    /// <param name="Position">Position of the report or correction that should never have been made.</param>
    /// <param name="Reason">Why, at most 500 characters; nothing about persons.</param>
    public sealed record Withdrawal(long Position, string Reason);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Withdrawal.Reason).Reason();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/withdrawals");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Withdraw an earlier report", "What was before it holds again; the history keeps both. Idempotent.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand? Command(Request request, IEventStream<Rollout> stream) =>
        stream.Events.FirstOrDefault(happened => happened.Sequence == request.Withdrawal.Position) is { } wrong
            ? new WithdrawMaturity(wrong.Version, request.Withdrawal.Reason)
            : null;
}
