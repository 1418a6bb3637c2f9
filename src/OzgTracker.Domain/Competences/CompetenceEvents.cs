using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Competences;

/// <summary>Something that happened to who executes a service in a Land; stream <c>competence-{ozgId}-{land}</c>, which names both.</summary>
public interface ICompetenceEvent : IDomainEvent;

/// <summary>A Land said which local bodies execute a service (<i>Zuständigkeit erklärt</i>).</summary>
/// <param name="ExecutedBy">Gemeinde, Verband, Kreis, in this order; empty where Land or Bund executes and nobody local does.</param>
/// <param name="ValidFrom">First day; holds until the next declared day.</param>
public sealed record CompetenceDeclared(IReadOnlyList<UnitKind> ExecutedBy, DateOnly ValidFrom) : ICompetenceEvent;
