using OzgTracker.EventStore.Settling;

namespace OzgTracker.EventStore.Tests.Settling;

/// <summary>The rule without a database: what was given, and who was at it.</summary>
public sealed class SettleTests
{
    SettledPosition settled = null!;

    [SetUp]
    public void StartReading() => settled = new SettledPosition(ReaderMode.Settled);

    [Test]
    public void An_empty_log_is_settled() => AssertLook(given: 0, writers: [], expected: 0, waiting: false);

    [Test]
    public void Without_a_writer_in_flight_all_that_was_given_is_settled_at_once() => AssertLook(7, [], 7, false);

    [Test]
    public void A_position_waits_for_those_who_were_writing_when_it_was_seen()
    {
        AssertLook(7, ["a", "b"], 0, true);
        AssertLook(7, ["b"], 0, true);
        AssertLook(7, [], 7, false);
    }

    [Test]
    public void A_position_does_not_wait_for_those_who_came_later()
    {
        AssertLook(7, ["a"], 0, true);
        AssertLook(9, ["b"], 7, true);
        AssertLook(9, ["c"], 9, false);
    }

    [Test]
    public void Somebody_who_is_gone_and_a_new_writer_of_the_same_backend_are_two()
    {
        AssertLook(7, ["3/100"], 0, true);
        AssertLook(8, ["3/101"], 7, true);
    }

    [Test]
    public void A_slow_writer_holds_back_what_came_after_it_and_not_what_was_settled_before()
    {
        AssertLook(5, [], 5, false);
        AssertLook(6, ["slow"], 5, true);
        AssertLook(8, ["slow", "a"], 5, true);
        AssertLook(9, ["slow"], 5, true);
        AssertLook(9, [], 9, false);
    }

    [Test]
    public void A_writer_that_has_no_number_yet_holds_nothing_back_that_is_settled()
    {
        AssertLook(5, [], 5, false);
        AssertLook(5, ["a"], 5, false);
    }

    [Test]
    public void It_goes_back_only_with_the_sequence_itself()
    {
        AssertLook(5, [], 5, false);
        AssertLook(5, ["a"], 5, false);
        AssertLook(3, [], 3, false);
    }

    [Test]
    public void With_somebody_always_writing_it_still_moves_on_with_each_look()
    {
        AssertLook(1, ["w0"], 0, true);
        for (var look = 1; look < 200; look++) AssertLook(look + 1, [$"w{look}"], look, true);
    }

    [Test]
    public void However_long_a_writer_takes_all_that_was_given_before_its_end_settles_with_it()
    {
        for (var look = 1; look <= 500; look++) AssertLook(look, ["slow", $"w{look}"], 0, true);

        settled.Settle(500, ["w500"]);

        Assert.That(settled.Value, Is.InRange(60, 500), "What was seen in the first looks is free; only the last writer is still at it.");
        AssertLook(500, [], 500, false);
    }

    void AssertLook(long given, string[] writers, long expected, bool waiting)
    {
        settled.Settle(given, [.. writers]);

        Assert.That((settled.Value, settled.IsWaiting), Is.EqualTo((expected, waiting)));
    }

    [Test]
    public void A_sequence_that_went_back_in_a_crash_is_believed()
    {
        settled.Settle(90, []);

        Assert.That(settled.Settle(66, ["writer"]), Is.Zero, "What was settled before may be given again.");
        Assert.That(settled.IsWaiting, Is.True);
        Assert.That(settled.Settle(67, []), Is.EqualTo(67));
    }
}
