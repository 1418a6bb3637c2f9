using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Targets;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Targets;

/// <summary>Changes a target of a Land.</summary>
public sealed class ReviseTargetEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : TargetCommandEndpoint<ReviseTargetEndpoint.Request>(store, registry, clock)
{
    /// <summary>Which target, what it is to be, and the version that was read.</summary>
    public sealed record Request([AsParameters] TargetAddress Address, [FromBody] Revision Target, [FromHeader(Name = "If-Match")] string? IfMatch = null);

    /// <summary>What a target is to be from now on; complete, nothing of the one before stays.</summary>
    /// <param name="Title">What people call it, at most 500 characters.</param>
    /// <param name="Level">The level that every competent unit is to reach, above 0.</param>
    /// <param name="By">The day by which; after today unless it stays.</param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="OzgIds">The services …</param>
    /// <param name="Tag">… or the programme whose services are meant.</param>
    public sealed record Revision(string Title, int Level, DateOnly By, string? Model = null, IReadOnlyList<string>? OzgIds = null, string? Tag = null) : ITargetGoalBody;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new TargetAddress.Validator());
            RuleFor(request => request.Target).SetValidator(new TargetGoalValidator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put(TargetAddress.Route);
        Policies(Policy.Coordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Revise a target", "By a coordinator of the Land. The body is the whole target. Idempotent.");
    }

    /// <inheritdoc/>
    public override Task<Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var goal = TargetGoalValidator.Goal(request.Target);
        return Run(request.Address.Key, new ReviseTarget(goal), goal, request.IfMatch, ct);
    }
}
