using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Rollouts;
using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class TimelineTests
{
    [Test]
    public void Nothing_is_known_before_the_first_claim() =>
        Assert.That(After(Reported(3, May(3))).On(May(2)).Status, Is.EqualTo(CellStatus.Unreported));

    [Test]
    public void A_level_holds_from_its_first_day() => Assert.That(After(Reported(3, May(3))).On(May(3)).Level, Is.EqualTo(3));

    [Test]
    public void A_level_holds_until_the_next_one() =>
        Assert.That(After(Reported(2, May(3)), Reported(3, May(9))).On(May(8)).Level, Is.EqualTo(2));

    [Test]
    public void An_earlier_day_reported_later_is_history_not_the_current_state() =>
        Assert.That(After(Reported(3, May(3)), Reported(1, May(1))).On(May(20)).Level, Is.EqualTo(3));

    [Test]
    public void An_earlier_day_reported_later_holds_in_its_own_time() =>
        Assert.That(After(Reported(3, May(3)), Reported(1, May(1))).On(May(2)).Level, Is.EqualTo(1));

    [Test]
    public void A_tie_goes_to_the_later_event() =>
        Assert.That(After(Reported(3, May(3)), Reported(2, May(3))).On(May(3)).Level, Is.EqualTo(2));

    [Test]
    public void A_tie_with_a_correction_goes_to_the_later_event() =>
        Assert.That(After(Reported(3, May(3)), Reported(2, May(3)), Corrected(1, 4, May(3))).On(May(3)).Level, Is.EqualTo(4));

    [Test]
    public void A_correction_replaces_what_it_corrects() =>
        Assert.That(After(Reported(3, May(3)), Corrected(1, 2, May(5))).On(May(3)).Status, Is.EqualTo(CellStatus.Unreported));

    [Test]
    public void A_level_without_an_address_has_no_evidence() =>
        Assert.That(After(Reported(3, May(3))).On(May(3)).Evidence, Is.EqualTo(EvidenceState.None));

    [Test]
    public void A_level_with_an_address_is_supported() =>
        Assert.That(After(Reported(3, May(3), Portal)).On(May(3)).Evidence, Is.EqualTo(EvidenceState.Supported));

    [Test]
    public void A_unit_that_is_not_competent_has_no_level() =>
        Assert.That(After(Reported(3, May(3)), NotCompetent(May(5))).On(May(5)).Level, Is.Null);

    [Test]
    public void A_unit_that_is_not_competent_has_no_claim() =>
        Assert.That(After(Reported(3, May(3)), NotCompetent(May(5))).ClaimOn(May(5)), Is.Null);

    [Test]
    public void A_unit_that_is_not_competent_has_no_detail() =>
        Assert.That(After(Reported(3, May(3), leika: [Registration]), NotCompetent(May(5))).DetailOn(May(5)), Is.Empty);

    [Test]
    public void The_level_from_before_the_competence_was_lost_stays_history() =>
        Assert.That(After(Reported(3, May(3)), NotCompetent(May(5))).On(May(4)).Level, Is.EqualTo(3));

    [Test]
    public void The_claim_that_decides_is_named() =>
        Assert.That(After(Reported(2, May(3)), Reported(3, May(5), Portal)).ClaimOn(May(9))!.EvidenceUrl, Is.EqualTo(Portal));

    [Test]
    public void A_level_holds_since_its_first_day() =>
        Assert.That(After(Reported(2, May(1)), Reported(3, May(3))).Since(May(20)), Is.EqualTo(May(3)));

    [Test]
    public void The_same_level_reported_again_does_not_begin_anew() =>
        Assert.That(After(Reported(3, May(3)), Reported(3, May(9), Portal)).Since(May(20)), Is.EqualTo(May(3)));

    [Test]
    public void A_level_that_was_left_and_reached_again_begins_anew() =>
        Assert.That(After(Reported(3, May(1)), Reported(2, May(3)), Reported(3, May(9))).Since(May(20)), Is.EqualTo(May(9)));

    [Test]
    public void A_withdrawn_report_does_not_break_the_run() =>
        Assert.That(After(Reported(3, May(1)), Reported(2, May(3)), Reported(3, May(9)), Withdrawn(2)).Since(May(20)), Is.EqualTo(May(1)));

    [Test]
    public void There_is_no_first_day_of_nothing() => Assert.That(After(Reported(3, May(3)), Withdrawn(1)).Since(May(20)), Is.Null);

    [Test]
    public void The_highest_LeiKa_service_decides() =>
        Assert.That(
            After(Reported(3, May(3), leika: [Registration]), Reported(1, May(5), leika: [Deregistration])).On(May(20)).Level,
            Is.EqualTo(3));

    [Test]
    public void A_LeiKa_service_above_the_whole_decides() =>
        Assert.That(After(Reported(2, May(3)), Reported(3, May(5), leika: [Registration])).On(May(20)).Level, Is.EqualTo(3));

    [Test]
    public void A_LeiKa_service_below_the_whole_does_not_decide() =>
        Assert.That(After(Reported(2, May(3)), Reported(1, May(5), leika: [Registration])).On(May(20)).Level, Is.EqualTo(2));

    [Test]
    public void A_later_claim_on_the_whole_overrules_its_LeiKa_services() =>
        Assert.That(After(Reported(4, May(3), leika: [Registration]), Reported(2, May(5))).On(May(20)).Level, Is.EqualTo(2));

    [Test]
    public void Each_LeiKa_service_keeps_its_own_level() =>
        Assert.That(
            After(Reported(3, May(3), leika: [Registration, Deregistration]), Reported(1, May(5), leika: [Deregistration]))
                .DetailOn(May(20)),
            Is.EqualTo(new Dictionary<LeikaId, int> { [Registration] = 3, [Deregistration] = 1 }));

    [Test]
    public void A_later_claim_on_the_whole_overrules_the_detail() =>
        Assert.That(
            After(Reported(4, May(3), leika: [Registration]), Reported(2, May(5))).DetailOn(May(20)),
            Is.EqualTo(new Dictionary<LeikaId, int> { [Registration] = 2 }));

    [Test]
    public void LeiKa_services_that_nobody_named_have_no_detail() => Assert.That(After(Reported(2, May(5))).DetailOn(May(20)), Is.Empty);

    [TestCase("ozg-1.1", ExpectedResult = 3)]
    [TestCase("ozg-2.0", ExpectedResult = 6)]
    public int? Models_stand_side_by_side(string model) =>
        new Timeline(Folded(Reported(3, May(3)), Reported(6, May(3), model: "ozg-2.0")), model).On(May(20)).Level;

    [Test]
    public void Competence_belongs_to_every_model() =>
        Assert.That(
            new Timeline(Folded(Reported(6, May(3), model: "ozg-2.0"), NotCompetent(May(5))), "ozg-2.0").On(May(20)).Status,
            Is.EqualTo(CellStatus.NotCompetent));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public Property Every_day_has_the_value_that_the_rules_give_it(RolloutStory story) =>
        SameOnEveryDay(story, (oracle, day) => oracle.On(day), (timeline, day) => Oracle.Value.Of(timeline.On(day)));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public Property A_run_begins_on_the_day_that_walking_back_finds(RolloutStory story) =>
        SameOnEveryDay(story, (oracle, day) => oracle.Since(day), (timeline, day) => timeline.Since(day));

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RolloutStory)], MaxTest = 300)]
    public Property Every_LeiKa_service_has_the_level_that_the_rules_give_it(RolloutStory story) =>
        SameOnEveryDay(story, (oracle, day) => Told(oracle.DetailOn(day)), (timeline, day) => Told(timeline.DetailOn(day)));

    static Timeline After(params IRolloutEvent[] events) => new(Folded(events), "ozg-1.1");

    static string Told(IReadOnlyDictionary<LeikaId, int> detail) =>
        string.Join(' ', detail.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    static Property SameOnEveryDay<T>(RolloutStory story, Func<Oracle, DateOnly, T> expected, Func<Timeline, DateOnly, T> actual)
    {
        foreach (var model in RolloutStory.ModelsIn(story.Events))
        {
            var oracle = new Oracle(story.Events, model);
            var timeline = new Timeline(story.Last, model);
            foreach (var day in RolloutStory.Calendar)
                if (!Equals(expected(oracle, day), actual(timeline, day)))
                    return false.Label($"{model} on {day:O}: expected {expected(oracle, day)}, was {actual(timeline, day)}");
        }

        return true.ToProperty();
    }
}
