namespace OzgTracker.Domain.Rollouts;

/// <summary>Plans, milestones and steps with EfA services: the project behind a level.</summary>
static class ProjectRules
{
    /// <summary>A plan further ahead is no plan.</summary>
    const int LongestPlanYears = 20;

    public static Decision Plan(Rollout state, PlanRollout command, RolloutFacts facts)
    {
        if (!facts.Model.Has(command.TargetLevel)) return ClaimRules.OutsideModel("targetLevel", command.TargetLevel, facts.Model);
        if (command.PlannedFor < facts.Today)
            return Decision.Refuse("date-in-past", $"plannedFor is {command.PlannedFor:yyyy-MM-dd}, today is {facts.Today:yyyy-MM-dd}; what is there already is reported, not planned.");
        if (command.PlannedFor > facts.Today.AddYears(LongestPlanYears))
            return Decision.Refuse("date-too-late", $"plannedFor is {command.PlannedFor:yyyy-MM-dd}, more than {LongestPlanYears} years ahead; check the year.");
        if (RolloutDecider.IsNotCompetent(state, facts.Today)) return RolloutDecider.RefuseNotCompetent();
        if (new Timeline(state, facts.Model.Id).On(facts.Today).Level >= command.TargetLevel)
            return Decision.Refuse("already-reached", $"Level {command.TargetLevel} is reported already; plan a higher one.");

        var planned = new RolloutPlanned(facts.Model.Id, command.TargetLevel, command.PlannedFor);
        return state.Plans.LastOrDefault(plan => plan.Model == facts.Model.Id) == planned ? Decision.Nothing : Decision.Record(planned);
    }

    public static Decision Reach(Rollout state, ReachMilestone command, RolloutFacts facts)
    {
        if (ClaimRules.CheckDay(command.On, "on", facts) is { } refusal) return refusal;
        var last = state.Milestones.LastOrDefault();
        if (last == new Milestone(command.Kind, command.On)) return Decision.Nothing;
        if (last is not null && command.On < last.On)
            return Decision.Refuse("milestone-out-of-order", $"The last milestone is of {last.On:yyyy-MM-dd}; milestones are recorded in their order.");

        return (command.Kind, last?.Kind) switch
        {
            (MilestoneKind.Suspended, not MilestoneKind.WentLive) => Decision.Refuse("not-live", "Only a service that went live can be suspended; record wentLive first."),
            (MilestoneKind.PilotStarted, MilestoneKind.WentLive) => Decision.Refuse("already-live", "The service is live; a pilot comes before that, or after a suspension."),
            (MilestoneKind.WentLive, MilestoneKind.WentLive) => Decision.Refuse("already-live", $"The service went live on {last!.On:yyyy-MM-dd}; suspend it first."),
            (MilestoneKind.PilotStarted, _) => Decision.Record(new PilotStarted(command.On)),
            (MilestoneKind.WentLive, _) => Decision.Record(new ServiceWentLive(command.On)),
            _ => Decision.Record(new ServiceSuspended(command.On)),
        };
    }

    public static Decision Adopt(Rollout state, AdoptEfaService command, RolloutFacts facts)
    {
        if (ClaimRules.CheckDay(command.On, "on", facts) is { } refusal) return refusal;
        var last = state.Adoptions.LastOrDefault(adoption => adoption.OfferId == command.OfferId);
        if (last?.Stage == command.Stage) return Decision.Nothing;
        if (last is not null && command.On < last.On)
            return Decision.Refuse("milestone-out-of-order", $"The last step with this offer is of {last.On:yyyy-MM-dd}; steps are recorded in their order.");
        if (last is { Stage: not EfaStage.Retired } && command.Stage < last.Stage)
            return Decision.Refuse("efa-stage-backwards", $"The connection is {last.Stage} already; retire it before it begins anew.");

        return Decision.Record(new EfaServiceAdopted(command.OfferId, command.Stage, command.On));
    }
}
