using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Competences;

/// <summary>Declare who executes a service in a Land.</summary>
/// <param name="ExecutedBy">Kinds of bodies in any order; empty where nobody local does.</param>
/// <param name="ValidFrom">First day.</param>
public sealed record DeclareCompetence(IReadOnlyList<UnitKind> ExecutedBy, DateOnly ValidFrom);

/// <summary>The rules of declaring competence.</summary>
public static class CompetenceDecider
{
    /// <summary>How far ahead a change may be declared.</summary>
    public const int YearsAhead = 10;

    /// <summary>Records a change; what holds on its first day already is nothing new.</summary>
    public static Decision Decide(DeclaredCompetence state, DeclareCompetence command, DateOnly today)
    {
        if (!Executors.TryOf(command.ExecutedBy, out var executedBy))
            return Decision.Refuse("not-a-municipality", "A gemeindefreies Gebiet executes nothing; name the Kreis that administers it.");
        if (command.ValidFrom < RolloutDecider.EarliestDay)
            return Decision.Refuse(
                "date-too-early", $"validFrom is {command.ValidFrom:yyyy-MM-dd}; give {RolloutDecider.EarliestDay:yyyy-MM-dd} for what has always been so.");
        if (command.ValidFrom > today.AddYears(YearsAhead))
            return Decision.Refuse("date-too-far", $"validFrom is {command.ValidFrom:yyyy-MM-dd}, more than {YearsAhead} years ahead; check the year.");

        var known = CompetenceInForce.LatestOn(command.ValidFrom, state.Declarations);
        if (known?.ExecutedBy == executedBy) return Decision.Nothing;
        if (known?.ValidFrom == command.ValidFrom)
            return Decision.Refuse(
                "competence-overlap", $"Something else is declared from {command.ValidFrom:yyyy-MM-dd} on already; declare the change with a later validFrom.");

        return Decision.Record(new CompetenceDeclared(executedBy.Kinds, command.ValidFrom));
    }
}
