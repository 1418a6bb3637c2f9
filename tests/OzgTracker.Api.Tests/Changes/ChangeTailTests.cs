using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Changes;

namespace OzgTracker.Api.Tests.Changes;

/// <summary>The tail by itself, on a clock that a test moves; nobody but the test asks it.</summary>
public sealed class ChangeTailTests : ChangesFixture
{
    readonly ManualClock clock = new();
    ChangeTail tail = null!;

    [SetUp]
    public async Task Begin()
    {
        var services = App.Services;
        tail = new ChangeTail(App.Store, services.GetRequiredService<CloudEvents>(), Options.Create(new ChangesOptions()), clock, NullLogger<ChangeTail>.Instance);
        await tail.StartAsync(CancellationToken.None);
        await Reaches(await End());
    }

    [TearDown]
    public async Task Stop()
    {
        await tail.StopAsync(CancellationToken.None);
        tail.Dispose();
    }

    [Test]
    public async Task Nobody_follows_so_it_knows_the_end_and_keeps_nothing()
    {
        var before = await End();
        await Happen();
        var last = await Happen();
        await Reaches(last);

        Assert.That(tail.TryRead(before, 10, out _), Is.False, "it must be read from the log");
        Assert.That(tail.TryRead(last, 10, out var changes) && changes.Count == 0, Is.True, "whoever is at the end needs no database");
    }

    [Test]
    public async Task Who_attends_finds_everything_that_happens_from_then_on()
    {
        await Happen();
        await Reaches(await End());
        using var attendance = tail.Attend();
        await tail.LookAsync(CancellationToken.None);
        var from = tail.Head!.Value;
        long[] happened = [await Happen(), await Happen()];
        await Reaches(happened[^1]);

        Assert.That(Positions(from), Is.EqualTo(happened));
    }

    [Test]
    public async Task Who_has_asked_finds_the_next_events_in_memory_for_ten_seconds()
    {
        await tail.LookAsync(CancellationToken.None);
        var from = tail.Head!.Value;
        var remembered = await Happen();
        await Reaches(remembered);
        Assert.That(Positions(from), Is.EqualTo((long[])[remembered]));

        clock.Pass(TimeSpan.FromSeconds(11));
        await Forgets(from);
    }

    /// <summary>Half a list, then nobody, then somebody again: what is in memory has no hole.</summary>
    [Test]
    public async Task What_happened_in_between_is_never_left_out_silently()
    {
        var attendance = tail.Attend();
        await tail.LookAsync(CancellationToken.None);
        var from = tail.Head!.Value;
        await Reaches(await Happen());
        attendance.Dispose();
        clock.Pass(TimeSpan.FromSeconds(11));
        var unseen = await Forgets(from);
        using var again = tail.Attend();
        await tail.LookAsync(CancellationToken.None);
        var seen = await Happen();
        await Reaches(seen);

        Assert.That(tail.TryRead(from, 10, out _), Is.False);
        Assert.That(Positions(unseen), Is.EqualTo((long[])[seen]));
    }

    /// <summary>Another node, whose tail was further, has written a message down and gone: what memory lacks comes from the log.</summary>
    [Test]
    public async Task Whoever_knows_of_later_events_than_the_tail_gets_them_all_the_same()
    {
        var from = tail.Head!.Value;
        await tail.StopAsync(CancellationToken.None);
        long[] happened = [await Happen(), await Happen()];
        using var reader = new ChangeReader(App.Store, tail, App.Services.GetRequiredService<CloudEvents>());

        var slice = await reader.ReadAsync(from, happened[^1], ChangeFilter.None, 10, CancellationToken.None);

        Assert.That(tail.Head, Is.EqualTo(from));
        Assert.That(slice.Items.Select(change => change.Position), Is.EqualTo(happened));
    }

    long[] Positions(long after)
    {
        Assert.That(tail.TryRead(after, 10, out var changes), Is.True);
        return [.. changes.Select(change => change.Position)];
    }

    /// <summary>Something happens until it is not kept any more: a look that had begun before may still keep it.</summary>
    /// <returns>The last that happened.</returns>
    async Task<long> Forgets(long from)
    {
        for (var times = 1; times <= 5; times++)
        {
            var last = await Happen();
            await Reaches(last);
            if (!tail.TryRead(from, 10, out _)) return last;
        }

        throw new AssertionException("It is kept for ever.");
    }

    /// <summary>Waits until the tail knows of an event.</summary>
    async Task Reaches(long position)
    {
        while (true)
        {
            var moved = tail.Moved;
            if (tail.Head is { } head && head >= position) return;
            await moved.WaitAsync(Patience);
        }
    }
}
