using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Tests.Rollouts;

/// <summary>A specification of one cell in one municipality, judged by <paramref name="facts"/>.</summary>
public abstract class RolloutSpecification(RolloutFacts facts)
    : Specification<Rollout, IRolloutEvent, IRolloutCommand>(
        Rollout.Initial, Rollout.Evolve, (state, command) => RolloutDecider.Decide(state, command, facts))
{
    protected RolloutSpecification()
        : this(Examples.Facts)
    {
    }
}
