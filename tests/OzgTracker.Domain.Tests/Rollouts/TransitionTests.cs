using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class TransitionTests
{
    [Test]
    public void A_report_changes_its_day() => Assert.That(OfTheLastOf(Reported(3, May(3))), Is.EqualTo("3 May: 3"));

    [Test]
    public void A_report_of_what_holds_anyway_still_marks_its_day() =>
        Assert.That(OfTheLastOf(Reported(3, May(3)), Reported(3, May(5))), Is.EqualTo("5 May: 3"));

    [Test]
    public void A_confirmation_changes_nothing() =>
        Assert.That(OfTheLastOf(Reported(3, May(3)), new MaturityConfirmed(May(5), null)), Is.Empty);

    [Test]
    public void A_withdrawal_restores_the_value_from_before_on_the_same_day() =>
        Assert.That(OfTheLastOf(Reported(1, May(1)), Reported(3, May(3)), Withdrawn(2)), Is.EqualTo("3 May: 1"));

    [Test]
    public void A_correction_to_an_earlier_day_marks_that_day() =>
        Assert.That(OfTheLastOf(Reported(3, May(5)), Corrected(1, 3, May(3))), Is.EqualTo("3 May: 3"));

    [Test]
    public void A_correction_to_a_later_day_empties_the_earlier_one() =>
        Assert.That(OfTheLastOf(Reported(3, May(3)), Corrected(1, 3, May(5))), Is.EqualTo("3 May: Unreported, 5 May: 3"));

    [Test]
    public void A_lost_competence_changes_every_later_day_that_has_a_value() =>
        Assert.That(
            OfTheLastOf(Reported(1, May(3)), Reported(3, May(9)), NotCompetent(May(5))),
            Is.EqualTo("5 May: NotCompetent, 9 May: NotCompetent"));

    [Test]
    public void The_first_claim_in_a_model_brings_the_competence_that_was_known_before() =>
        Assert.That(
            OfTheLastOf(NotCompetent(May(1)), new CompetenceReclaimed(May(5)), Reported(6, May(9), model: "ozg-2.0")),
            Is.EqualTo("1 May: NotCompetent, 5 May: Unreported, 9 May: 6"));

    [Test]
    public void They_carry_the_version_of_their_event() =>
        Assert.That(Of([Folded(), Folded(Reported(3, May(3)))]).Single().Version, Is.EqualTo(1));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 500)]
    public Property They_tell_every_day_as_it_was_known_after_every_event(RolloutStory story)
    {
        var transitions = Of(story.States).ToArray();
        for (var known = 0; known <= story.Events.Count; known++)
        {
            var events = story.Events[..known];
            foreach (var model in RolloutStory.ModelsIn(events))
                foreach (var day in RolloutStory.Calendar)
                {
                    var expected = new Oracle(events, model).On(day);
                    var told = ReadAsRemarked(transitions, model, day, known);
                    if (told != expected) return false.Label($"{model} on {day:O} known after {known}: expected {expected}, told {told}");
                }
        }

        return true.ToProperty();
    }

    /// <summary>The rule in the remarks of <see cref="Transition"/>, word for word.</summary>
    static Oracle.Value ReadAsRemarked(IEnumerable<Transition> transitions, string model, DateOnly day, long known)
    {
        var candidates = transitions
            .Where(change => change.Model == model && change.Version <= known && change.Step.ValidOn <= day)
            .ToArray();
        if (candidates.Length == 0) return default;
        var latest = candidates.Max(change => change.Step.ValidOn);
        return Oracle.Value.Of(candidates.Last(change => change.Step.ValidOn == latest).Step);
    }

    static string OfTheLastOf(params IRolloutEvent[] events) => string.Join(", ", Of([Folded(events[..^1]), Folded(events)]).Select(Told));

    static string Told(Transition change) =>
        $"{change.Step.ValidOn.Day} May: {change.Step.Level?.ToString(CultureInfo.InvariantCulture) ?? change.Step.Status.ToString()}";

    static IEnumerable<Transition> Of(IReadOnlyList<Rollout> states) =>
        states.Zip(states.Skip(1), Transition.Between).SelectMany(changes => changes);
}
