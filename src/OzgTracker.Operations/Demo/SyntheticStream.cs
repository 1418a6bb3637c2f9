using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Operations.Demo;

/// <summary>One invented stream.</summary>
/// <param name="Cell">What it is of; <see cref="RolloutKey.StreamKey"/> names the stream.</param>
/// <param name="Events">At least one, in the order of the stream.</param>
public readonly record struct SyntheticStream(RolloutKey Cell, IReadOnlyList<IRolloutEvent> Events);
