using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class DeclareNotCompetentTests : RolloutSpecification
{
    [Test]
    public void A_unit_declares_that_it_does_not_execute_the_service() =>
        Given(Reported(3, May(3)))
            .When(new DeclareNotCompetent("the Kreis does it", May(5)))
            .Then(new NotCompetentDeclared("the Kreis does it", May(5)));

    [Test]
    public void Declaring_again_is_nothing_new() =>
        Given(NotCompetent(May(5)))
            .When(new DeclareNotCompetent("the Kreis does it", May(5)))
            .ThenNothing();

    [Test]
    public void Declaring_for_a_later_day_is_nothing_new() =>
        Given(NotCompetent(May(5)))
            .When(new DeclareNotCompetent("the Kreis does it", May(6)))
            .ThenNothing();

    [Test]
    public void Declaring_for_an_earlier_day_is_news() =>
        Given(NotCompetent(May(5)))
            .When(new DeclareNotCompetent("the Kreis does it", May(4)))
            .Then(NotCompetent(May(4)));

    [Test]
    public void Another_reason_is_news() =>
        Given(NotCompetent(May(5)))
            .When(new DeclareNotCompetent("nobody does it", May(5)))
            .Then(NotCompetent(May(5), "nobody does it"));

    [Test]
    public void Declaring_again_after_the_competence_was_reclaimed_is_news() =>
        Given(NotCompetent(May(5)), new CompetenceReclaimed(May(7)))
            .When(new DeclareNotCompetent("the Kreis does it", May(9)))
            .Then(NotCompetent(May(9)));

    [Test]
    public void Tomorrow_is_refused() =>
        Given()
            .When(new DeclareNotCompetent("the Kreis does it", May(21)))
            .ThenRefused("date-in-future");

    [Test]
    public void A_day_before_1990_is_refused() =>
        Given()
            .When(new DeclareNotCompetent("the Kreis does it", new DateOnly(1989, 12, 31)))
            .ThenRefused("date-too-early");
}
