using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Reports how mature one service is in one unit.</summary>
public sealed class ReportMaturityEndpoint(CellServices services)
    : CellCommandEndpoint<ReportMaturityEndpoint.Request>(services)
{
    /// <summary>Cell, report and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Report Report, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand
    {
        string? ICellCommand.Model => Report.Model;
    }

    /// <summary>A report.</summary>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="Level">Level in the model; exactly one of level and criteria.</param>
    /// <param name="Criteria">Level of each criterion; the lowest decides.</param>
    /// <param name="ValidOn">Since when it is so; today when absent.</param>
    /// <param name="EvidenceUrl">Public http(s) address where anyone can check it.</param>
    /// <param name="LeikaIds">The LeiKa services it speaks of; the whole OZG service when absent.</param>
    /// <param name="ReportedAt">When the unit said so, for reports that come late; now when absent.</param>
    /// <param name="Note">A remark on the service, at most 500 characters; nothing about persons.</param>
    public sealed record Report(
        string? Model = null,
        int? Level = null,
        IReadOnlyDictionary<string, int>? Criteria = null,
        DateOnly? ValidOn = null,
        string? EvidenceUrl = null,
        IReadOnlyList<string>? LeikaIds = null,
        DateTimeOffset? ReportedAt = null,
        string? Note = null) : IMaturityBody;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Report).SetValidator(new MaturityBodyValidator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/reports");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Report a level of maturity", "Idempotent: the same report again answers 200 and records nothing. If-Match may carry the ETag last read; the answer carries the new one.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) => new ReportMaturity(request.Report.ToClaim(Today));
}
