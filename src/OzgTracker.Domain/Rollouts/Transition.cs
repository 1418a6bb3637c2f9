namespace OzgTracker.Domain.Rollouts;

/// <summary>What an event changed in the history of a cell: from <c>validOn</c> on, until the next day that has a step, the value is this.</summary>
/// <param name="Version">Version of the event in the stream.</param>
/// <param name="Model">The maturity model.</param>
/// <param name="Step">The new value and its first day.</param>
/// <remarks>
/// Transitions are only ever added. The value on day D as known after event N: among the transitions of events up to N, those with the latest
/// <c>validOn</c> not after D, of these the last. A correction or withdrawal of an old report therefore adds a transition for each day that it changes.
/// </remarks>
public readonly record struct Transition(long Version, string Model, TimelineStep Step)
{
    /// <summary>What the last event of <paramref name="after"/> changed.</summary>
    /// <param name="before">The state before that event.</param>
    /// <param name="after">The state after it.</param>
    public static IEnumerable<Transition> Between(Rollout before, Rollout after)
    {
        foreach (var model in Timeline.ModelsOf(after))
        {
            // Competence is a step in every model, but it was told only in those that had been spoken of.
            var old = new Timeline(Timeline.ModelsOf(before).Contains(model) ? before : Rollout.Initial, model);
            // Days are never forgotten, so the steps of the newer timeline include those of the older one.
            foreach (var step in new Timeline(after, model).Steps)
                if (!old.HasStepOn(step.ValidOn) || !old.On(step.ValidOn).SameValue(step))
                    yield return new(after.Version, model, step);
        }
    }
}
