using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake;

/// <summary>Who executes a service in one Land or in all, from a day on.</summary>
/// <param name="LineNumber">Where it stands in the file.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="States">The Länder, in the order of their numbers.</param>
/// <param name="ExecutedBy">The kinds of bodies.</param>
/// <param name="ValidFrom">First day.</param>
public sealed record CompetenceRow(int LineNumber, OzgId OzgId, IReadOnlyList<StateCode> States, Executors ExecutedBy, DateOnly ValidFrom);
