using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>What every command to a cell and every answer about one needs.</summary>
public sealed class CellServices
{
    readonly DerivedCells derived;

    internal CellServices(DocumentStore store, Registry registry, TimeProvider clock, StaleRule stale)
    {
        (Store, Registry, Clock, Stale, derived) = (store, registry, clock, stale, new DerivedCells(this));
    }

    internal DocumentStore Store { get; }

    internal Registry Registry { get; }

    internal TimeProvider Clock { get; }

    internal StaleRule Stale { get; }

    /// <summary>The answer on a cell, with what follows from others where the unit has said nothing itself.</summary>
    /// <param name="rollout">What the cell's own stream folds to, as far as it is to be known.</param>
    /// <param name="question">The day and the model asked for.</param>
    /// <returns>Fills in what the unit has not said.</returns>
    internal async Task<Func<Cell, Cell>> Complete(KnownCell cell, Rollout rollout, MaturityModel model, CellQuestion question, CancellationToken ct)
    {
        var own = new Timeline(rollout, question.Model).On(question.Day);
        if (own.Status != CellStatus.Unreported) return answer => answer;

        var derivation = await derived.Find(cell.Unit.Id, question, ct);
        var mapped = await Mapped(rollout, question, ct);
        return answer => answer.With(derivation, mapped, model);
    }

    /// <summary>What follows from others for services of which a unit has said nothing, by service, as of today.</summary>
    internal Task<IReadOnlyDictionary<string, Derivation>> DerivedOf(
        KnownUnit unit, IReadOnlyCollection<KnownService> unsaid, string model, LeikaPolicy policy, DateOnly today, CancellationToken ct) =>
        derived.FindAll(unit.Id, unsaid, model, policy, today, ct);

    /// <summary>A level that was reported in another model for which a mapping is published; the first of them by the name of the model.</summary>
    async Task<MappedLevel?> Mapped(Rollout rollout, CellQuestion question, CancellationToken ct)
    {
        foreach (var other in Timeline.ModelsOf(rollout).Where(id => id != question.Model).Order(StringComparer.Ordinal))
            if (new Timeline(rollout, other).On(question.Day).LevelBy(question.Policy, question.Service.LeikaIds.Count) is { } level
                && await Registry.FindMapping(other, question.Model, question.Day == DateOnly.MaxValue ? null : question.Day, ct) is { } mapping)
                return new MappedLevel(other, level, mapping.Map(level), mapping.Version);
        return null;
    }
}

/// <summary>Who may send a command to a cell.</summary>
[Flags]
enum CellWriters
{
    /// <summary>Reporters whose keys cover the unit.</summary>
    Reporters = 1,

    /// <summary>Coordinators of the unit's Land.</summary>
    Coordinators = 2,

    /// <summary>Both.</summary>
    Both = Reporters | Coordinators,
}
