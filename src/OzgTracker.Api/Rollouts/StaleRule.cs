using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Api.Rollouts;

/// <summary>Settings of reports, section <c>Reports</c>.</summary>
sealed class ReportOptions
{
    public const string Section = "Reports";

    /// <summary>Days after which a report that nobody has confirmed is stale.</summary>
    [Range(1, 3650)]
    public int StaleAfterDays { get; init; } = 365;
}

/// <summary>When a report has to be confirmed anew.</summary>
sealed class StaleRule(IOptions<ReportOptions> options)
{
    /// <summary>Age from which a report is stale.</summary>
    public TimeSpan After { get; } = TimeSpan.FromDays(options.Value.StaleAfterDays);

    public bool IsStale(CellStatus status, DateTimeOffset? lastReportedAt, DateTimeOffset now) => status == CellStatus.Reported && now - lastReportedAt > After;
}
