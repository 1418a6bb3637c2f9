using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Gives a webhook another secret, while the one before signs, too, for some time.</summary>
public sealed class RotateWebhookEndpoint(DocumentStore store, TimeProvider clock) : Endpoint<RotateWebhookEndpoint.Request, Results<Created<IssuedWebhookAnswer>, ProblemHttpResult>>
{
    const int UsualOverlapHours = 24;

    /// <summary>Which, and how.</summary>
    public sealed record Request([FromRoute] string Id, [FromBody] Rotation? Rotation = null);

    /// <summary>How the secrets follow each other.</summary>
    /// <param name="OverlapHours">How long messages are signed with both, 0 to 168; 24 when absent.</param>
    public sealed record Rotation(int? OverlapHours = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).WebhookId();
            RuleFor(request => request.Rotation!.OverlapHours).InclusiveBetween(0, Webhook.MostOverlapHours).When(request => request.Rotation is not null)
                .WithErrorCode("overlap-out-of-range").WithMessage($"'overlapHours' must be from 0 to {Webhook.MostOverlapHours}.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(WebhookAnswer.Route + "/{id}/rotations");
        Policies(Policy.AdministerOrCoordinate);
        RecordedAs(AccessEventKind.WebhookRotated);
        HandsOutASecret();
        Problems(404, 409, 413, 415);
        Summary(
            "Rotate the secret of a webhook",
            "The new secret is in this answer only. For `overlapHours` each message has two signatures, so that the receiver can change over in peace. Each request makes another secret.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Created<IssuedWebhookAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (hook, problem) = await WebhookRules.Find(store, HttpContext, request.Id, ct);
        if (hook is null) return problem!;
        if (hook.RemovedAt is not null) return Problem.Of("webhook-removed");

        var now = WebhookRules.Now(clock);
        var rotated = hook with { Secret = WebhookSecret.Create(), RotatedAt = now, PreviousUntil = now.AddHours(request.Rotation?.OverlapHours ?? UsualOverlapHours) };
        await using var session = store.LightweightSession();
        WebhookTable.Rotate(session, hook.Id, rotated.Secret!, rotated.PreviousUntil.Value, now);
        HttpContext.Response.Headers.CacheControl = "no-store";
        return await Save(session, () => TypedResults.Created(WebhookAnswer.AddressOf(hook.Id), new IssuedWebhookAnswer(rotated)), ct);
    }
}
