using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says that a unit executes a service again.</summary>
public sealed class ReclaimCompetenceEndpoint(CellServices services)
    : CellCommandEndpoint<ReclaimCompetenceEndpoint.Request>(services)
{
    /// <summary>Cell, first day and the version that was read.</summary>
    /// <param name="ValidFrom">First day; today when absent.</param>
    public sealed record Request([AsParameters] CellAddress Address, [FromQuery] DateOnly? ValidFrom = null, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Delete(CellAddress.Route + "/not-competent");
        Policies(Policy.Report);
        Problems(404, 409, 412);
        Summary("Reclaim the competence", "What was reported before holds again. Idempotent.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) => new ReclaimCompetence(request.ValidFrom ?? Today);
}
