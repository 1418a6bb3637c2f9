using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class ReportMaturityTests : RolloutSpecification
{
    [Test]
    public void The_very_report_that_was_corrected_does_not_come_back_by_a_retry() =>
        Given(Reported(3, May(3)), Corrected(1, 2, May(3)))
            .When(Report(3, May(3)))
            .ThenRefused("already-corrected");

    [Test]
    public void A_level_is_reported() =>
        Given()
            .When(Report(3, May(3), Portal, note: "with eID"))
            .Then(Reported(3, May(3), Portal, note: "with eID"));

    [Test]
    public void The_same_report_again_is_nothing_new() =>
        Given(Reported(3, May(3), Portal))
            .When(Report(3, May(3), Portal))
            .ThenNothing();

    [Test]
    public void The_same_report_said_at_another_moment_is_nothing_new() =>
        Given(Reported(3, May(3), reportedAt: Now.AddDays(-2)))
            .When(Report(3, May(3), reportedAt: Now.AddDays(-1)))
            .ThenNothing();

    [Test]
    public void The_same_criteria_in_another_order_are_nothing_new() =>
        Given(Reported(1, May(3), criteria: Criteria(("nachweise", 1), ("bezahlung", 4))))
            .When(Report(null, May(3), criteria: Criteria(("bezahlung", 4), ("nachweise", 1))))
            .ThenNothing();

    [Test]
    public void The_same_level_with_evidence_is_news() =>
        Given(Reported(3, May(3)))
            .When(Report(3, May(3), Portal))
            .Then(Reported(3, May(3), Portal));

    [Test]
    public void The_same_level_since_another_day_is_news() =>
        Given(Reported(3, May(3)))
            .When(Report(3, May(4)))
            .Then(Reported(3, May(4)));

    [Test]
    public void A_report_repeated_after_another_one_for_the_same_day_is_news() =>
        Given(Reported(3, May(3)), Reported(2, May(3)))
            .When(Report(3, May(3)))
            .Then(Reported(3, May(3)));

    [Test]
    public void A_report_repeated_after_it_was_withdrawn_is_news() =>
        Given(Reported(3, May(3)), Withdrawn(1))
            .When(Report(3, May(3)))
            .Then(Reported(3, May(3)));

    [Test]
    public void A_report_repeated_after_the_whole_service_overruled_it_is_news() =>
        Given(Reported(4, May(3), leika: [Registration]), Reported(2, May(3)))
            .When(Report(4, May(3), leika: [Registration]))
            .Then(Reported(4, May(3), leika: [Registration]));

    [Test]
    public void A_report_on_the_whole_service_repeated_after_a_detail_is_news() =>
        Given(Reported(2, May(3)), Reported(4, May(3), leika: [Registration]))
            .When(Report(2, May(3)))
            .Then(Reported(2, May(3)));

    [Test]
    public void A_report_repeated_after_a_wider_one_is_news() =>
        Given(Reported(2, May(3), leika: [Registration]), Reported(3, May(3), leika: [Registration, Deregistration]))
            .When(Report(2, May(3), leika: [Registration]))
            .Then(Reported(2, May(3), leika: [Registration]));

    [Test]
    public void A_report_repeated_after_one_on_another_detail_is_nothing_new() =>
        Given(Reported(2, May(3), leika: [Registration]), Reported(3, May(3), leika: [Deregistration]))
            .When(Report(2, May(3), leika: [Registration]))
            .ThenNothing();

    [Test]
    public void A_report_repeated_after_a_wider_one_that_agrees_is_nothing_new() =>
        Given(Reported(3, May(3), leika: [Registration]), Reported(3, May(3)))
            .When(Report(3, May(3), leika: [Registration]))
            .ThenNothing();

    [Test]
    public void An_earlier_day_is_recorded_as_history() =>
        Given(Reported(3, May(3)))
            .When(Report(2, May(1)))
            .Then(Reported(2, May(1)));

    [TestCase(5)]
    [TestCase(-1)]
    public void A_level_outside_the_model_is_refused(int level) =>
        Given()
            .When(Report(level, May(3)))
            .ThenRefused("level-outside-model");

    [TestCase(0)]
    [TestCase(4)]
    public void The_first_and_the_last_level_of_the_model_are_reported(int level) =>
        Given()
            .When(Report(level, May(3)))
            .Then(Reported(level, May(3)));

    [Test]
    public void A_level_together_with_criteria_is_refused() =>
        Given()
            .When(Report(3, May(3), criteria: Criteria(("nachweise", 3))))
            .ThenRefused("level-or-criteria");

    [Test]
    public void Neither_a_level_nor_criteria_is_refused() =>
        Given()
            .When(Report(null, May(3)))
            .ThenRefused("level-or-criteria");

    [Test]
    public void Empty_criteria_without_a_level_are_refused() =>
        Given()
            .When(Report(null, May(3), criteria: []))
            .ThenRefused("level-or-criteria");

    [Test]
    public void Empty_criteria_beside_a_level_are_left_out() =>
        Given()
            .When(Report(3, May(3), criteria: []))
            .Then(Reported(3, May(3)));

    [Test]
    public void The_lowest_criterion_decides() =>
        Given()
            .When(Report(null, May(3), criteria: Criteria(("bezahlung", 4), ("nachweise", 1), ("rueckkanal", 3))))
            .Then(Reported(1, May(3), criteria: Criteria(("bezahlung", 4), ("nachweise", 1), ("rueckkanal", 3))));

    [Test]
    public void Criteria_are_stored_in_the_order_of_their_names() =>
        Given()
            .When(Report(null, May(3), criteria: Criteria(("nachweise", 2), ("bezahlung", 3))))
            .Then(Reported(2, May(3), criteria: Criteria(("bezahlung", 3), ("nachweise", 2))));

    [TestCase("schnelligkeit")]
    [TestCase("Nachweise")]
    public void A_criterion_that_the_model_does_not_have_is_refused(string criterion) =>
        Given()
            .When(Report(null, May(3), criteria: Criteria((criterion, 3))))
            .ThenRefused("unknown-criterion");

    [TestCase(5)]
    [TestCase(-1)]
    public void A_level_of_a_criterion_outside_the_model_is_refused(int level) =>
        Given()
            .When(Report(null, May(3), criteria: Criteria(("bezahlung", 4), ("nachweise", level))))
            .ThenRefused("level-outside-model");

    [Test]
    public void Today_is_not_the_future() =>
        Given()
            .When(Report(3, May(20)))
            .Then(Reported(3, May(20)));

    [Test]
    public void Tomorrow_is_refused() =>
        Given()
            .When(Report(3, May(21)))
            .ThenRefused("date-in-future");

    [Test]
    public void The_first_day_of_1990_is_early_enough() =>
        Given()
            .When(Report(3, new DateOnly(1990, 1, 1)))
            .Then(Reported(3, new DateOnly(1990, 1, 1)));

    [Test]
    public void A_day_before_1990_is_refused() =>
        Given()
            .When(Report(3, new DateOnly(1989, 12, 31)))
            .ThenRefused("date-too-early");

    [Test]
    public void A_clock_that_is_five_minutes_ahead_is_forgiven() =>
        Given()
            .When(Report(3, May(3), reportedAt: Now.AddMinutes(5)))
            .Then(Reported(3, May(3), reportedAt: Now.AddMinutes(5)));

    [Test]
    public void A_report_said_later_than_that_is_refused() =>
        Given()
            .When(Report(3, May(3), reportedAt: Now.AddMinutes(6)))
            .ThenRefused("date-in-future");

    [TestCase("https://service.bonn.de/ummeldung?id=1#top")]
    [TestCase("http://bonn.de")]
    [TestCase("https://münchen.example/anträge")]
    public void Evidence_at_a_public_address_is_recorded(string address) =>
        Given()
            .When(Report(3, May(3), address))
            .Then(Reported(3, May(3), address));

    [TestCase("")]
    [TestCase("javascript:alert(1)")]
    [TestCase("/ummeldung")]
    [TestCase("service.bonn.de")]
    [TestCase("//service.bonn.de/")]
    [TestCase("https://")]
    [TestCase("ftp://service.bonn.de/")]
    [TestCase("file:///etc/hosts")]
    [TestCase("mailto:stadt@bonn.de")]
    [TestCase("https://user:password@bonn.de/")]
    [TestCase("https://user@bonn.de/")]
    [TestCase(" https://service.bonn.de/")]
    [TestCase("https://service.bonn.de/ ")]
    [TestCase("https://service.bonn.de/\n")]
    [TestCase("https://service.bonn.de/um meldung")]
    [TestCase("https://service.bonn.de/\u0000")]
    public void Evidence_that_is_no_public_address_is_refused(string address) =>
        Given()
            .When(Report(3, May(3), address))
            .ThenRefused("evidence-not-http");

    [Test]
    public void LeiKa_services_are_recorded_once_and_in_order() =>
        Given()
            .When(Report(3, May(3), leika: [Deregistration, Registration, Deregistration]))
            .Then(Reported(3, May(3), leika: [Registration, Deregistration]));

    [Test]
    public void An_empty_list_of_LeiKa_services_means_the_whole_service() =>
        Given()
            .When(Report(3, May(3), leika: []))
            .Then(Reported(3, May(3)));

    [Test]
    public void A_LeiKa_service_of_another_OZG_service_is_refused() =>
        Given()
            .When(Report(3, May(3), leika: [Registration, Foreign]))
            .ThenRefused("leika-not-in-service");

    [Test]
    public void A_unit_that_is_not_competent_on_the_day_is_refused() =>
        Given(NotCompetent(May(1)))
            .When(Report(3, May(1)))
            .ThenRefused("not-competent");

    [Test]
    public void A_day_before_the_unit_lost_its_competence_is_reported() =>
        Given(NotCompetent(May(2)))
            .When(Report(3, May(1)))
            .Then(Reported(3, May(1)));

    [Test]
    public void A_report_repeated_after_the_competence_was_lost_is_nothing_new() =>
        Given(Reported(3, May(3)), NotCompetent(May(3)))
            .When(Report(3, May(3)))
            .ThenNothing();
}
