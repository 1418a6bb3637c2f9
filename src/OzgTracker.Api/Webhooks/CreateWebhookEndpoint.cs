using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Changes;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Makes a webhook.</summary>
public sealed class CreateWebhookEndpoint(WebhookServices services) : Endpoint<CreateWebhookEndpoint.Request, Results<Created<IssuedWebhookAnswer>, ProblemHttpResult>>
{
    /// <summary>The webhook.</summary>
    public sealed record Request([FromBody] NewWebhook Webhook);

    /// <summary>Where to, and what.</summary>
    /// <param name="Url">Public https address on port 443 or 8443.</param>
    /// <param name="Types">Kinds of events, as stored or as CloudEvents have them; all when absent.</param>
    /// <param name="States">Länder; all when absent. A coordinator names its own.</param>
    /// <param name="OzgIds">Services; all when absent.</param>
    /// <param name="Description">What it is for, never about a person.</param>
    /// <param name="After">Position behind which it begins; absent: what is new. 0: from the beginning.</param>
    public sealed record NewWebhook(
        string Url, IReadOnlyList<string>? Types = null, IReadOnlyList<string>? States = null, IReadOnlyList<string>? OzgIds = null, string? Description = null, long? After = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        const int MostEntries = 100, LongestUrl = 500;

        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Webhook.Url).Must(url => url?.Length <= LongestUrl && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Fragment.Length == 0)
                .WithErrorCode("invalid-url").WithMessage($"'url' is an absolute address of at most {LongestUrl} characters without a fragment.");
            RuleForEach(request => request.Webhook.Types).EventKind();
            RuleForEach(request => request.Webhook.States).NotNull().WithErrorCode("invalid-state").State();
            RuleForEach(request => request.Webhook.OzgIds).OzgId();
            RuleFor(request => request.Webhook.Types).Must(Fits).WithErrorCode("too-many").WithMessage($"At most {MostEntries} kinds.");
            RuleFor(request => request.Webhook.States).Must(Fits).WithErrorCode("too-many").WithMessage($"At most {MostEntries} Länder.");
            RuleFor(request => request.Webhook.OzgIds).Must(Fits).WithErrorCode("too-many").WithMessage($"At most {MostEntries} services.");
            RuleFor(request => request.Webhook.Description).Remark();
            RuleFor(request => request.Webhook.After).Position();
        }

        static bool Fits(IReadOnlyList<string>? list) => list is null or { Count: <= MostEntries };
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(WebhookAnswer.Route);
        Policies(Policy.AdministerOrCoordinate);
        RecordedAs(AccessEventKind.WebhookCreated);
        HandsOutASecret();
        Problems(409, 413, 415, 503);
        Summary(
            "Make a webhook",
            "By an administrator, or by a coordinator for its own Länder. Messages are batches of CloudEvents, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`); "
            + "`secret` is in this answer only. At least once and in order: drop a `webhook-id` that you have had. Whoever answers anything but 2xx gets the same message again, ten times within "
            + "four days; then, and with 410, the webhook is disabled.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Created<IssuedWebhookAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var (wanted, caller) = (request.Webhook, Caller.Of(HttpContext.User));
        var states = Distinct(wanted.States);
        if (!caller.MayManage(states)) return Problem.Of("outside-your-states", "A coordinator's webhook names `states`, all of them its own.");
        var address = new Uri(wanted.Url);
        if (await services.Sender.Refuse(address, ct) is { } reason) return Problem.Of("webhook-address-refused", reason);
        if (await WebhookTable.Count(services.Store.DataSource, ct) >= services.Most) return Problem.Of("too-many-webhooks", $"There are {services.Most} webhooks.");

        var hook = new Webhook(
            WebhookRules.NewId(), address.AbsoluteUri, wanted.Description, Distinct(wanted.Types?.Select(type => EventKinds.StoredName(type)!)), states, Distinct(wanted.OzgIds), caller.Subject,
            WebhookRules.Now(services.Clock), WebhookSecret.Create(), wanted.After ?? await services.End(ct));
        await using var session = services.Store.LightweightSession();
        WebhookTable.Add(session, hook);
        HttpContext.Response.Headers.CacheControl = "no-store";
        try
        {
            return await Save(session, () => TypedResults.Created(WebhookAnswer.AddressOf(hook.Id), new IssuedWebhookAnswer(hook)), ct);
        }
        catch (PostgresException error) when (WebhookTable.Exists(error))
        {
            return Problem.Of("webhook-exists");
        }
    }

    static string[] Distinct(IEnumerable<string>? list) => [.. (list ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
