using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.ApiKeys;

/// <summary>One API key.</summary>
public sealed class GetApiKeyEndpoint(DocumentStore store) : Endpoint<GetApiKeyEndpoint.Request, Results<Ok<ApiKeyAnswer>, ProblemHttpResult>>
{
    /// <summary>Which key.</summary>
    /// <param name="Id">The id, never the key itself.</param>
    public sealed record Request([FromRoute] string Id);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Id).ApiKeyId();
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(ApiKeyAnswer.Route + "/{id}");
        Policies(Policy.Administer);
        Problems(404);
        Summary("Get an API key", "By an administrator; also one that was revoked or has expired. The secret cannot be read.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<ApiKeyAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await ApiKeyTable.Find(store.DataSource, request.Id, ct) is not { } key) return Problem.Of("unknown-api-key");
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(ApiKeyAnswer.Of(key));
    }
}
