using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says what an earlier report or correction should have said.</summary>
public sealed class CorrectMaturityEndpoint(CellServices services)
    : CellCommandEndpoint<CorrectMaturityEndpoint.Request>(services)
{
    /// <summary>Cell, correction and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Correction Correction, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand
    {
        string? ICellCommand.Model => Correction.Model;
    }

    /// <summary>A correction; it replaces the whole report.</summary>
    /// <param name="Position">Position of the report or correction that was wrong.</param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="Level">Level in the model; exactly one of level and criteria.</param>
    /// <param name="Criteria">Level of each criterion; the lowest decides.</param>
    /// <param name="ValidOn">Since when it is so; the day of the corrected report when absent.</param>
    /// <param name="EvidenceUrl">Public http(s) address where anyone can check it.</param>
    /// <param name="LeikaIds">The LeiKa services it speaks of; the whole OZG service when absent.</param>
    /// <param name="ReportedAt">When the unit said so; now when absent.</param>
    /// <param name="Note">A remark on the service, at most 500 characters; nothing about persons.</param>
    public sealed record Correction(
        long Position,
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
            RuleFor(request => request.Correction).SetValidator(new MaturityBodyValidator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/corrections");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Correct an earlier report", "Nothing is overwritten: the history keeps both. Idempotent.");
    }

    /// <inheritdoc/>
    protected override IRolloutCommand? Command(Request request, IEventStream<Rollout> stream)
    {
        var wrong = stream.Events.FirstOrDefault(happened => happened.Sequence == request.Correction.Position);
        return wrong is null ? null : new CorrectMaturity(wrong.Version, request.Correction.ToClaim((wrong.Data as IMaturityClaim)?.ValidOn ?? Today));
    }
}
