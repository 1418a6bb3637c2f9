using OzgTracker.Api.Limits;

namespace OzgTracker.Api.Tests.Limits;

public sealed class RateWindowsTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly ManualClock clock = new();

    [Test]
    public void So_many_requests_are_allowed_and_no_more()
    {
        var windows = Windows(permits: 3);

        Assert.That(Enumerable.Range(0, 5).Select(_ => windows.Take("a")).Select(verdict => (verdict.IsAllowed, verdict.Remaining)),
            Is.EqualTo(((bool, int)[])[(true, 2), (true, 1), (true, 0), (false, 0), (false, 0)]));
    }

    [TestCase(3, 100)]
    [TestCase(250, 250)]
    public void Whoever_is_refused_again_and_again_does_not_stop_until_the_window_ends(int permits, int refusals)
    {
        var windows = Windows(permits);
        foreach (var _ in Enumerable.Range(0, permits + refusals)) Assert.That(windows.Take("a").DoesNotStop, Is.False);

        Assert.That((windows.Take("a").DoesNotStop, windows.Take("b").DoesNotStop), Is.EqualTo((true, false)));
        clock.Pass(61 * Second);
        Assert.That(windows.Take("a").DoesNotStop, Is.False);
    }

    [Test]
    public void A_client_does_not_touch_what_another_one_has()
    {
        var windows = Windows(permits: 1);
        windows.Take("a");

        Assert.That(windows.Take("a").IsAllowed, Is.False);
        Assert.That(windows.Take("b").IsAllowed, Is.True);
    }

    [Test]
    public void The_window_begins_with_the_first_request_and_ends_when_it_says()
    {
        var windows = Windows(permits: 1);
        clock.Pass(17 * Second);
        Assert.That(windows.Take("a").SecondsLeft, Is.EqualTo(60));

        clock.Pass(59.5 * Second);
        Assert.That(windows.Take("a"), Is.EqualTo(new RateVerdict(false, 0, 1)));
        clock.Pass(0.5 * Second);

        Assert.That(windows.Take("a"), Is.EqualTo(new RateVerdict(true, 0, 60)));
    }

    [Test]
    public void Looking_takes_nothing()
    {
        var windows = Windows(permits: 1);

        Assert.That(windows.Take("a", requests: 0), Is.EqualTo(new RateVerdict(true, 1, 60)));
        Assert.That(windows.Take("a").IsAllowed, Is.True);
        Assert.That(windows.Take("a", requests: 0).IsAllowed, Is.False);
    }

    [Test]
    public void Of_a_million_clients_only_so_many_are_kept_and_the_others_share_one_window()
    {
        var windows = Windows(permits: 2, most: 1_000);
        for (var client = 0; client < 1_000; client++) windows.Take($"early {client}");

        var allowed = Enumerable.Range(0, 1_000_000).Count(client => windows.Take($"late {client}").IsAllowed);

        Assert.That(allowed, Is.EqualTo(2));
        Assert.That(windows.Count, Is.EqualTo(1_000));
        Assert.That(windows.Take("early 0").IsAllowed, Is.True, "whoever was there before is not concerned");
    }

    [Test]
    public void Windows_that_are_over_are_forgotten()
    {
        var windows = Windows(permits: 1, most: 1_000);
        for (var client = 0; client < 1_000; client++) windows.Take($"early {client}");
        clock.Pass(61 * Second);

        Assert.That(windows.Take("late").IsAllowed, Is.True);
        Assert.That(windows.Count, Is.EqualTo(1));
    }

    [Test]
    public void Of_many_at_once_exactly_so_many_are_allowed()
    {
        var windows = Windows(permits: 500);
        var allowed = 0;

        Parallel.For(0, 4_000, _ =>
        {
            if (windows.Take("a").IsAllowed) Interlocked.Increment(ref allowed);
        });

        Assert.That(allowed, Is.EqualTo(500));
    }

    [Test]
    public void Nothing_is_lost_while_windows_come_and_go()
    {
        var windows = Windows(permits: 1_000_000, most: 50);

        Parallel.For(0, 20_000, request =>
        {
            if (request % 100 == 0) clock.Pass(30 * Second);
            Assert.That(windows.Take($"{request % 200}").IsAllowed, Is.True);
        });

        Assert.That(windows.Count, Is.InRange(1, 50));
    }

    RateWindows<string> Windows(int permits, int most = 100) => new(new RateOptions { Permits = permits, WindowSeconds = 60 }, most, clock);
}
