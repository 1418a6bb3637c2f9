using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake;

/// <summary>What the Dashboard Digitale Verwaltung says of one LeiKa service in one area.</summary>
/// <param name="LineNumber">Line of a CSV file, number of the row in a JSON file.</param>
/// <param name="LeikaId">The LeiKa service.</param>
/// <param name="Area">The area.</param>
/// <param name="Url">The address.</param>
/// <param name="State">What is to be made of it.</param>
public sealed record DashboardRow(int LineNumber, LeikaId LeikaId, AreaKey Area, string Url, DashboardState State);

/// <summary>What a row is worth.</summary>
public enum DashboardState
{
    /// <summary><c>online_status</c> is ok and <c>aktiv</c> is ja: evidence.</summary>
    Online,

    /// <summary><c>online_status</c> is nicht ok: evidence no longer.</summary>
    NotOk,

    /// <summary><c>aktiv</c> is nein: evidence no longer.</summary>
    Inactive,
}
