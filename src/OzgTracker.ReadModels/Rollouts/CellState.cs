using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.ReadModels;

/// <summary>One cell in one maturity model on a day, folded from its stream.</summary>
/// <param name="Model">The maturity model.</param>
/// <param name="Step">The value on that day.</param>
/// <param name="Since">First day of the unbroken run at this level.</param>
/// <param name="Claim">The report or correction that decides; null when the unit is not competent or nothing was said.</param>
/// <param name="Detail">Levels of single LeiKa services that were named.</param>
/// <param name="Project">What is planned and adopted, as the known events tell.</param>
/// <param name="LastReportedAt">When the log last heard a report, correction or confirmation.</param>
/// <param name="Version">Of the stream.</param>
/// <param name="Position">Of the stream's last event; 0 when there is none.</param>
/// <param name="ChangedAt">When the log learnt that last event.</param>
public sealed record CellState(
    string Model,
    TimelineStep Step,
    DateOnly? Since,
    IMaturityClaim? Claim,
    IReadOnlyDictionary<LeikaId, int> Detail,
    ProjectState Project,
    DateTimeOffset? LastReportedAt,
    long Version,
    long Position,
    DateTimeOffset? ChangedAt)
{
    Timeline? timeline;
    DateOnly day;

    /// <summary>The level by a policy; null when the policy cannot tell or nothing is reported.</summary>
    /// <param name="leikaCount">LeiKa services of the OZG service.</param>
    public int? LevelBy(LeikaPolicy policy, int leikaCount) => Step.LevelBy(policy, leikaCount);

    /// <summary>First day of the unbroken run at the level by a policy.</summary>
    /// <param name="leikaCount">LeiKa services of the OZG service.</param>
    public DateOnly? SinceBy(LeikaPolicy policy, int leikaCount) => timeline?.Since(day, policy, leikaCount);

    /// <summary>Reads a folded stream on a day.</summary>
    /// <param name="rollout">The fold of <paramref name="events"/>.</param>
    /// <param name="events">All events that are to be known, oldest first.</param>
    /// <param name="model">The maturity model.</param>
    /// <param name="day">The day asked for; <see cref="DateOnly.MaxValue"/> for the latest value.</param>
    public static CellState Of(Rollout rollout, IReadOnlyList<IEvent> events, string model, DateOnly day) => Of(rollout, events, model, day, []);

    static CellState Of(Rollout rollout, IReadOnlyList<IEvent> events, string model, DateOnly day, IReadOnlyList<AppendedEvent> appended)
    {
        var timeline = new Timeline(rollout, model);
        var last = events.Count == 0 ? null : events[^1];
        return new CellState(
            model,
            timeline.On(day),
            timeline.Since(day),
            timeline.ClaimOn(day),
            timeline.DetailOn(day),
            ProjectState.Of(rollout, model),
            Heard(rollout.LastHeard),
            rollout.Version,
            last?.Sequence ?? 0,
            last?.Timestamp)
        {
            timeline = timeline,
            day = day,
        };

        DateTimeOffset? Heard(long version) => version == 0 ? null
            : version <= events.Count ? events[(int)version - 1].Timestamp
            : appended[(int)version - events.Count - 1].Timestamp;
    }

    /// <summary>The latest value after a command: what was read and what was recorded on top of it.</summary>
    /// <param name="stream">Read for writing and saved.</param>
    /// <param name="rollout">What the stream folds to with what was recorded.</param>
    /// <param name="model">The maturity model.</param>
    public static CellState After(IEventStream<Rollout> stream, Rollout rollout, string model)
    {
        var read = Of(rollout, stream.Events, model, DateOnly.MaxValue, stream.Appended);
        return stream.Appended.Count == 0 ? read : read with { Position = stream.Appended[^1].Sequence, ChangedAt = stream.Appended[^1].Timestamp };
    }
}
