using OzgTracker.Operations.Links;

namespace OzgTracker.Operations.Tests.Links;

public sealed class LinkStateTests
{
    static readonly DateTimeOffset Monday = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);
    static readonly LinkCheckSettings Settings = new();
    static readonly LinkSight NotFound = new(LinkVerdict.Failing, "404"), Unclear = new(LinkVerdict.Unclear, "robots");

    [Test]
    public void The_first_sight_is_news() => Assert.That(See(LinkState.Unknown, LinkSight.Alive).News, Is.EqualTo(LinkVerdict.Alive));

    [TestCase(1, false)]
    [TestCase(29, false)]
    [TestCase(30, true)]
    public void The_same_sight_is_news_after_thirty_days_only(int days, bool isNews) =>
        Assert.That(See(new LinkState(0, null, LinkVerdict.Alive, Monday), LinkSight.Alive, days).News is not null, Is.EqualTo(isNews));

    [Test]
    public void Three_failures_on_different_days_are_news()
    {
        var state = See(See(LinkState.Unknown, NotFound), NotFound, 1);
        Assert.That((state.Failures, state.News), Is.EqualTo((2, (LinkVerdict?)null)));

        state = See(state, NotFound, 2);
        Assert.That((state.Failures, state.News), Is.EqualTo((3, (LinkVerdict?)LinkVerdict.Failing)));
    }

    [Test]
    public void Failures_on_one_day_are_one()
    {
        var state = LinkState.Unknown;
        for (var i = 0; i < 9; i++) state = See(state, NotFound);

        Assert.That((state.Failures, state.News), Is.EqualTo((1, (LinkVerdict?)null)));
    }

    [Test]
    public void A_success_in_between_begins_anew()
    {
        var state = See(See(See(See(LinkState.Unknown, NotFound), NotFound, 1), LinkSight.Alive, 2), NotFound, 3);

        Assert.That((state.Failures, state.News), Is.EqualTo((1, (LinkVerdict?)null)));
    }

    [Test]
    public void What_nobody_can_tell_changes_nothing()
    {
        var state = See(See(LinkState.Unknown, NotFound), NotFound, 1);

        Assert.That(See(state, Unclear, 2), Is.EqualTo(state));
    }

    [Test]
    public void A_dead_one_is_told_once_and_a_living_one_again()
    {
        var dead = new LinkState(3, new DateOnly(2026, 5, 4), LinkVerdict.Failing, Monday);

        Assert.That(See(dead, NotFound, 40).News, Is.Null);
        Assert.That(See(dead, LinkSight.Alive, 1).News, Is.EqualTo(LinkVerdict.Alive));
    }

    static LinkState See(LinkState state, LinkSight sight, int days = 0) => state.After(sight, Monday.AddDays(days), Settings);
}
