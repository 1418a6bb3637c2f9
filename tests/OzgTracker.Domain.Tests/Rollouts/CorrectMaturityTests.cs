using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class CorrectMaturityTests : RolloutSpecification
{
    [Test]
    public void A_correction_names_the_event_that_it_corrects() =>
        Given(Reported(1, May(1)), Reported(3, May(3)))
            .When(Correct(2, 2, May(4), Portal))
            .Then(Corrected(2, 2, May(4), Portal));

    [Test]
    public void A_correction_can_be_corrected() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)))
            .When(Correct(2, 1, May(3)))
            .Then(Corrected(2, 1, May(3)));

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(-1)]
    public void An_event_that_does_not_exist_cannot_be_corrected(long version) =>
        Given(Reported(3, May(3)))
            .When(Correct(version, 2, May(3)))
            .ThenRefused("no-such-report");

    [Test]
    public void An_event_that_is_no_report_cannot_be_corrected() =>
        Given(Reported(3, May(3)), NotCompetent(May(5)))
            .When(Correct(2, 2, May(3)))
            .ThenRefused("no-such-report");

    [Test]
    public void A_corrected_report_cannot_be_corrected_otherwise() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)))
            .When(Correct(1, 1, May(3)))
            .ThenRefused("already-corrected");

    [Test]
    public void The_same_correction_again_is_nothing_new() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)))
            .When(Correct(1, 2, May(3)))
            .ThenNothing();

    [Test]
    public void The_same_correction_again_is_nothing_new_even_after_it_was_corrected() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)), Corrected(2, 1, May(3)))
            .When(Correct(1, 2, May(3)))
            .ThenNothing();

    [Test]
    public void A_correction_that_says_what_the_report_said_is_nothing_new() =>
        Given(Reported(3, May(3), Portal))
            .When(Correct(1, 3, May(3), Portal))
            .ThenNothing();

    [Test]
    public void A_withdrawn_report_cannot_be_corrected() =>
        Given(Reported(3, May(3)), Withdrawn(1))
            .When(Correct(1, 2, May(3)))
            .ThenRefused("already-withdrawn");

    [Test]
    public void A_withdrawn_correction_cannot_be_corrected() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)), Withdrawn(2))
            .When(Correct(2, 1, May(3)))
            .ThenRefused("already-withdrawn");

    [Test]
    public void A_report_whose_correction_was_withdrawn_can_be_corrected_anew() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)), Withdrawn(2))
            .When(Correct(1, 1, May(3)))
            .Then(Corrected(1, 1, May(3)));

    [Test]
    public void A_correction_is_held_to_the_rules_of_a_report() =>
        Given(Reported(3, May(3)))
            .When(Correct(1, 5, May(3)))
            .ThenRefused("level-outside-model");
}
