using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Catalogue;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Services;

/// <summary>Ends a programme of a service, or takes it back.</summary>
public sealed class UntagServiceEndpoint(IDocumentStore store) : SingleStreamEndpoint<UntagServiceEndpoint.Request, Service, TaggedService>(store)
{
    /// <summary>Which service and programme, the last day and the version that was read.</summary>
    /// <param name="OzgId">Five digits.</param>
    /// <param name="Tag">Name of the programme.</param>
    /// <param name="ValidTo">Last day; absent when the service should never have been tagged.</param>
    public sealed record Request([FromRoute] string OzgId, [FromRoute] string Tag,
        [FromQuery] DateOnly? ValidTo = null, [FromHeader(Name = "If-Match")] string? IfMatch = null)
        : IConditionalRequest;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.OzgId).OzgId();
            RuleFor(request => request.Tag).Tag();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Delete(TagCommands.Route);
        Policies(Policy.Administer);
        Problems(404, 409, 412);
        Summary("Untag a service", "With `validTo` the programme ends on that day, without it the tag is taken back. Idempotent.");
    }

    /// <inheritdoc/>
    private protected override Task<(StreamCommand<Service, TaggedService>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct) =>
        Task.FromResult(TagCommands.To(request.OzgId, state => ServiceTagDecider.End(state, request.Tag, request.ValidTo)));
}
