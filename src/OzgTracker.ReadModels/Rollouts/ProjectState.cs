using OzgTracker.Domain.Rollouts;

namespace OzgTracker.ReadModels;

/// <summary>What is planned and adopted in a cell, as it is now.</summary>
/// <param name="Plan">The last plan in the model that the level has not reached yet.</param>
/// <param name="Efa">The last step with an EfA service.</param>
/// <param name="Milestone">The last milestone.</param>
public readonly record struct ProjectState(RolloutPlanned? Plan, EfaServiceAdopted? Efa, Milestone? Milestone)
{
    /// <summary>Reads a folded stream.</summary>
    public static ProjectState Of(Rollout rollout, string model)
    {
        var plan = rollout.Plans.LastOrDefault(known => known.Model == model);
        var isReached = plan is not null && new Timeline(rollout, model).On(DateOnly.MaxValue).Level >= plan.TargetLevel;
        return new(isReached ? null : plan, rollout.Adoptions.LastOrDefault(), rollout.Milestones.LastOrDefault());
    }
}
