using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Catalogue;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Services;

/// <summary>Says that a service belongs to a programme.</summary>
public sealed class TagServiceEndpoint(IDocumentStore store) : SingleStreamEndpoint<TagServiceEndpoint.Request, Service, TaggedService>(store)
{
    /// <summary>Which service and programme, the days and the version that was read.</summary>
    /// <param name="OzgId">Five digits.</param>
    /// <param name="Tag">Name of the programme, e. g. `sdg-annex-2`.</param>
    public sealed record Request([FromRoute] string OzgId, [FromRoute] string Tag,
        [FromBody] Membership Membership, [FromHeader(Name = "If-Match")] string? IfMatch = null)
        : IConditionalRequest;

    /// <summary>Since when and until when; replaces what was said of the same programme before.</summary>
    /// <param name="Source">Where that is said, and how sure it is, at most 500 characters; nothing about persons.</param>
    /// <param name="ValidFrom">First day; absent when it is not known or was always so.</param>
    /// <param name="ValidTo">Last day; absent while it goes on.</param>
    public sealed record Membership(string Source, DateOnly? ValidFrom = null, DateOnly? ValidTo = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.OzgId).OzgId();
            RuleFor(request => request.Tag).Tag();
            RuleFor(request => request.Membership.Source).Reason();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put(TagCommands.Route);
        Policies(Policy.Administer);
        Problems(404, 409, 412, 413, 415);
        Summary("Tag a service with a programme", "Programmes such as `fokus`, `efa` or `sdg-annex-2`, with their days. Idempotent.");
    }

    /// <inheritdoc/>
    private protected override Task<(StreamCommand<Service, TaggedService>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct)
    {
        var tag = new ServiceTag(request.Tag, request.Membership.ValidFrom, request.Membership.ValidTo, request.Membership.Source);
        return Task.FromResult(TagCommands.To(request.OzgId, state => ServiceTagDecider.Decide(state, [tag])));
    }
}
