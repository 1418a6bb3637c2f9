using System.Text.Json.Serialization;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Municipalities;

/// <summary>A reporting unit with what it came from and what became of it.</summary>
public sealed record MunicipalityDetail : MunicipalityRow
{
    /// <summary>A row and its relations.</summary>
    /// <param name="row">The unit, now or on a day.</param>
    /// <param name="successors">Whoever got its area.</param>
    /// <param name="predecessors">Whose area it got.</param>
    /// <param name="profile">What it says of itself.</param>
    public MunicipalityDetail(MunicipalityRow row, IReadOnlyList<RelatedUnit> successors, IReadOnlyList<RelatedUnit> predecessors, MunicipalityProfile profile)
        : base(row) =>
        (Successors, Predecessors, DigitalStrategy, ItProvider, ContactPoint) = (successors, predecessors, profile.DigitalStrategy, profile.ItProvider, profile.ContactPoint);

    /// <summary>First day without the unit; null while it exists.</summary>
    [JsonPropertyOrder(1)]
    public DateOnly? DissolvedOn => ValidTo?.AddDays(1);

    /// <summary>Who got its area, the largest part first; empty while it exists, and when nobody did.</summary>
    [JsonPropertyOrder(2)]
    public IReadOnlyList<RelatedUnit> Successors { get; }

    /// <summary>Whose area it got, the earliest first.</summary>
    [JsonPropertyOrder(3)]
    public IReadOnlyList<RelatedUnit> Predecessors { get; }

    /// <summary>How far it is with a digital strategy; null when nothing is said.</summary>
    [JsonPropertyOrder(4)]
    public DigitalStrategy? DigitalStrategy { get; }

    /// <summary>The organisation that runs its IT.</summary>
    [JsonPropertyOrder(5)]
    public string? ItProvider { get; }

    /// <summary>Where it can be asked: an office, never a person.</summary>
    [JsonPropertyOrder(6)]
    public ContactPoint? ContactPoint { get; }
}
