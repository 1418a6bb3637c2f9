using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class ReclaimCompetenceTests : RolloutSpecification
{
    [Test]
    public void A_unit_reclaims_its_competence() =>
        Given(NotCompetent(May(5)))
            .When(new ReclaimCompetence(May(7)))
            .Then(new CompetenceReclaimed(May(7)));

    [Test]
    public void A_declaration_is_undone_from_its_first_day() =>
        Given(NotCompetent(May(5)))
            .When(new ReclaimCompetence(May(5)))
            .Then(new CompetenceReclaimed(May(5)));

    [Test]
    public void A_unit_that_is_competent_has_nothing_to_reclaim() =>
        Given()
            .When(new ReclaimCompetence(May(7)))
            .ThenNothing();

    [Test]
    public void A_unit_that_is_competent_on_the_day_has_nothing_to_reclaim() =>
        Given(NotCompetent(May(5)))
            .When(new ReclaimCompetence(May(4)))
            .ThenNothing();

    [Test]
    public void Reclaiming_twice_is_nothing_new() =>
        Given(NotCompetent(May(5)), new CompetenceReclaimed(May(7)))
            .When(new ReclaimCompetence(May(7)))
            .ThenNothing();

    [Test]
    public void Tomorrow_is_refused() =>
        Given(NotCompetent(May(5)))
            .When(new ReclaimCompetence(May(21)))
            .ThenRefused("date-in-future");

    [Test]
    public void What_was_reported_before_holds_again() =>
        Assert.That(StatusAfter(Reported(3, May(3)), NotCompetent(May(5)), new CompetenceReclaimed(May(7))).Level, Is.EqualTo(3));

    [Test]
    public void Nothing_is_known_when_nothing_was_reported_before() =>
        Assert.That(StatusAfter(NotCompetent(May(5)), new CompetenceReclaimed(May(7))).Status, Is.EqualTo(CellStatus.Unreported));

    static TimelineStep StatusAfter(params IRolloutEvent[] events) => new Timeline(Folded(events), "ozg-1.1").On(May(20));
}
