namespace OzgTracker.Api.Audit;

/// <summary>One thing that the access audit keeps: who came, who was turned away, what administrators did. No token, no address, no name, no query.</summary>
/// <param name="Kind">One of <see cref="AccessEventKind"/>.</param>
/// <param name="Subject">Pseudonymous; null where nobody was known.</param>
/// <param name="Role">Of the subject.</param>
/// <param name="Issuer">Who vouches for the subject, where the token says so.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Operation">Name of the operation in the contract.</param>
/// <param name="Route">Template of the route, never the path.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Code">Of the problem that was answered.</param>
/// <param name="TraceId">Of the request; of several the last one.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Position">Of the last event that an act recorded.</param>
/// <param name="Detail">Which key, model or tag an act is about; version and settings of a process.</param>
sealed record AccessEvent(
    string Kind,
    string? Subject = null,
    string? Role = null,
    string? Issuer = null,
    string? Method = null,
    string? Operation = null,
    string? Route = null,
    int? Status = null,
    string? Code = null,
    string? TraceId = null,
    long Count = 1,
    long? Position = null,
    string? Detail = null)
{
    const int Longest = 200, LongestDetail = 1_000;

    /// <summary>The same, with texts of others made harmless for logs, consoles and spreadsheets of whoever reads them.</summary>
    public AccessEvent Harmless() => this with
    {
        Subject = SafeText.Of(Subject, Longest),
        Role = SafeText.Of(Role, Longest),
        Issuer = SafeText.Of(Issuer, Longest),
        Method = SafeText.Of(Method, Longest),
        Operation = SafeText.Of(Operation, Longest),
        Route = SafeText.Of(Route, Longest),
        Code = SafeText.Of(Code, Longest),
        TraceId = SafeText.Of(TraceId, Longest),
        Detail = SafeText.Of(Detail, LongestDetail),
    };
}

/// <summary>What can be in the access audit.</summary>
static class AccessEventKind
{
    /// <summary>The first request of a credential within an hour on this node; bearer tokens have no sign-in of their own.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>401, 403 or 429.</summary>
    public const string Refused = "refused";

    /// <summary>So many requests within a minute that were answered 400, 413, 415 or 422; fewer are mistakes and are not noted.</summary>
    public const string Invalid = "invalid";

    /// <summary>A write of an administrator that was done, or was so already.</summary>
    public const string AdminAct = "admin-act";

    public const string KeyCreated = "key-created";
    public const string KeyRotated = "key-rotated";
    public const string KeyRevoked = "key-revoked";

    public const string WebhookCreated = "webhook-created";
    public const string WebhookRotated = "webhook-rotated";
    public const string WebhookActivated = "webhook-activated";
    public const string WebhookTested = "webhook-tested";
    public const string WebhookRemoved = "webhook-removed";

    /// <summary>A process with its version and the names of its settings.</summary>
    public const string Started = "started";
    public const string Stopped = "stopped";

    /// <summary>So many refusals and sign-ins could not be kept.</summary>
    public const string Dropped = "dropped";

    /// <summary>A subject was erased from so many rows; whose, nobody can tell any more.</summary>
    public const string Forgotten = "forgotten";

    public static IReadOnlyList<string> All { get; } =
    [
        SignedIn, Refused, Invalid, AdminAct, KeyCreated, KeyRotated, KeyRevoked, Started, Stopped, Dropped, Forgotten,
        WebhookCreated, WebhookRotated, WebhookActivated, WebhookTested, WebhookRemoved,
    ];
}
