namespace OzgTracker.Operations.Webhooks;

/// <summary>An address that is told of new events.</summary>
/// <param name="Id">Names it; no secret.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Types">Stored names of what passes; empty for all, as with the next two.</param>
/// <param name="Position">Everything up to here was delivered, or did not pass.</param>
public sealed record Webhook(
    string Id, string Url, string? Description, IReadOnlyList<string> Types, IReadOnlyList<string> States, IReadOnlyList<string> OzgIds, string CreatedBy, DateTimeOffset CreatedAt,
    byte[]? Secret, long Position)
{
    /// <summary>Attempts are used up.</summary>
    public const string Exhausted = "attempts-exhausted";

    /// <summary>The receiver has said that it is gone (410).</summary>
    public const string Gone = "gone";

    /// <summary>Longest time that the secret before a rotation signs, too.</summary>
    public const int MostOverlapHours = 168;

    /// <summary>The secret before the last rotation.</summary>
    public byte[]? PreviousSecret { get; init; }

    /// <summary>How long that one signs, too.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>When it got its present secret; null for the first.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>Since when nothing is sent; null while something is.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Why.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>When it was taken away.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>What a message is signed with now, the present secret first.</summary>
    public IEnumerable<byte[]> SigningSecrets(DateTimeOffset now)
    {
        if (Secret is not null) yield return Secret;
        if (PreviousSecret is not null && now < PreviousUntil) yield return PreviousSecret;
    }
}

/// <summary>A message to a webhook: the events that pass in a range of the log.</summary>
/// <param name="MessageId">The same at every attempt.</param>
/// <param name="After">Behind this position; null for a test.</param>
/// <param name="UpTo">Up to this one, which is that of an event.</param>
/// <param name="Status"><c>pending</c>, <c>delivered</c>, <c>failed</c> or <c>skipped</c>.</param>
public sealed record WebhookDelivery(long Id, string WebhookId, string MessageId, long? After, long? UpTo, int Events, string Status, DateTimeOffset CreatedAt)
{
    /// <summary>How often it was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was sent last.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>What the receiver answered.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long that took.</summary>
    public int? DurationMs { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>When it is sent again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>What became of one attempt.</summary>
/// <param name="HttpStatus">Null when there was no answer.</param>
/// <param name="Error">Null for success.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
public sealed record WebhookAttempt(DateTimeOffset At, TimeSpan Duration, int? HttpStatus, string? Error, TimeSpan? RetryAfter = null)
{
    /// <summary>A status from 200 to 299.</summary>
    public bool IsDelivered => Error is null;

    /// <summary>The receiver wants no more.</summary>
    public bool IsGone => HttpStatus == 410;
}
