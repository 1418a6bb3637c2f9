using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Takes a webhook away.</summary>
public sealed class RemoveWebhookEndpoint(DocumentStore store, TimeProvider clock) : Endpoint<RemoveWebhookEndpoint.Request, Results<Ok<WebhookAnswer>, ProblemHttpResult>>
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
        Delete(WebhookAnswer.Route + "/{id}");
        Policies(Policy.AdministerOrCoordinate);
        RecordedAs(AccessEventKind.WebhookRemoved);
        Problems(404);
        Summary("Remove a webhook", "A message that is on its way may still arrive; its secrets are deleted. It can be read by its id, with its deliveries. Idempotent.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (hook, problem) = await WebhookRules.Find(store, HttpContext, request.Id, ct);
        if (hook is null) return problem!;
        var removed = hook.RemovedAt is null ? hook with { RemovedAt = WebhookRules.Now(clock), PreviousUntil = null } : hook;
        await using var session = store.LightweightSession();
        if (hook.RemovedAt is null) WebhookTable.Remove(session, hook.Id, removed.RemovedAt!.Value, Caller.SubjectOf(HttpContext.User));
        return await Save(session, () => TypedResults.Ok(WebhookAnswer.Of(removed)), ct);
    }
}
