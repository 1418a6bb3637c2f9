using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed class StepDurationsTests
{
    static readonly DateOnly First = new(2024, 1, 1);

    [Test]
    public void A_step_takes_from_the_first_day_at_a_level_to_the_first_day_at_the_next() =>
        Assert.That(Steps((0, 1), (100, 2), (130, 3)), Is.EqualTo((StepDuration[])[new(1, 2, 100), new(2, 3, 30)]));

    [Test]
    public void A_leap_over_levels_is_one_step() => Assert.That(Steps((0, 0), (365, 3)), Is.EqualTo((StepDuration[])[new(0, 3, 365)]));

    [Test]
    public void A_gap_breaks_the_chain() => Assert.That(Steps((0, 1), (50, null), (60, 2), (90, 3)), Is.EqualTo((StepDuration[])[new(2, 3, 30)]));

    [Test]
    public void A_fall_yields_nothing_and_the_way_up_is_counted_from_it() =>
        Assert.That(Steps((0, 3), (50, 1), (80, 3)), Is.EqualTo((StepDuration[])[new(1, 3, 30)]));

    [Test]
    public void A_level_that_was_said_twice_began_the_first_time() =>
        Assert.That(Steps((0, 1), (50, 1), (80, 2)), Is.EqualTo((StepDuration[])[new(1, 2, 80)]));

    [Test]
    public void One_level_and_no_level_yield_nothing()
    {
        Assert.That(Steps(), Is.Empty);
        Assert.That(Steps((0, 4)), Is.Empty);
        Assert.That(Steps((0, null), (10, null)), Is.Empty);
    }

    [Test]
    public void Steps_are_added_to_those_of_other_cells()
    {
        List<StepDuration> steps = [new(0, 1, 7)];
        StepDurations.Collect([new(First, 1), new(First.AddDays(1), 2)], steps);

        Assert.That(steps, Is.EqualTo((StepDuration[])[new(0, 1, 7), new(1, 2, 1)]));
    }

    /// <summary>Another reading: the steps between neighbours of the chain, and nothing else.</summary>
    [FsCheck.NUnit.Property]
    public bool Between_any_two_levels_of_a_chain_lie_its_steps(byte[] story)
    {
        var runs = story.Select((said, day) => new LevelRun(First.AddDays(day * 10), said % 5 == 4 ? null : said % 5)).ToArray();
        var steps = new List<StepDuration>();
        StepDurations.Collect(runs, steps);

        var begun = runs.Where((run, at) => at == 0 || runs[at - 1].Level != run.Level).ToArray();
        var expected = begun.Zip(begun.Skip(1)).Where(pair => pair.First.Level < pair.Second.Level)
            .Select(pair => new StepDuration(pair.First.Level!.Value, pair.Second.Level!.Value, pair.Second.FirstDay.DayNumber - pair.First.FirstDay.DayNumber));
        return steps.SequenceEqual(expected);
    }

    static List<StepDuration> Steps(params (int Day, int? Level)[] runs)
    {
        var steps = new List<StepDuration>();
        StepDurations.Collect([.. runs.Select(run => new LevelRun(First.AddDays(run.Day), run.Level))], steps);
        return steps;
    }
}
