using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says that a unit does not execute a service.</summary>
public sealed class DeclareNotCompetentEndpoint(CellServices services)
    : CellCommandEndpoint<DeclareNotCompetentEndpoint.Request>(services)
{
    /// <summary>Cell, declaration and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Declaration Declaration, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>A declaration.</summary>
    /// <param name="Reason">Who executes the service instead, at most 500 characters; nothing about persons.</param>
    /// <param name="ValidFrom">First day; today when absent.</param>
    public sealed record Declaration(string Reason, DateOnly? ValidFrom = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Declaration.Reason).Reason();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put(CellAddress.Route + "/not-competent");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Declare not competent", "A state of its own, never level 0: the unit counts in no denominator of this service. Idempotent.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new DeclareNotCompetent(request.Declaration.Reason, request.Declaration.ValidFrom ?? Today);
}
