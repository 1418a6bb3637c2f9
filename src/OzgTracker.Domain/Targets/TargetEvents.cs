using OzgTracker.Domain.Catalogue;

namespace OzgTracker.Domain.Targets;

/// <summary>Something that happened to a target of a Land; stream <c>target-{land}-{name}</c>, which names the Land.</summary>
/// <remarks>No statute sets a date for Länder and Kommunen any more, so every target is one that a Land has set (DOMAIN 1.3).</remarks>
public interface ITargetEvent : IDomainEvent;

/// <summary>A Land set a target (<i>Ziel gesetzt</i>).</summary>
/// <param name="Title">What people call it.</param>
/// <param name="Model">The maturity model that the level belongs to.</param>
/// <param name="Level">The level that every competent unit is to reach.</param>
/// <param name="By">The day by which.</param>
/// <param name="OzgIds">The services, in the order of their ids …</param>
/// <param name="Tag">… or the programme whose services are meant, whichever they are on the day of a question.</param>
public sealed record TargetSet(string Title, string Model, int Level, DateOnly By, IReadOnlyList<OzgId>? OzgIds, string? Tag) : ITargetEvent;

/// <summary>A Land changed a target (<i>Ziel geändert</i>); what it says now is complete and replaces the one before.</summary>
/// <inheritdoc cref="TargetSet"/>
public sealed record TargetRevised(string Title, string Model, int Level, DateOnly By, IReadOnlyList<OzgId>? OzgIds, string? Tag) : ITargetEvent;

/// <summary>A Land gave a target up (<i>Ziel aufgegeben</i>).</summary>
public sealed record TargetDropped : ITargetEvent;
