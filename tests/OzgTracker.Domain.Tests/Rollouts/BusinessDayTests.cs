using static OzgTracker.Domain.Tests.Rollouts.Examples;

namespace OzgTracker.Domain.Tests.Rollouts;

public sealed class BusinessDayTests
{
    [Test]
    public void A_day_has_begun_when_it_has_begun_in_Berlin() =>
        Assert.That((Facts with { Now = new DateTimeOffset(2026, 5, 20, 22, 30, 0, TimeSpan.Zero) }).Today, Is.EqualTo(May(21)));

    [Test]
    public void A_day_that_has_not_begun_in_Berlin_is_the_future() =>
        Assert.That((Facts with { Now = new DateTimeOffset(2026, 5, 20, 21, 30, 0, TimeSpan.Zero) }).Today, Is.EqualTo(May(20)));
}
