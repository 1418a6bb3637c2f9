using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>What was sent to a webhook, and what became of it.</summary>
public sealed class ListWebhookDeliveriesEndpoint(ListServices services) : PlainListEndpoint<ListWebhookDeliveriesEndpoint.Request, ListWebhookDeliveriesEndpoint.Item>(services)
{
    /// <summary>Which, and paging.</summary>
    public sealed record Request([FromRoute] string Id, [AsParameters] ListParameters List) : IListRequest;

    /// <summary>A message.</summary>
    /// <param name="Number">Grows.</param>
    /// <param name="MessageId">Its `webhook-id`.</param>
    /// <param name="After">Events behind this position; null for a test.</param>
    /// <param name="UpTo">Up to this one.</param>
    /// <param name="Events">How many of them passed.</param>
    /// <param name="Status">`pending`, `delivered`, `failed` or `skipped`.</param>
    /// <param name="Attempts">How often it was sent.</param>
    /// <param name="CreatedAt">When it was put together.</param>
    /// <param name="AttemptedAt">When it was sent last.</param>
    /// <param name="HttpStatus">What the receiver answered.</param>
    /// <param name="DurationMs">How long that took.</param>
    /// <param name="Error">Why it failed.</param>
    /// <param name="NextAttemptAt">When it is sent again.</param>
    public sealed record Item(
        long Number, string MessageId, long? After, long? UpTo, int Events, string Status, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? AttemptedAt, int? HttpStatus, int? DurationMs,
        string? Error, DateTimeOffset? NextAttemptAt);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).WebhookId();
            RuleFor(request => request.List).SetValidator(new ListParameters.Validator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(WebhookAnswer.Route + "/{id}/deliveries");
        Policies(Policy.AdministerOrCoordinate);
        Problems(404, 406);
        Summary("List the deliveries of a webhook", "The newest first; kept for 30 days unless the installation says otherwise.");
    }

    /// <inheritdoc/>
    protected override async Task<ProblemHttpResult?> Check(Request request, CancellationToken ct) => (await WebhookRules.Find(Store, HttpContext, request.Id, ct)).Problem;

    /// <summary>An attempt changes a row without a new number, so there is no ETag that would say it: each answer has another.</summary>
    protected override Task<long> Position(CancellationToken ct) => Task.FromResult(Clock.GetUtcNow().UtcTicks);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Item>> Rows(Request request, IReadOnlyList<string?>? after, int limit, CancellationToken ct)
    {
        var before = after is null ? long.MaxValue : long.Parse(after[0]!, CultureInfo.InvariantCulture);
        return [.. (await WebhookDeliveryTable.List(Store.DataSource, request.Id, before, limit, ct)).Select(sent => new Item(
            sent.Id, sent.MessageId, sent.After, sent.UpTo, sent.Events, sent.Status, sent.Attempts, sent.CreatedAt, sent.AttemptedAt, sent.HttpStatus, sent.DurationMs, sent.Error,
            sent.NextAttemptAt))];
    }

    /// <inheritdoc/>
    protected override string?[] SortKeys(Item item) => [item.Number.ToString(CultureInfo.InvariantCulture)];
}
