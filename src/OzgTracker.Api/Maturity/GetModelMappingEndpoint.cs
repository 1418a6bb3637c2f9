using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Maturity;

/// <summary>The mapping of one maturity model to another.</summary>
public sealed class GetModelMappingEndpoint(IDocumentStore store)
    : Endpoint<GetModelMappingEndpoint.Request, Results<Ok<ModelMappingAnswer>, StatusCodeHttpResult, ProblemHttpResult>>
{
    /// <summary>Which mapping.</summary>
    /// <param name="Id">Id of the model that reports are made in.</param>
    /// <param name="To">Id of the model that they are shown in.</param>
    /// <param name="Version">Version of the mapping, as mapped levels name it; the last one when absent.</param>
    public sealed record Request([FromRoute] string Id, [FromRoute] string To,
        [FromQuery] int? Version = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).ModelId();
            RuleFor(request => request.To).ModelId();
            RuleFor(request => request.Version).GreaterThanOrEqualTo(1).WithErrorCode("invalid-version").WithMessage("'version' is a whole number from 1.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/maturity-models/{id}/mappings/{to}");
        Policies(Policy.Read);
        Problems(404);
        Summary("Get a mapping between two models", "The ETag is its version; with If-None-Match the answer is 304 while no other is published.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<ModelMappingAnswer>, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var versions = await session.Events.FetchStreamAsync(ModelMapping.StreamKey(request.Id, request.To), ct);
        var published = versions.Select(version => ModelMapping.Evolve(null, (IModelMappingEvent)version.Data))
            .LastOrDefault(mapping => request.Version is null || mapping.Version == request.Version);
        if (published is null)
        {
            var version = request.Version is { } asked ? $" with version {asked}" : "";
            return Problem.Of("unknown-mapping", $"There is no mapping of '{request.Id}' to '{request.To}'{version}.");
        }

        var etag = Etag.Of(published.Version);
        HttpContext.Response.Headers.ETag = etag;
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return Etag.IsKnown(HttpContext.Request, etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(ModelMappingAnswer.Of(published));
    }
}
