using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Territory;
using OzgTracker.EventStore;

namespace OzgTracker.Operations;

/// <summary>One territorial change: successors first, then who ended; all of it or nothing.</summary>
static class TerritorialChangeImport
{
    /// <summary>The code of units of a change that another unit of it keeps from being recorded.</summary>
    public const string ChangeRefused = "change-refused";

    public static void Decide(TerritorialChange change, DateOnly asOf, IReadOnlyDictionary<string, IEventStream<Municipality>> streams, ImportTally tally)
    {
        var territory = new Dictionary<UnitId, Municipality>();
        var steps = new List<Step>();
        foreach (var unit in change.Successors)
        {
            var stream = streams[Municipality.StreamKey(unit.Id)];
            var step = new Step(unit.Id, unit.Line, stream, MunicipalityDecider.Decide(stream.Aggregate, unit.Facts, unit.ExistsFrom), IsEnd: false);
            territory[unit.Id] = step.Decision.Events.Cast<IMunicipalityEvent>().Aggregate(stream.Aggregate, Municipality.Evolve);
            steps.Add(step);
        }

        foreach (var end in change.Dissolved) territory[end.Unit.Id] = streams[Municipality.StreamKey(end.Unit.Id)].Aggregate;
        foreach (var end in change.Dissolved)
        {
            var stream = streams[Municipality.StreamKey(end.Unit.Id)];
            steps.Add(new Step(end.Unit.Id, 0, stream, MunicipalityDecider.Decide(stream.Aggregate, new DissolveUnit(end.Unit.Id, asOf, end.Successors), territory), IsEnd: true));
        }

        if (steps.Find(step => step.Decision.Refusal is not null) is { } culprit) Refuse(steps, culprit, tally);
        else foreach (var step in steps) step.Take(tally);
    }

    static void Refuse(List<Step> steps, Step culprit, ImportTally tally)
    {
        foreach (var step in steps)
        {
            var refusal = step.Decision.Refusal ?? new Refusal(ChangeRefused, $"It is part of one change with {culprit.Unit}, which was refused.");
            tally.Refuse(new RefusedRow(step.Line, Municipality.StreamKey(step.Unit), refusal.Code, refusal.Why));
        }
    }

    sealed record Step(UnitId Unit, int Line, IEventStream<Municipality> Stream, Decision Decision, bool IsEnd)
    {
        public void Take(ImportTally tally)
        {
            Stream.AppendMany(Decision.Events);
            if (IsEnd) tally.CountDissolved(Decision.Events.Count);
            else tally.Count(Decision.Events.Count, isNew: Stream.CurrentVersion == 0);
        }
    }
}
