using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class WithdrawMaturityTests : RolloutSpecification
{
    [Test]
    public void A_report_is_taken_back() =>
        Given(Reported(3, May(3)))
            .When(new WithdrawMaturity(1, "reported by mistake"))
            .Then(new MaturityWithdrawn(1, "reported by mistake"));

    [Test]
    public void A_correction_is_taken_back() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)))
            .When(new WithdrawMaturity(2, "it was right before"))
            .Then(new MaturityWithdrawn(2, "it was right before"));

    [Test]
    public void Taking_back_twice_is_nothing_new() =>
        Given(Reported(3, May(3)), Withdrawn(1))
            .When(new WithdrawMaturity(1, "reported by mistake"))
            .ThenNothing();

    [Test]
    public void A_corrected_report_cannot_be_taken_back_before_its_correction() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)))
            .When(new WithdrawMaturity(1, "reported by mistake"))
            .ThenRefused("already-corrected");

    [Test]
    public void A_report_can_be_taken_back_after_its_correction() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)), Withdrawn(2))
            .When(new WithdrawMaturity(1, "reported by mistake"))
            .Then(new MaturityWithdrawn(1, "reported by mistake"));

    [TestCase(0)]
    [TestCase(2)]
    public void An_event_that_does_not_exist_cannot_be_taken_back(long version) =>
        Given(Reported(3, May(3)))
            .When(new WithdrawMaturity(version, "reported by mistake"))
            .ThenRefused("no-such-report");

    [Test]
    public void An_event_that_is_no_report_cannot_be_taken_back() =>
        Given(NotCompetent(May(3)))
            .When(new WithdrawMaturity(1, "reported by mistake"))
            .ThenRefused("no-such-report");

    [Test]
    public void What_was_before_a_withdrawn_report_holds_again() =>
        Assert.That(LevelAfter(Reported(1, May(1)), Reported(3, May(3)), Withdrawn(2)), Is.EqualTo(1));

    [Test]
    public void What_was_before_a_withdrawn_correction_holds_again() =>
        Assert.That(LevelAfter(Reported(3, May(3)), Corrected(1, 2, May(3)), Withdrawn(2)), Is.EqualTo(3));

    [Test]
    public void What_was_before_a_withdrawn_correction_of_a_correction_holds_again() =>
        Assert.That(LevelAfter(Reported(3, May(3)), Corrected(1, 2, May(3)), Corrected(2, 1, May(3)), Withdrawn(3)), Is.EqualTo(2));

    [Test]
    public void Nothing_is_known_after_the_only_report_was_withdrawn() =>
        Assert.That(LevelAfter(Reported(3, May(3)), Withdrawn(1)), Is.Null);

    static int? LevelAfter(params IRolloutEvent[] events) => new Timeline(Folded(events), "ozg-1.1").On(May(20)).Level;
}
