using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Api.Competences;

/// <summary>Who executes a service in a Land.</summary>
/// <param name="OzgId">The OZG service.</param>
/// <param name="State">Land, two digits.</param>
/// <param name="AsOf">The day that `executedBy` speaks of.</param>
/// <param name="ExecutedBy">The bodies that execute it then; empty where Land or Bund does. A kreisfreie Stadt does it whichever of them is named.</param>
/// <param name="Source">`declared` by the Land, or the `default` that follows from the types of the service: type 1 alone nobody, all others every Gemeinde.</param>
/// <param name="ValidFrom">First day of the declaration in force; null for the default.</param>
/// <param name="Declarations">Everything the Land has declared, oldest first day first.</param>
/// <param name="Version">Version of the stream, its ETag; 0 when nothing was declared.</param>
/// <param name="Position">Position of the last declaration in the log; 0 when there is none.</param>
public sealed record CompetenceAnswer(
    string OzgId, string State, DateOnly AsOf, IReadOnlyList<UnitKind> ExecutedBy, CompetenceSource Source, DateOnly? ValidFrom,
    IReadOnlyList<CompetenceAnswer.Declared> Declarations, long Version, long Position)
{
    /// <summary>A declaration.</summary>
    /// <param name="ExecutedBy">The bodies that execute the service.</param>
    /// <param name="ValidFrom">First day; holds until the next one.</param>
    /// <param name="RecordedAt">When the log learnt of it.</param>
    /// <param name="Position">Its position in the log.</param>
    public sealed record Declared(IReadOnlyList<UnitKind> ExecutedBy, DateOnly ValidFrom, DateTimeOffset RecordedAt, long Position);

    /// <param name="recorded">Declarations with what the log gave to them, in the order of the log.</param>
    internal static CompetenceAnswer Of(
        CompetenceKey key, Executors byDefault, DateOnly day, IReadOnlyList<(CompetenceDeclared Happened, long Position, DateTimeOffset RecordedAt)> recorded)
    {
        var state = recorded.Aggregate(DeclaredCompetence.Initial, (state, declared) => DeclaredCompetence.Evolve(state, declared.Happened));
        var inForce = state.On(day, byDefault);
        return new CompetenceAnswer(
            key.Service.Value, key.State.Value, day, inForce.ExecutedBy.Kinds, inForce.Source, inForce.ValidFrom,
            [.. recorded.OrderBy(declared => declared.Happened.ValidFrom)
                .Select(declared => new Declared(declared.Happened.ExecutedBy, declared.Happened.ValidFrom, declared.RecordedAt, declared.Position))],
            state.Version, recorded.Count == 0 ? 0 : recorded[^1].Position);
    }
}
