using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says that the online service was seen at an address.</summary>
public sealed class RecordEvidenceEndpoint(CellServices services) : CellCommandEndpoint<RecordEvidenceEndpoint.Request>(services)
{
    /// <summary>Cell, evidence and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Evidence Body, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>A piece of evidence.</summary>
    /// <param name="Url">Where it was seen: public, http or https, at most 2,000 characters.</param>
    /// <param name="Source">Who saw it: `pvog`, `dashboard`, `linkCheck`, `self` or `certificate`; `self` when absent.</param>
    /// <param name="SeenAt">When; now when absent.</param>
    /// <param name="AssuranceLevel">`low`, `substantial` or `high`, where the source tells it.</param>
    public sealed record Evidence(string? Url = null, string? Source = null, DateTimeOffset? SeenAt = null, AssuranceLevel? AssuranceLevel = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Body.Url).Address();
            RuleFor(request => request.Body.Source).EvidenceSource();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/evidence");
        Policies(Policy.ReportOrCoordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Record evidence", "Never sets a level by itself. Evidence without a report is a finding. Idempotent per source, address and day.");
    }

    /// <inheritdoc/>
    private protected override CellWriters Writers => CellWriters.Both;

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new RecordEvidence(request.Body.Source ?? EvidenceSources.Self, request.Body.Url!, request.Body.SeenAt ?? Now, request.Body.AssuranceLevel);
}
