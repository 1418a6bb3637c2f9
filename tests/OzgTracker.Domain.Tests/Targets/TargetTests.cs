using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Targets;

namespace OzgTracker.Domain.Tests.Targets;

public sealed class TargetTests() : Specification<Target, ITargetEvent, ITargetCommand>(
    Target.Initial, Target.Evolve, (state, command) => TargetDecider.Decide(state, command, OfficialModels.Ozg11, Today))
{
    static readonly DateOnly Today = new(2026, 11, 22);
    static readonly OzgId Residence = OzgId.Parse("10124"), Passport = OzgId.Parse("10177");
    static readonly TargetGoal Goal = new("Zwei Leistungen", "ozg-1.1", 3, Today.AddYears(1), [Residence, Passport], null);
    static readonly TargetSet WasSet = new(Goal.Title, Goal.Model, Goal.Level, Goal.By, Goal.OzgIds, null);
    static readonly TargetRevised WasRevised = new(Goal.Title, Goal.Model, 4, Goal.By, null, "fokus");

    [Test]
    public void A_target_is_set() => Given().When(new SetTarget(Goal)).Then(WasSet);

    [Test]
    public void Services_are_recorded_in_one_order_and_once() =>
        Given().When(new SetTarget(Goal with { OzgIds = [Passport, Residence, Passport] })).Then(WasSet);

    [Test]
    public void The_same_again_is_nothing_new() => Given(WasSet).When(new SetTarget(Goal with { OzgIds = [Passport, Residence] })).ThenNothing();

    [Test]
    public void Setting_it_again_after_a_revision_is_nothing_new() => Given(WasSet, WasRevised).When(new SetTarget(Goal)).ThenNothing();

    [Test]
    public void Another_target_of_the_same_id_is_refused() => Given(WasSet).When(new SetTarget(Goal with { Level = 2 })).ThenRefused("target-exists");

    [Test]
    public void A_revision_is_complete() =>
        Given(WasSet).When(new ReviseTarget(Goal with { Level = 4, OzgIds = null, Tag = "fokus" })).Then(WasRevised);

    [Test]
    public void A_revision_that_changes_nothing_is_nothing_new() => Given(WasSet).When(new ReviseTarget(Goal)).ThenNothing();

    [Test]
    public void Back_to_what_was_set_at_first_is_a_revision_too() =>
        Given(WasSet, WasRevised).When(new ReviseTarget(Goal)).Then(new TargetRevised(Goal.Title, Goal.Model, Goal.Level, Goal.By, Goal.OzgIds, null));

    [Test]
    public void A_target_is_dropped_once()
    {
        Given(WasSet).When(new DropTarget()).Then(new TargetDropped());
        Given(WasSet, new TargetDropped()).When(new DropTarget()).ThenNothing();
    }

    [Test]
    public void A_dropped_target_stays_dropped()
    {
        Given(WasSet, new TargetDropped()).When(new SetTarget(Goal)).ThenRefused("target-dropped");
        Given(WasSet, new TargetDropped()).When(new ReviseTarget(Goal)).ThenRefused("target-dropped");
    }

    static IEnumerable<TestCaseData> Unsound { get; } =
    [
        new(Goal with { Tag = "fokus" }, "services-or-tag"),
        new(Goal with { OzgIds = null }, "services-or-tag"),
        new(Goal with { OzgIds = [] }, "services-or-tag"),
        new(Goal with { Level = 5 }, "level-outside-model"),
        new(Goal with { By = Today }, "date-in-past"),
        new(Goal with { By = Today.AddYears(10).AddDays(1) }, "date-too-far"),
    ];

    [TestCaseSource(nameof(Unsound))]
    public void An_unsound_goal_is_refused_when_it_is_set_and_when_it_is_revised(TargetGoal goal, string code)
    {
        Given().When(new SetTarget(goal)).ThenRefused(code);
        Given(WasSet).When(new ReviseTarget(goal)).ThenRefused(code);
    }

    [Test]
    public void The_title_of_a_target_whose_day_is_over_may_still_be_mended()
    {
        var over = WasSet with { By = new(2025, 12, 31) };

        Given(over).When(new ReviseTarget(Goal with { By = over.By, Title = "Zwei" })).Then(new TargetRevised("Zwei", over.Model, over.Level, over.By, over.OzgIds, null));
    }

    [TestCase("05-roll-in-2026", true)]
    [TestCase("05-a", true)]
    [TestCase("05-0123456789012345678901234567890123456789", true)]
    [TestCase("05-01234567890123456789012345678901234567890", false)]
    [TestCase("17-a", false)]
    [TestCase("05-", false)]
    [TestCase("05--a", false)]
    [TestCase("05-a-", false)]
    [TestCase("05-A", false)]
    [TestCase("05-ä", false)]
    [TestCase("05-a\n", false)]
    [TestCase("roll-in", false)]
    [TestCase(null, false)]
    public void An_id_names_the_Land(string? id, bool isOne)
    {
        Assert.That(TargetKey.TryParse(id, out var key), Is.EqualTo(isOne));
        if (isOne) Assert.That((key.Id, key.State.Value, key.StreamKey), Is.EqualTo((id, "05", "target-" + id)));
    }
}
