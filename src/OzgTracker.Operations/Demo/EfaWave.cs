using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Operations.Demo;

/// <summary>An invented roll-out of an EfA service (<i>Einer für Alle</i>) in one Land: many units join within a few months.</summary>
/// <param name="OfferId">Id of the offer that they join.</param>
/// <param name="Provider">The Land that operates the service.</param>
/// <param name="Begin">First day.</param>
/// <param name="Share">Share of the units that join.</param>
public readonly record struct EfaWave(string OfferId, StateCode Provider, DateOnly Begin, double Share)
{
    /// <summary>Days from the first unit to the last.</summary>
    public const int Days = 75;
}
