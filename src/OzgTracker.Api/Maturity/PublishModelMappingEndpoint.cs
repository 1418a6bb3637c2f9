using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Maturity;

/// <summary>Publishes how the levels of one maturity model are shown in another.</summary>
public sealed class PublishModelMappingEndpoint(IDocumentStore store)
    : SingleStreamEndpoint<PublishModelMappingEndpoint.Request, ModelMapping?, ModelMappingAnswer>(store)
{
    readonly IDocumentStore store = store;

    /// <summary>Which two models, the mapping and the version that was read.</summary>
    /// <param name="Id">Id of the model that reports are made in.</param>
    /// <param name="To">Id of the model that they are shown in.</param>
    public sealed record Request([FromRoute] string Id, [FromRoute] string To,
        [FromBody] Mapping Mapping, [FromHeader(Name = "If-Match")] string? IfMatch = null)
        : IConditionalRequest;

    /// <summary>A mapping.</summary>
    /// <param name="Levels">Every level of the one model with a level of the other; null where there is no twin.</param>
    /// <param name="ValidFrom">First day on which it is to be used.</param>
    /// <param name="Note">Where it comes from, at most 500 characters.</param>
    public sealed record Mapping(IReadOnlyDictionary<int, int?> Levels, DateOnly ValidFrom, string? Note = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).ModelId();
            RuleFor(request => request.To).ModelId();
            RuleFor(request => request.Mapping.Note).Remark();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put("/v1/maturity-models/{id}/mappings/{to}");
        Policies(Policy.Administer);
        Problems(404, 409, 412, 413, 415);
        Summary(
            "Publish a mapping between two models",
            "It changes no report: whoever shows a mapped level names the version. Each publication raises it; the same again records nothing.");
    }

    /// <inheritdoc/>
    private protected override async Task<(StreamCommand<ModelMapping?, ModelMappingAnswer>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct)
    {
        if (await PublishedModels.Find(store, request.Id, ct) is not { } from) return (null, Problem.UnknownModel(request.Id));
        if (await PublishedModels.Find(store, request.To, ct) is not { } to) return (null, Problem.UnknownModel(request.To));
        var command = new PublishModelMapping(from, to, request.Mapping.Levels, request.Mapping.Note, request.Mapping.ValidFrom);
        return (new(
            ModelMapping.StreamKey(from.Id, to.Id),
            state => ModelMappingDecider.Decide(state, command),
            (state, happened) => ModelMapping.Evolve(state, (IModelMappingEvent)happened),
            after => ModelMappingAnswer.Of(after.State!)), null);
    }
}
