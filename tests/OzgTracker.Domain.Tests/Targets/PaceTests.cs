using OzgTracker.Domain.Targets;

namespace OzgTracker.Domain.Tests.Targets;

public sealed class PaceTests
{
    static readonly DateOnly Today = new(2026, 11, 22);

    [Test]
    public void Speed_is_what_was_gained_in_three_months_and_the_rest_takes_as_long_at_that_speed()
    {
        // 30 cells in three months, 60 to go: six months of 30.44 days.
        var pace = Pace.Of(new(Today, 100, 40), new(Today.AddMonths(-3), 90, 10), by: Today.AddDays(365));

        Assert.That(pace.PerMonth, Is.EqualTo(10m));
        Assert.That(pace.ExpectedOn, Is.EqualTo(Today.AddDays(183)));
        Assert.That((pace.NeededPerMonth, pace.NoExpectation, pace.OnTrack), Is.EqualTo((5.00m, (NoExpectation?)null, true)));
    }

    [TestCase(183, true)]
    [TestCase(182, false)]
    public void On_track_is_who_is_expected_on_the_day_or_before(int days, bool onTrack) =>
        Assert.That(Pace.Of(new(Today, 100, 40), new(Today.AddMonths(-3), 100, 10), Today.AddDays(days)).OnTrack, Is.EqualTo(onTrack));

    [TestCase(0, 0, 0, NoExpectation.NobodyCompetent, false)]
    [TestCase(10, 10, 4, NoExpectation.Reached, true)]
    [TestCase(10, 4, 4, NoExpectation.NoProgress, false)]
    [TestCase(10, 4, 6, NoExpectation.NoProgress, false)]
    [TestCase(10_000, 1, 0, NoExpectation.TooFar, false)]
    public void Without_an_expected_day_there_is_a_reason(int competent, int reached, int before, NoExpectation reason, bool onTrack)
    {
        var pace = Pace.Of(new(Today, competent, reached), new(Today.AddMonths(-3), competent, before), Today.AddYears(1));

        Assert.That((pace.ExpectedOn, pace.NoExpectation, pace.OnTrack), Is.EqualTo(((DateOnly?)null, (NoExpectation?)reason, onTrack)));
    }

    [Test]
    public void After_its_day_a_target_needs_no_speed_any_more() =>
        Assert.That(Pace.Of(new(Today, 10, 4), new(Today.AddMonths(-3), 10, 1), Today).NeededPerMonth, Is.Null);

    [Test]
    public void A_new_target_is_shown_with_the_twelve_months_before_it()
    {
        var days = Pace.DaysOf(setOn: Today, Today);

        Assert.That(days[0], Is.EqualTo(new DateOnly(2025, 11, 30)));
        Assert.That(days.TakeLast(2), Is.EqualTo((DateOnly[])[new(2026, 10, 31), Today]));
        Assert.That(days, Has.Count.EqualTo(13).And.Ordered.And.Unique);
    }

    [Test]
    public void An_old_target_is_shown_from_the_month_it_was_set() =>
        Assert.That(Pace.DaysOf(new(2024, 2, 10), Today)[0], Is.EqualTo(new DateOnly(2024, 2, 29)));

    [Test]
    public void The_end_of_a_month_is_there_once() =>
        Assert.That(Pace.DaysOf(Today, new DateOnly(2026, 11, 30)).TakeLast(2), Is.EqualTo((DateOnly[])[new(2026, 10, 31), new(2026, 11, 30)]));
}
