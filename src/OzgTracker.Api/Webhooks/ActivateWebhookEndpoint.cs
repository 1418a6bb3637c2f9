using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Lets a disabled webhook go on.</summary>
public sealed class ActivateWebhookEndpoint(WebhookServices services) : Endpoint<ActivateWebhookEndpoint.Request, Results<Ok<WebhookAnswer>, ProblemHttpResult>>
{
    const string Head = "head", Stop = "stop";

    /// <summary>Which, and from where.</summary>
    /// <param name="From">`stop`: from where it stopped, with the message that did not arrive; `head`: only what is new, the rest is skipped. `stop` when absent.</param>
    public sealed record Request([FromRoute] string Id, [FromQuery] string? From = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).WebhookId();
            RuleFor(request => request.From).Must(from => from is null or Head or Stop).WithErrorCode("unknown-start").WithMessage($"'from' must be {Stop} or {Head}.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(WebhookAnswer.Route + "/{id}/activations");
        Policies(Policy.AdministerOrCoordinate);
        RecordedAs(AccessEventKind.WebhookActivated);
        Problems(404, 409, 413, 415, 503);
        Summary("Activate a webhook", "Sends again from where it stopped, the message that did not arrive first and under the same `webhook-id`; with `from=head` only what is new. An active one is left as it is.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (hook, problem) = await WebhookRules.Find(services.Store, HttpContext, request.Id, ct);
        if (hook is null) return problem!;
        if (hook.RemovedAt is not null) return Problem.Of("webhook-removed");

        var head = request.From == Head ? await services.End(ct) : (long?)null;
        var active = hook with { DisabledAt = null, DisabledReason = null, Position = Math.Max(hook.Position, head ?? 0) };
        await using var session = services.Store.LightweightSession();
        if (hook.DisabledAt is not null) WebhookTable.Activate(session, hook.Id, WebhookRules.Now(services.Clock), head);
        return await Save(session, () => TypedResults.Ok(WebhookAnswer.Of(hook.DisabledAt is null ? hook : active)), ct);
    }
}
