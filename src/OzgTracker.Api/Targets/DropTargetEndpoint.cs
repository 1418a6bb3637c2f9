using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Domain.Targets;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Targets;

/// <summary>Gives a target of a Land up.</summary>
public sealed class DropTargetEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : TargetCommandEndpoint<DropTargetEndpoint.Request>(store, registry, clock)
{
    /// <summary>Which target, and the version that was read.</summary>
    public sealed record Request([AsParameters] TargetAddress Address, [FromHeader(Name = "If-Match")] string? IfMatch = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Address).SetValidator(new TargetAddress.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Delete(TargetAddress.Route);
        Policies(Policy.Coordinate);
        Problems(404, 409, 412);
        Summary("Drop a target", "By a coordinator of the Land. It stays readable, its id is not given again, and lists leave it out unless asked. Idempotent.");
    }

    /// <inheritdoc/>
    public override Task<Results<Created<TargetAnswer>, Ok<TargetAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        Run(request.Address.Key, new DropTarget(), goal: null, request.IfMatch, ct);
}
