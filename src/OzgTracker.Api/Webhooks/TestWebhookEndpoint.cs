using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Sends a test to a webhook.</summary>
public sealed class TestWebhookEndpoint(WebhookServices services) : Endpoint<TestWebhookEndpoint.Request, Results<Ok<TestWebhookEndpoint.Result>, ProblemHttpResult>>
{
    /// <summary>Which.</summary>
    public sealed record Request([FromRoute] string Id);

    /// <summary>What became of it.</summary>
    /// <param name="MessageId">Its `webhook-id`.</param>
    /// <param name="Delivered">Whether the receiver answered 2xx.</param>
    /// <param name="HttpStatus">What it answered; null for nothing.</param>
    /// <param name="DurationMs">How long that took.</param>
    /// <param name="Error">`status-…`, `timeout`, `name-not-found`, `address-not-public`, `tls` or `no-connection`; null for success.</param>
    public sealed record Result(string MessageId, bool Delivered, int? HttpStatus, int DurationMs, string? Error);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Id).WebhookId();
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(WebhookAnswer.Route + "/{id}/test");
        Policies(Policy.AdministerOrCoordinate);
        RecordedAs(AccessEventKind.WebhookTested);
        Problems(404, 409, 413, 415);
        Summary("Test a webhook", "Sends an event of the type `de.ozgtracker.webhook-test.v1` now, once, also where the webhook is disabled, and answers what became of it. What the receiver wrote is not shown.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<Result>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (hook, problem) = await WebhookRules.Find(services.Store, HttpContext, request.Id, ct);
        if (hook is null) return problem!;
        if (hook.RemovedAt is not null) return Problem.Of("webhook-removed");

        var now = WebhookRules.Now(services.Clock);
        var messageId = $"msg_{Guid.CreateVersion7(now):N}";
        var attempt = await services.Sender.Send(hook, messageId, services.Bodies.Test(hook, messageId, now), ct);
        await using var session = services.Store.LightweightSession();
        WebhookDeliveryTable.AddTest(session, hook.Id, messageId, attempt);
        return await Save(
            session, () => TypedResults.Ok(new Result(messageId, attempt.IsDelivered, attempt.HttpStatus, (int)attempt.Duration.TotalMilliseconds, attempt.Error)), ct);
    }
}
