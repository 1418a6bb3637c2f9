using OzgTracker.Domain.Analysis;

namespace OzgTracker.ReadModels.Cube;

/// <summary>A service in which most of the comparable units are ahead.</summary>
/// <param name="Service">Index of the service.</param>
/// <param name="Level">Own level; null where there is none.</param>
/// <param name="IsConform">The own level is at the model's threshold or above.</param>
/// <param name="PeersAhead">Comparable units with a higher level.</param>
/// <param name="Peers">Comparable units whose cell counts.</param>
public readonly record struct StepAhead(int Service, int? Level, bool IsConform, int PeersAhead, int Peers);

/// <summary>A unit that made a step.</summary>
/// <param name="Unit">Index of the unit.</param>
/// <param name="On">First day at the higher level.</param>
/// <param name="Days">From the first day at the level before; null where that was not reported.</param>
public readonly record struct StepTaken(int Unit, DateOnly On, int? Days);

/// <summary>How others made a step.</summary>
/// <param name="NextLevel">Where most of those who made it went.</param>
/// <param name="By">The comparable units that made it, nearest first.</param>
/// <param name="MedianDays">Of all units of the same kind and size class that made it; null below <see cref="SmallGroups.Minimum"/>.</param>
public sealed record StepMade(int NextLevel, IReadOnlyList<StepTaken> By, double? MedianDays);

/// <summary>What a unit should do next: the services in which most of those that are most alike are ahead.</summary>
public sealed class NextSteps
{
    /// <summary>How many units are compared with.</summary>
    public const int PeersCompared = 20;

    readonly CubeScope scope;
    readonly int unit;
    readonly int[] peers;
    readonly int[] group;
    readonly List<(int Day, byte Code)> runs = [];
    readonly List<LevelRun> history = [];
    readonly List<StepDuration> steps = [];

    /// <summary>Compares.</summary>
    /// <param name="question">Its units are who may be a peer, its services which are looked at.</param>
    /// <param name="unit">Index of the unit; it exists on the day.</param>
    public NextSteps(CubeSnapshot cube, CubeQuestion question, int unit)
    {
        (scope, this.unit) = (new CubeScope(cube, question), unit);
        peers = [.. new NearestPeers(cube, question, unit).Units(PeersCompared)];
        group = UnitStanding.PeersOf(scope, unit);
        Ahead = peers.Length < SmallGroups.Minimum
            ? []
            : [.. scope.Services.Select(StepOf).OfType<StepAhead>()
                .OrderBy(step => step.IsConform)
                .ThenByDescending(step => (double)step.PeersAhead / step.Peers)
                .ThenBy(step => cube.Dimensions.Services[step.Service].OzgId, StringComparer.Ordinal)];
    }

    /// <summary>Units that are compared with.</summary>
    public int Peers => peers.Length;

    /// <summary>The services: those that are not conform first, then by share of peers ahead, then by id.</summary>
    public IReadOnlyList<StepAhead> Ahead { get; }

    /// <summary>How others made the step from the level that the unit has.</summary>
    /// <param name="most">Most units to name.</param>
    public StepMade Made(StepAhead step, int most)
    {
        if (step.Level is not { } from) return FirstReports(step.Service, most);
        var made = new List<(int To, StepTaken Step)>();
        foreach (var peer in peers)
            if (LastStep(step.Service, peer, from) is { } taken)
                made.Add((taken.To, new(peer, taken.On, taken.Days)));
        var next = made.Count > 0 ? MostFrequent(made.Select(taken => taken.To)) : MostFrequent(LevelsAhead(step.Service, from).Select(ahead => ahead.Level));
        return new(next, [.. made.Where(taken => taken.To == next).Select(taken => taken.Step).Take(most)], Median(step.Service, from, next));
    }

    StepAhead? StepOf(int service)
    {
        var code = scope.CodeOf(service, unit);
        if (!scope.IsCounted(service, unit, code)) return null;
        var own = NearestPeers.Rung(code);
        int competent = 0, ahead = 0;
        foreach (var peer in peers)
        {
            var theirs = scope.CodeOf(service, peer);
            if (!scope.IsCounted(service, peer, theirs)) continue;
            competent++;
            if (NearestPeers.Rung(theirs) > own) ahead++;
        }

        if (competent < SmallGroups.Minimum || ahead * 2 <= competent) return null;
        return new StepAhead(service, own < 0 ? null : own, own >= scope.Question.Model.ConformityThreshold, ahead, competent);
    }

    /// <summary>Before a first report nobody knows where a unit stood, so it took no number of days.</summary>
    StepMade FirstReports(int service, int most)
    {
        var ahead = LevelsAhead(service, -1);
        var next = MostFrequent(ahead.Select(cell => cell.Level));
        return new(next, [.. ahead.Where(cell => cell.Level == next).Select(cell => new StepTaken(cell.Unit, cell.Since, null)).Take(most)], null);
    }

    List<(int Unit, int Level, DateOnly Since)> LevelsAhead(int service, int own)
    {
        var ahead = new List<(int, int, DateOnly)>();
        foreach (var peer in peers)
        {
            var code = scope.CodeOf(service, peer);
            if (NearestPeers.Rung(code) > own) ahead.Add((peer, code, CellsBehind.CellOf(scope, service, peer, code).Since!.Value));
        }

        return ahead;
    }

    /// <summary>The lower one of those that are equally frequent.</summary>
    static int MostFrequent(IEnumerable<int> levels) =>
        levels.GroupBy(level => level).OrderByDescending(same => same.Count()).ThenBy(same => same.Key).First().Key;

    /// <summary>The last step upwards from a level.</summary>
    (int To, DateOnly On, int Days)? LastStep(int service, int of, int from)
    {
        ReadSteps(service, of);
        for (var i = steps.Count - 1; i >= 0; i--)
            if (steps[i].From == from)
                return (steps[i].To, FirstDayOf(steps[i]), steps[i].Days);
        return null;
    }

    /// <summary>The run that the last such step led to.</summary>
    DateOnly FirstDayOf(StepDuration step)
    {
        for (var i = history.Count - 1; i > 0; i--)
            if (history[i].Level == step.To && history[i - 1].Level == step.From && history[i].FirstDay.DayNumber - history[i - 1].FirstDay.DayNumber == step.Days)
                return history[i].FirstDay;
        throw new InvalidOperationException("A step comes from two neighbouring runs.");
    }

    double? Median(int service, int from, int to)
    {
        var days = new List<int>();
        foreach (var peer in group)
        {
            ReadSteps(service, peer);
            foreach (var step in steps)
                if (step.From == from && step.To == to)
                    days.Add(step.Days);
        }

        return Quartiles.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(days)).Median;
    }

    /// <summary>Fills <see cref="history"/> and <see cref="steps"/>.</summary>
    void ReadSteps(int service, int of)
    {
        history.Clear();
        steps.Clear();
        var block = scope.Cube.PlaneOf(scope.Model, service).BlockOf(of, out var cell);
        block.RunsOf(cell, scope.Question.Moment, runs);
        for (var i = runs.Count - 1; i >= 0; i--) history.Add(new(CubeDay.ToDate(runs[i].Day), LevelCode.IsLevel(runs[i].Code) ? runs[i].Code : null));
        StepDurations.Collect(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(history), steps);
    }
}
