using System.ComponentModel.DataAnnotations;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>Settings of the official shape, section <c>OfficialDashboard</c>.</summary>
sealed class OfficialDashboardOptions
{
    public const string Section = "OfficialDashboard";

    /// <summary>For so long totals and coverage are not counted anew, although something was recorded; counting looks at all cells.</summary>
    [Range(0, 3_600)] public int KeepSeconds { get; init; } = 60;
}
