using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Webhooks;

/// <summary>One webhook.</summary>
public sealed class GetWebhookEndpoint(DocumentStore store) : Endpoint<GetWebhookEndpoint.Request, Results<Ok<WebhookAnswer>, ProblemHttpResult>>
{
    /// <summary>Which.</summary>
    public sealed record Request([FromRoute] string Id);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Id).WebhookId();
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(WebhookAnswer.Route + "/{id}");
        Policies(Policy.AdministerOrCoordinate);
        Problems(404);
        Summary("Get a webhook", "How far it is, and whether and why it was disabled; also one that was removed. The secret cannot be read.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (hook, problem) = await WebhookRules.Find(store, HttpContext, request.Id, ct);
        if (hook is null) return problem!;
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(WebhookAnswer.Of(hook));
    }
}
