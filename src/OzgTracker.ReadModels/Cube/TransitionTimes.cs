using System.Runtime.InteropServices;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.ReadModels.Cube;

/// <summary>How long one step upwards took.</summary>
/// <param name="Size">Size class of the units on the day of the question; null for all of them together.</param>
/// <param name="From">The level before.</param>
/// <param name="To">The level after.</param>
/// <param name="Days">What was usual.</param>
public sealed record TransitionTime(SizeClass? Size, int From, int To, Quartiles Days);

/// <summary>The steps upwards that are finished, by the levels that they lead from and to.</summary>
public static class TransitionTimes
{
    /// <summary>All sizes together, then each size class, smallest first; in these by the levels.</summary>
    public static IReadOnlyList<TransitionTime> Of(CubeSnapshot cube, CubeQuestion question, bool bySize)
    {
        const int all = -1;
        var scope = new CubeScope(cube, question);
        var found = new SortedDictionary<(int Size, int From, int To), List<int>>();
        var (runs, levels, steps) = (new List<(int Day, byte Code)>(), new List<LevelRun>(), new List<StepDuration>());
        foreach (var service in scope.Services)
        {
            var plane = cube.PlaneOf(scope.Model, service);
            foreach (var unit in scope.Units)
            {
                plane.BlockOf(unit, out var cell).RunsOf(cell, question.Moment, runs);
                levels.Clear();
                for (var i = runs.Count - 1; i >= 0; i--) levels.Add(new(CubeDay.ToDate(runs[i].Day), LevelCode.IsLevel(runs[i].Code) ? runs[i].Code : null));
                steps.Clear();
                StepDurations.Collect(CollectionsMarshal.AsSpan(levels), steps);
                foreach (var step in steps)
                {
                    Add(all, step);
                    if (bySize) Add(scope.Territory.Size[unit], step);
                }
            }
        }

        return [.. found.Select(group => new TransitionTime(
            group.Key.Size == all ? null : SizeClass.All[group.Key.Size], group.Key.From, group.Key.To, Quartiles.Of(CollectionsMarshal.AsSpan(group.Value))))];

        void Add(int size, StepDuration step)
        {
            if (!found.TryGetValue((size, step.From, step.To), out var days)) found.Add((size, step.From, step.To), days = []);
            days.Add(step.Days);
        }
    }
}
