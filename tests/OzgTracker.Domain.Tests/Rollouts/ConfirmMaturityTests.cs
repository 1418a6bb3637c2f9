using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class ConfirmMaturityTests : RolloutSpecification
{
    [Test]
    public void What_was_reported_is_confirmed() =>
        Given(Reported(3, May(3)))
            .When(new ConfirmMaturity(May(10), "unchanged"))
            .Then(new MaturityConfirmed(May(10), "unchanged"));

    [Test]
    public void A_unit_that_reported_nothing_has_nothing_to_confirm() =>
        Given()
            .When(new ConfirmMaturity(May(10), null))
            .ThenRefused("nothing-reported");

    [Test]
    public void A_report_from_a_later_day_cannot_be_confirmed_before_it() =>
        Given(Reported(3, May(11)))
            .When(new ConfirmMaturity(May(10), null))
            .ThenRefused("nothing-reported");

    [Test]
    public void A_withdrawn_report_cannot_be_confirmed() =>
        Given(Reported(3, May(3)), Withdrawn(1))
            .When(new ConfirmMaturity(May(10), null))
            .ThenRefused("nothing-reported");

    [Test]
    public void Confirming_twice_is_nothing_new() =>
        Given(Reported(3, May(3)), new MaturityConfirmed(May(10), null))
            .When(new ConfirmMaturity(May(10), null))
            .ThenNothing();

    [Test]
    public void Confirming_an_earlier_day_is_nothing_new() =>
        Given(Reported(3, May(3)), new MaturityConfirmed(May(10), null))
            .When(new ConfirmMaturity(May(9), null))
            .ThenNothing();

    [Test]
    public void A_new_report_can_be_confirmed_for_a_day_that_was_confirmed_before() =>
        Given(Reported(3, May(3)), new MaturityConfirmed(May(10), null), Reported(2, May(8)))
            .When(new ConfirmMaturity(May(10), null))
            .Then(new MaturityConfirmed(May(10), null));

    [Test]
    public void Confirming_a_later_day_is_news() =>
        Given(Reported(3, May(3)), new MaturityConfirmed(May(10), null))
            .When(new ConfirmMaturity(May(11), null))
            .Then(new MaturityConfirmed(May(11), null));

    [Test]
    public void A_unit_that_is_not_competent_on_the_day_is_refused() =>
        Given(Reported(3, May(3)), NotCompetent(May(5)))
            .When(new ConfirmMaturity(May(10), null))
            .ThenRefused("not-competent");

    [Test]
    public void Tomorrow_is_refused() =>
        Given(Reported(3, May(3)))
            .When(new ConfirmMaturity(May(21), null))
            .ThenRefused("date-in-future");

    [Test]
    public void A_day_before_1990_is_refused() =>
        Given(Reported(3, May(3)))
            .When(new ConfirmMaturity(new DateOnly(1989, 12, 31), null))
            .ThenRefused("date-too-early");
}
