using System.Globalization;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>The decision file against the units that it speaks of.</summary>
sealed class SuccessorDecisions
{
    /// <summary>How far shares in a file may be from 1: people write 0.33 three times.</summary>
    const decimal Rounding = 0.011m;

    readonly List<PlanFault> faults;
    readonly IReadOnlyList<UnitBefore> before;
    readonly List<(UnitBefore Old, SuccessorDecision[] Rows)> decisions = [];
    readonly List<SuccessorDecision> withoutPredecessor;

    public SuccessorDecisions(IReadOnlyList<UnitBefore> before, IReadOnlyList<SuccessorDecision> rows, List<PlanFault> faults)
    {
        (this.before, this.faults) = (before, faults);
        withoutPredecessor = [.. rows.Where(row => row.Old is null)];
        if (rows.Count == 0) return;

        var names = Names(before);
        foreach (var group in rows.Where(row => row.Old is not null).GroupBy(row => names.GetValueOrDefault(row.Old!)?.Id.Value ?? row.Old!, StringComparer.Ordinal))
        {
            if (names.TryGetValue(group.Key, out var old)) decisions.Add((old, [.. group]));
            else Fault(group.First(), "decision-old-unknown", $"Nobody knows a unit {group.First().Old}; give the AGS, ARS or id that it had.");
        }
    }

    /// <summary>Units of which the file says that they ended.</summary>
    public IReadOnlySet<UnitId> Olds => decisions.Select(decision => decision.Old.Id).ToHashSet();

    /// <summary>The successors that were decided; explains what they gained by it.</summary>
    public Dictionary<UnitId, IReadOnlyList<SuccessorPart>> Resolve(
        IReadOnlyList<PlannedUnit> units, IReadOnlySet<UnitId> absent, IReadOnlyDictionary<UnitId, Gain> gains)
    {
        var found = new Dictionary<UnitId, IReadOnlyList<SuccessorPart>>();
        var names = Names(units);
        foreach (var row in withoutPredecessor)
        {
            if (row.New is { } key && names.TryGetValue(key, out var unit) && unit.Before is null) gains.GetValueOrDefault(unit.Id)?.Explain(gains[unit.Id].OpenHa);
            else Fault(row, "decision-new-unknown", $"A line without an old unit must name a new one; the file has none with the key {row.New ?? "(empty)"}.");
        }

        // Those with shares first: what balances then is left for those without.
        foreach (var (old, rows) in decisions.OrderBy(decision => decision.Rows.Length > 1 && decision.Rows.Any(row => row.Share is null)))
        {
            if (Successors(old, rows, names) is not { } successors) continue;
            if (old.Dissolution is { } end) CheckRepeated(old, end, rows, successors);
            else if (!absent.Contains(old.Id)) Fault(rows[0], "decision-old-exists", $"{Name(old)} is still in the file, so it has not ended; remove the line.");
            else if (Parts(old, rows, successors, gains) is { } parts)
            {
                found.Add(old.Id, parts);
                foreach (var part in parts) gains.GetValueOrDefault(part.Successor)?.Explain(part.AreaHa ?? 0);
            }
        }

        return found;
    }

    /// <summary>Refuses decisions that give a unit much more or much less than it has gained.</summary>
    public void Check(IReadOnlyDictionary<UnitId, IReadOnlyList<SuccessorPart>> found, IReadOnlyDictionary<UnitId, Gain> gains)
    {
        var given = found.Values.SelectMany(parts => parts).GroupBy(part => part.Successor).ToDictionary(parts => parts.Key, parts => parts.Sum(part => part.AreaHa ?? 0));
        var decided = decisions.Where(decision => found.ContainsKey(decision.Old.Id)).SelectMany(decision => found[decision.Old.Id].Select(part => (part.Successor, decision.Rows)));
        foreach (var (successor, rows) in decided.DistinctBy(pair => pair.Successor))
        {
            if (!gains.TryGetValue(successor, out var gain)) continue;
            var tolerance = Math.Max(10, gain.AreaHa / 100);
            if (Math.Abs(gain.GainHa - given[successor]) > tolerance)
                Fault(rows[0], "decision-area", $"{successor} has gained {Number(gain.GainHa)} ha and would get {Number(given[successor])} ha; at most {Number(tolerance)} ha may be out. Correct successors or shares.");
        }
    }

    /// <summary>Null with a fault when a successor is none.</summary>
    List<PlannedUnit>? Successors(UnitBefore old, SuccessorDecision[] rows, Dictionary<string, PlannedUnit> names)
    {
        if (rows is [{ New: null }]) return [];
        var ids = before.ToDictionary(unit => unit.Id);
        var successors = new List<PlannedUnit>();
        foreach (var row in rows)
        {
            var unit = row.New is null ? null : names.GetValueOrDefault(row.New);
            var ended = unit?.Before ?? (row.New is null ? null : Names(before).GetValueOrDefault(row.New));
            if (unit is not null && ended?.Dissolution is null && unit.Id != old.Id) successors.Add(unit);
            else if (ended is not null && LeadsBack(ended.Id, old.Id, ids, [])) Fault(row, "successor-cycle", $"{Name(old)} would be among the successors of its own successor {row.New}; name a unit that exists.");
            else Fault(row, "decision-new-unknown", $"The file has no unit {row.New ?? "(empty)"} that could be a successor of {Name(old)}; give the AGS, ARS or id of one that it has.");
        }

        if (successors.Count < rows.Length) return null;
        if (successors.DistinctBy(unit => unit.Id).Count() == rows.Length) return successors;
        Fault(rows[0], "decision-twice", $"A successor of {Name(old)} is named more than once; add the shares up in one line.");
        return null;
    }

    /// <summary>The decision file may stay with the file that it belongs to: what is done already is no error.</summary>
    void CheckRepeated(UnitBefore old, Dissolution end, SuccessorDecision[] rows, List<PlannedUnit> successors)
    {
        if (end.Successors.Select(part => part.Successor).ToHashSet().SetEquals(successors.Select(unit => unit.Id))) return;
        Fault(rows[0], "decision-already-made", $"{Name(old)} ended on {end.On:yyyy-MM-dd} with other successors; what is recorded cannot be decided anew.");
    }

    IReadOnlyList<SuccessorPart>? Parts(UnitBefore old, SuccessorDecision[] rows, List<PlannedUnit> successors, IReadOnlyDictionary<UnitId, Gain> gains)
    {
        if (successors.Count == 0) return [];
        if (successors.Count == 1 && rows[0].Share is null or 1) return [new SuccessorPart(successors[0].Id, 1, old.Facts.AreaHa)];
        if (rows.All(row => row.Share is null)) return Balanced(old, rows, successors, gains);
        if (rows.Any(row => row.Share is null))
        {
            Fault(rows.First(row => row.Share is null), "decision-share-missing", $"Give a share to every successor of {Name(old)}, or to none.");
            return null;
        }

        var sum = rows.Sum(row => row.Share!.Value);
        if (Math.Abs(sum - 1) > Rounding)
        {
            Fault(rows[0], "decision-shares", $"The shares of {Name(old)} sum to {sum.ToString(CultureInfo.InvariantCulture)}; they must sum to 1.");
            return null;
        }

        return Shares.Normalised([.. rows.Zip(successors, (row, unit) => new SuccessorPart(
            unit.Id, row.Share!.Value, old.Facts.AreaHa is { } area ? (int)Math.Round(area * row.Share.Value) : null))]);
    }

    /// <summary>Without shares, each gets what it has gained and nothing else explains.</summary>
    IReadOnlyList<SuccessorPart>? Balanced(UnitBefore old, SuccessorDecision[] rows, List<PlannedUnit> successors, IReadOnlyDictionary<UnitId, Gain> gains)
    {
        var open = successors.Select(unit => (unit.Id, AreaHa: gains.GetValueOrDefault(unit.Id)?.OpenHa ?? 0)).ToArray();
        if (old.Facts.AreaHa is { } area && open.All(part => part.AreaHa > 0) && Math.Abs(open.Sum(part => part.AreaHa) - area) <= Math.Max(10, area / 100)) return Shares.Of(open);
        Fault(
            rows[0], "decision-share-missing",
            $"The areas do not tell the shares: {Name(old)} had {Number(old.Facts.AreaHa ?? 0)} ha, its successors have gained {string.Join(" + ", open.Select(part => Number(part.AreaHa)))} ha. Give shares.");
        return null;
    }

    static bool LeadsBack(UnitId from, UnitId to, IReadOnlyDictionary<UnitId, UnitBefore> units, HashSet<UnitId> seen) =>
        from == to
        || (seen.Add(from) && units.GetValueOrDefault(from)?.Dissolution is { } end && end.Successors.Any(part => LeadsBack(part.Successor, to, units, seen)));

    /// <summary>Present keys, then ids, then the last keys of units that have ended.</summary>
    static Dictionary<string, UnitBefore> Names(IReadOnlyList<UnitBefore> units)
    {
        var names = new Dictionary<string, UnitBefore>(StringComparer.Ordinal);
        foreach (var unit in units.OrderBy(unit => unit.Dissolution is not null))
            foreach (var name in new[] { UnitMatching.KeyOf(unit.Facts), unit.Facts.Ars.Value }) names.TryAdd(name, unit);
        foreach (var unit in units) names.TryAdd(unit.Id.Value, unit);
        return names;
    }

    static Dictionary<string, PlannedUnit> Names(IReadOnlyList<PlannedUnit> units)
    {
        var names = new Dictionary<string, PlannedUnit>(StringComparer.Ordinal);
        foreach (var unit in units.Where(unit => unit.Refusal is null))
            foreach (var name in new[] { UnitMatching.KeyOf(unit.Facts), unit.Facts.Ars.Value }) names.TryAdd(name, unit);
        foreach (var unit in units.Where(unit => unit.Refusal is null)) names.TryAdd(unit.Id.Value, unit);
        return names;
    }

    static string Name(UnitBefore unit) => $"{unit.Id} {unit.Facts.ShortName}";

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    void Fault(SuccessorDecision row, string code, string reason) => faults.Add(new PlanFault(row.Line, code, reason));
}
