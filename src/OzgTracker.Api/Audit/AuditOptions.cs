using System.ComponentModel.DataAnnotations;

namespace OzgTracker.Api.Audit;

/// <summary>Settings of the access audit, section <c>Audit</c>.</summary>
sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>How long access events are kept.</summary>
    [Range(1, 3_650)]
    public int RetentionDays { get; init; } = 180;

    public TimeSpan Retention => TimeSpan.FromDays(RetentionDays);
}
