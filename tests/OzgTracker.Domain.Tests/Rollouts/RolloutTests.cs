using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class RolloutTests
{
    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public bool What_was_decided_step_by_step_reads_back_from_the_log(RolloutStory story) =>
        Told(Folded([.. story.Events.Select(Stored.Reread)])) == Told(story.Last);

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public bool A_command_repeated_right_away_records_nothing(RolloutStory story, Step step)
    {
        var decision = RolloutStory.Decide(story.Last, step);
        var after = decision.Events.Cast<IRolloutEvent>().Aggregate(story.Last, Rollout.Evolve);

        return RolloutStory.Decide(after, step).Events.Count == 0;
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public bool A_command_that_was_accepted_is_not_refused_when_it_is_repeated_right_away(RolloutStory story, Step step)
    {
        var decision = RolloutStory.Decide(story.Last, step);
        var after = decision.Events.Cast<IRolloutEvent>().Aggregate(story.Last, Rollout.Evolve);

        return decision.Refusal is not null || RolloutStory.Decide(after, step).Refusal is null;
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public bool A_refusal_records_nothing(RolloutStory story) =>
        story.Decisions.All(decision => decision.Refusal is null || decision.Events.Count == 0);

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public bool Deciding_leaves_the_state_as_it_was(RolloutStory story, Step step)
    {
        var before = Told(story.Last);
        _ = RolloutStory.Decide(story.Last, step);

        return Told(story.Last) == before;
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public bool The_version_is_the_number_of_events(RolloutStory story) => story.Last.Version == story.Events.Count;

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 500)]
    public bool A_report_repeated_later_that_is_nothing_new_would_change_no_level(RolloutStory story) =>
        story.Steps
            .Where(step => step.Command is ReportMaturity && RolloutStory.Decide(story.Last, step) is { Refusal: null, Events.Count: 0 })
            .All(step => Levels([.. story.Events, Recorded(step)], step.Model.Id).SequenceEqual(Levels(story.Events, step.Model.Id)));

    [Test]
    public void A_confirmation_is_kept() =>
        Assert.That(
            Folded(Reported(3, May(1)), new MaturityConfirmed(May(9), null)).ConfirmedOn,
            Is.EqualTo(May(9)));

    [Test]
    public void The_unit_was_last_heard_when_it_last_spoke_of_the_level() =>
        Assert.That(
            Folded(Reported(3, May(1)), new MaturityConfirmed(May(9), null), Withdrawn(1)).LastHeard,
            Is.EqualTo(2));

    static IRolloutEvent Recorded(Step step) => RolloutStory.Decide(Rollout.Initial, step).Events.Cast<IRolloutEvent>().Single();

    static IEnumerable<(CellStatus Status, int? Level)> Levels(IReadOnlyList<IRolloutEvent> events, string model) =>
        RolloutStory.Calendar.Select(new Oracle(events, model).On).Select(value => (value.Status, value.Level));

    static string Told(Rollout state) => string.Join('\n',
    [
        $"{state.Version} {state.ConfirmedOn:O} {state.LastHeard}",
        .. state.Claims.Select(claim =>
            $"{claim.Version} {claim.Corrects} {claim.CorrectedBy} {claim.IsWithdrawn} {Stored.Json(claim.Content)}"),
        .. state.Competence.Select(change => change.ToString()),
    ]);
}
