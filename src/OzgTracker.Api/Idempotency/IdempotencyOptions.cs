using System.ComponentModel.DataAnnotations;

namespace OzgTracker.Api.Idempotency;

/// <summary>Settings of idempotency keys, section <c>Idempotency</c>.</summary>
sealed class IdempotencyOptions
{
    public const string Section = "Idempotency";

    /// <summary>How long an answer is kept; after that the same key executes anew. At least a day is promised to clients.</summary>
    [Range(24, 24 * 366)]
    public int RetentionHours { get; init; } = 7 * 24;

    public TimeSpan Retention => TimeSpan.FromHours(RetentionHours);
}
