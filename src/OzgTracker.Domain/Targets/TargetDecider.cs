using System.Diagnostics;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Maturity;

namespace OzgTracker.Domain.Targets;

/// <summary>Something that a Land wants recorded of a target.</summary>
public interface ITargetCommand;

/// <summary>Set a target.</summary>
public sealed record SetTarget(TargetGoal Goal) : ITargetCommand;

/// <summary>Change a target; the goal is complete.</summary>
public sealed record ReviseTarget(TargetGoal Goal) : ITargetCommand;

/// <summary>Give a target up.</summary>
public sealed record DropTarget : ITargetCommand;

/// <summary>The rules of targets.</summary>
public static class TargetDecider
{
    /// <summary>Decides a command on what the stream says; pure.</summary>
    /// <param name="model">The maturity model that the command names; not looked at when a target is dropped.</param>
    public static Decision Decide(Target state, ITargetCommand command, MaturityModel model, DateOnly today) => command switch
    {
        SetTarget c => Set(state, c.Goal, model, today),
        ReviseTarget c => Revise(state, c.Goal, model, today),
        DropTarget => state.IsDropped ? Decision.Nothing : Decision.Record(new TargetDropped()),
        _ => throw new UnreachableException($"{command.GetType().Name} has no rule"),
    };

    static Decision Set(Target state, TargetGoal goal, MaturityModel model, DateOnly today)
    {
        if (state.IsDropped) return RefuseDropped();
        if (state.Goal is not null)
            return goal == state.First || goal == state.Goal
                ? Decision.Nothing
                : Decision.Refuse("target-exists", "The Land has another target of this id; choose another id, or revise that one by PUT.");

        return Check(goal, known: null, model, today)
            ?? Decision.Record(new TargetSet(goal.Title, goal.Model, goal.Level, goal.By, Ordered(goal), goal.Tag));
    }

    static Decision Revise(Target state, TargetGoal goal, MaturityModel model, DateOnly today)
    {
        if (state.IsDropped) return RefuseDropped();
        if (goal == state.Goal) return Decision.Nothing;

        return Check(goal, state.Goal, model, today)
            ?? Decision.Record(new TargetRevised(goal.Title, goal.Model, goal.Level, goal.By, Ordered(goal), goal.Tag));
    }

    static Decision? Check(TargetGoal goal, TargetGoal? known, MaturityModel model, DateOnly today)
    {
        if (goal.OzgIds is { Count: > 0 } == goal.Tag is not null)
            return Decision.Refuse("services-or-tag", "Give either ozgIds or tag, not both and not neither.");
        if (!model.Has(goal.Level))
            return Decision.Refuse("level-outside-model", $"level is {goal.Level}; {model.Id} has the levels 0 to {model.Highest}.");
        if (goal.By <= today && goal.By != known?.By)
            return Decision.Refuse("date-in-past", $"by is {goal.By:yyyy-MM-dd}, today is {today:yyyy-MM-dd}; a target lies ahead.");
        if (goal.By > today.AddYears(CompetenceDecider.YearsAhead))
            return Decision.Refuse("date-too-far", $"by is {goal.By:yyyy-MM-dd}, more than {CompetenceDecider.YearsAhead} years ahead; check the year.");
        return null;
    }

    static Catalogue.OzgId[]? Ordered(TargetGoal goal) =>
        goal.OzgIds is { Count: > 0 } named ? [.. named.Distinct().OrderBy(id => id.Value, StringComparer.Ordinal)] : null;

    static Decision RefuseDropped() => Decision.Refuse("target-dropped", "The target was given up; set another one.");
}
