using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Changes;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>A webhook without its secret.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Url">Where messages go.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Types">Which kinds of events; empty for all, as with the next two.</param>
/// <param name="States">Of which Länder.</param>
/// <param name="OzgIds">Of which services.</param>
/// <param name="Status">`active`, `disabled` or `removed`.</param>
/// <param name="DisabledReason">`gone` (the receiver answered 410) or `attempts-exhausted`.</param>
/// <param name="DisabledAt">Since when nothing is sent.</param>
/// <param name="Position">Everything up to here was delivered, or did not pass.</param>
/// <param name="CreatedBy">Subject that made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="RotatedAt">When it got its present secret; null for the first.</param>
/// <param name="PreviousUntil">Until then the secret before that signs, too.</param>
/// <param name="RemovedAt">When it was taken away.</param>
public record WebhookAnswer(
    string Id, string Url, string? Description, IReadOnlyList<string> Types, IReadOnlyList<string> States, IReadOnlyList<string> OzgIds, string Status, string? DisabledReason,
    DateTimeOffset? DisabledAt, long Position, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RotatedAt, DateTimeOffset? PreviousUntil, DateTimeOffset? RemovedAt)
{
    /// <summary>Where they are.</summary>
    public const string Route = "/v1/webhooks";

    internal static WebhookAnswer Of(Webhook hook) => new(
        hook.Id, hook.Url, hook.Description, [.. hook.Types.Select(EventKinds.TypeOf)], hook.States, hook.OzgIds,
        hook.RemovedAt is not null ? "removed" : hook.DisabledAt is not null ? "disabled" : "active",
        hook.DisabledReason, hook.DisabledAt, hook.Position, hook.CreatedBy, hook.CreatedAt, hook.RotatedAt, hook.PreviousUntil, hook.RemovedAt);

    internal static string AddressOf(string id) => $"{Route}/{id}";
}

/// <summary>A webhook with its secret, which is shown this once.</summary>
public sealed record IssuedWebhookAnswer : WebhookAnswer
{
    internal IssuedWebhookAnswer(Webhook hook)
        : base(Of(hook)) => Secret = WebhookSecret.Text(hook.Secret!);

    /// <summary>`whsec_…`: what messages are verified with. It is not shown again: keep it.</summary>
    public string Secret { get; }
}

/// <summary>Syntax, and whose webhooks are whose.</summary>
static class WebhookRules
{
    const string IdAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    const int IdLength = 12;

    public static string NewId() => System.Security.Cryptography.RandomNumberGenerator.GetString(IdAlphabet, IdLength);

    public static IRuleBuilderOptions<T, string> WebhookId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(id => id?.Length == IdLength && id.All(IdAlphabet.Contains)).WithErrorCode("invalid-webhook-id").WithMessage("An id is 12 lower-case letters and digits.");

    /// <summary>An administrator all of them; a coordinator those that bring events of its own Länder only.</summary>
    public static bool MayManage(this Caller caller, IReadOnlyList<string> states) =>
        caller.Role == Roles.Admin || (states.Count > 0 && states.All(caller.Coordinates));

    /// <summary>A webhook that the caller may manage, or the refusal.</summary>
    public static async Task<(Webhook? Webhook, ProblemHttpResult? Problem)> Find(DocumentStore store, HttpContext context, string id, CancellationToken ct)
    {
        if (await WebhookTable.Find(store.DataSource, id, ct) is not { } hook) return (null, Problem.Of("unknown-webhook"));
        return Caller.Of(context.User).MayManage(hook.States) ? (hook, null) : (null, Problem.Of("outside-your-states"));
    }

    /// <summary>As the database keeps it: whole microseconds.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => ApiKeys.ApiKeyRules.Now(clock);
}
