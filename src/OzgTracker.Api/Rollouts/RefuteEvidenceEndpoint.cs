using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says that an address that was evidence no longer is: the link is dead or shows something else.</summary>
public sealed class RefuteEvidenceEndpoint(CellServices services) : CellCommandEndpoint<RefuteEvidenceEndpoint.Request>(services)
{
    /// <summary>Cell, refutation and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Refutation Body, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>A refutation.</summary>
    /// <param name="Url">The address, letter for letter as it was reported or recorded.</param>
    /// <param name="Reason">What was seen instead, at most 500 characters; nothing about persons.</param>
    /// <param name="Source">Who saw it: `pvog`, `dashboard`, `linkCheck`, `self` or `certificate`; `self` when absent.</param>
    /// <param name="SeenAt">When; now when absent.</param>
    public sealed record Refutation(string? Url = null, string? Reason = null, string? Source = null, DateTimeOffset? SeenAt = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Body.Url).Address();
            RuleFor(request => request.Body.Reason).Reason();
            RuleFor(request => request.Body.Source).EvidenceSource();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/evidence-refutations");
        Policies(Policy.ReportOrCoordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Refute evidence", "Opens a finding while nobody has seen the service again and no other address supports the report. Idempotent per source, address and day.");
    }

    /// <inheritdoc/>
    private protected override CellWriters Writers => CellWriters.Both;

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new RefuteEvidence(request.Body.Source ?? EvidenceSources.Self, request.Body.Url!, request.Body.SeenAt ?? Now, request.Body.Reason!);
}
