using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class ProjectTests : RolloutSpecification
{
    [Test]
    public void A_plan_is_for_a_higher_level_of_the_model_in_the_years_to_come()
    {
        Given(Reported(1, May(1))).When(new PlanRollout(3, May(25))).Then(new RolloutPlanned("ozg-1.1", 3, May(25)));
        Given(new RolloutPlanned("ozg-1.1", 3, May(25))).When(new PlanRollout(3, May(25))).ThenNothing();
        Given(Reported(3, May(1))).When(new PlanRollout(3, May(25))).ThenRefused("already-reached");
        Given().When(new PlanRollout(5, May(25))).ThenRefused("level-outside-model");
        Given().When(new PlanRollout(3, May(19))).ThenRefused("date-in-past");
        Given().When(new PlanRollout(3, new DateOnly(2050, 1, 1))).ThenRefused("date-too-late");
        Given(NotCompetent(May(1))).When(new PlanRollout(3, May(25))).ThenRefused("not-competent");
    }

    [Test]
    public void Milestones_come_in_their_order()
    {
        Given(new PilotStarted(May(1))).When(new ReachMilestone(MilestoneKind.WentLive, May(5))).Then(new ServiceWentLive(May(5)));
        Given(new ServiceWentLive(May(5))).When(new ReachMilestone(MilestoneKind.WentLive, May(5))).ThenNothing();
        Given(new ServiceWentLive(May(5))).When(new ReachMilestone(MilestoneKind.Suspended, May(4))).ThenRefused("milestone-out-of-order");
        Given(new ServiceWentLive(May(5))).When(new ReachMilestone(MilestoneKind.PilotStarted, May(6))).ThenRefused("already-live");
        Given(new PilotStarted(May(1))).When(new ReachMilestone(MilestoneKind.Suspended, May(6))).ThenRefused("not-live");
        Given().When(new ReachMilestone(MilestoneKind.WentLive, May(21))).ThenRefused("date-in-future");
    }

    [Test]
    public void A_connection_goes_forward()
    {
        var contracted = new EfaServiceAdopted("wohngeld", EfaStage.Contracted, May(1));
        Given(contracted).When(new AdoptEfaService("wohngeld", EfaStage.Live, May(5))).Then(new EfaServiceAdopted("wohngeld", EfaStage.Live, May(5)));
        Given(contracted).When(new AdoptEfaService("wohngeld", EfaStage.Contracted, May(5))).ThenNothing();
        Given(contracted).When(new AdoptEfaService("wohngeld", EfaStage.Interested, May(5))).ThenRefused("efa-stage-backwards");
        Given(contracted).When(new AdoptEfaService("elterngeld", EfaStage.Interested, May(5))).Then(new EfaServiceAdopted("elterngeld", EfaStage.Interested, May(5)));
        Given(contracted, new EfaServiceAdopted("wohngeld", EfaStage.Retired, May(3)))
            .When(new AdoptEfaService("wohngeld", EfaStage.Interested, May(5)))
            .Then(new EfaServiceAdopted("wohngeld", EfaStage.Interested, May(5)));
    }
}

public sealed class DissolvedUnitTests() : RolloutSpecification(Facts with { End = new UnitEnd(May(10), ["16061119"]) })
{
    [Test]
    public void A_dissolved_unit_says_nothing_new_and_names_its_successors()
    {
        Given(Reported(3, May(1))).When(Report(4, May(5))).ThenRefused("unit-dissolved");
        Given(Reported(3, May(1))).When(new ConfirmMaturity(May(9), null)).ThenRefused("unit-dissolved");
        Given(Reported(3, May(1))).When(new PlanRollout(4, May(25))).ThenRefused("unit-dissolved");

        var refusal = RolloutDecider.Decide(Rollout.Initial, Report(4, May(5)), Facts with { End = new UnitEnd(May(10), ["16061119"]) }).Refusal!;
        Assert.That(refusal.Why, Does.Contain("16061119"));
    }

    [Test]
    public void What_it_said_may_still_be_put_right() => Given(Reported(3, May(1))).When(Correct(1, 2, May(1))).Then(Corrected(1, 2, May(1)));

    [Test]
    public void A_unit_that_ends_tomorrow_still_reports()
    {
        var facts = Facts with { End = new UnitEnd(May(21), []), Kind = UnitKind.Gemeinde };

        Assert.That(RolloutDecider.Decide(Rollout.Initial, Report(4, May(5)), facts).Refusal, Is.Null);
    }
}
