using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Competences;

/// <summary>Declare who executes a service in a Land.</summary>
/// <param name="ExecutedBy">Kinds of bodies in any order; empty where nobody local does.</param>
/// <param name="ValidFrom">First day; null for today, unless it is so already.</param>
public sealed record DeclareCompetence(IReadOnlyList<UnitKind> ExecutedBy, DateOnly? ValidFrom);

/// <summary>The rules of declaring competence.</summary>
public static class CompetenceDecider
{
    /// <summary>How far ahead a change may be declared.</summary>
    public const int YearsAhead = 10;

    /// <summary>Records a declaration; one that has been made for its day is nothing new.</summary>
    /// <remarks>
    /// One for another day is recorded even if it is so then already: somebody may yet declare something else for the days before, and what was acknowledged must outlast that.
    /// </remarks>
    public static Decision Decide(DeclaredCompetence state, DeclareCompetence command, DateOnly today)
    {
        var validFrom = command.ValidFrom ?? today;
        if (!Executors.TryOf(command.ExecutedBy, out var executedBy))
            return Decision.Refuse("not-a-municipality", "A gemeindefreies Gebiet executes nothing; name the Kreis that administers it.");
        if (validFrom < RolloutDecider.EarliestDay)
            return Decision.Refuse("date-too-early", $"validFrom is {validFrom:yyyy-MM-dd}; give {RolloutDecider.EarliestDay:yyyy-MM-dd} for what has always been so.");
        if (validFrom > today.AddYears(YearsAhead))
            return Decision.Refuse("date-too-far", $"validFrom is {validFrom:yyyy-MM-dd}, more than {YearsAhead} years ahead; check the year.");

        if (CompetenceInForce.LatestOn(validFrom, state.Declarations) is not { } known) return Record();
        var isOfThatDay = known.ValidFrom == validFrom;
        if (known.ExecutedBy == executedBy && (isOfThatDay || command.ValidFrom is null)) return Decision.Nothing;
        return isOfThatDay
            ? Decision.Refuse("competence-overlap", $"Something else is declared from {validFrom:yyyy-MM-dd} on already; declare the change with a later validFrom.")
            : Record();

        Decision Record() => Decision.Record(new CompetenceDeclared(executedBy.Kinds, validFrom));
    }
}
