using System.Globalization;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Territory;

/// <summary>Compares what a later file says with what is known: who is renamed, who has another key, who ended and into what, who is new.</summary>
public static class TerritorialComparison
{
    const int MostCandidates = 5;

    /// <summary>A growth below this is no hint: areas are surveyed anew.</summary>
    const int NotableHa = 10;

    /// <summary>Makes the plan. Nothing in it depends on the order of <paramref name="before"/>.</summary>
    /// <param name="before">Every unit that was ever registered.</param>
    /// <param name="after">Every unit of the file.</param>
    /// <param name="asOf">Gebietsstand of the file.</param>
    /// <param name="decisions">Lines of the decision file; they go before what areas tell.</param>
    public static TerritorialPlan Compare(
        IReadOnlyList<UnitBefore> before, IReadOnlyList<UnitAfter> after, DateOnly asOf, IReadOnlyList<SuccessorDecision> decisions)
    {
        before = [.. before.OrderBy(unit => unit.Id.Value, StringComparer.Ordinal)];
        var faults = new List<PlanFault>();
        var decided = new SuccessorDecisions(before, decisions, faults);
        var matching = new UnitMatching(before, after, asOf, decided.Olds);
        var units = Planned(after, matching);
        var coverage = new LandCoverage(before, after, asOf);
        var ended = matching.Absent.Where(unit => coverage.IsKnown(UnitMatching.StateOf(unit)) || decided.Olds.Contains(unit.Id)).ToArray();
        var gains = Gains(units, coverage);

        var found = decided.Resolve(units, ended.Select(unit => unit.Id).ToHashSet(), gains);
        faults.AddRange(Incomplete(ended, found, coverage));
        var losses = Losses(ended, found);
        var byArea = AreaBalance.Find(losses, gains.Values, out var ambiguous);
        var all = found.Concat(byArea).ToDictionary();
        decided.Check(all, gains);

        var dissolved = ended.Where(unit => all.ContainsKey(unit.Id))
            .Select(unit => new PlannedDissolution(unit, all[unit.Id], found.ContainsKey(unit.Id) ? SuccessorSource.Decision : SuccessorSource.Balance)).ToList();
        var higher = new HigherUnits(units, dissolved);
        dissolved.AddRange(ended.Where(unit => unit.Facts.Ags is null && !all.ContainsKey(unit.Id)).Select(unit => Higher(unit, higher.Of(unit, before))));

        var open = ended.Where(unit => unit.Facts.Ags is not null && !all.ContainsKey(unit.Id)).Select(unit => Question(unit, ambiguous, gains.Values, units)).ToArray();
        units = WithFirstDays(units, dissolved, coverage, asOf);
        return new TerritorialPlan(
            asOf, units, TerritorialChanges.Of(dissolved, units), open, faults, [.. matching.Absent.Except(ended).Select(unit => unit.Id)]);
    }

    /// <summary>Rows as units; a Verband is named by its id, which may not be its key any more.</summary>
    static List<PlannedUnit> Planned(IReadOnlyList<UnitAfter> after, UnitMatching matching)
    {
        var ids = after.Where(row => row.Facts.Kind == UnitKind.Verband && matching.RefusalOf(row) is null)
            .DistinctBy(row => row.Key).ToDictionary(row => row.Key, row => matching.Of(row)?.Id ?? row.Key);
        return [.. after.Select(row => new PlannedUnit(
            matching.Of(row)?.Id ?? row.Key, row.Line,
            row.Facts.Association is { } key && ids.TryGetValue(key, out var association) ? row.Facts with { Association = association } : row.Facts,
            matching.Of(row), Refusal: matching.RefusalOf(row)))];
    }

    static Dictionary<UnitId, Gain> Gains(IReadOnlyList<PlannedUnit> units, LandCoverage coverage) => units
        .Where(unit => unit is { Facts: { Ags: not null, AreaHa: not null }, Refusal: null, Before: null or { Facts.AreaHa: not null, Dissolution: null } })
        .Where(unit => coverage.IsKnown(unit.Facts.Ags!.Value.State))
        .ToDictionary(unit => unit.Id, unit => new Gain(
            unit.Id, unit.Facts.AreaHa!.Value, unit.Facts.AreaHa.Value - (unit.Before?.Facts.AreaHa ?? 0), unit.Before is null, unit.Facts.Ags!.Value.State.Value,
            [.. new[] { unit.Before?.Facts.District, unit.Facts.District }.OfType<string>().Distinct(StringComparer.Ordinal)]));

    static IEnumerable<Loss> Losses(IEnumerable<UnitBefore> ended, Dictionary<UnitId, IReadOnlyList<SuccessorPart>> decided) => ended
        .Where(unit => unit.Facts is { Ags: not null, AreaHa: > AreaBalance.ToleranceHa } && !decided.ContainsKey(unit.Id))
        .Select(unit => new Loss(unit.Id, unit.Facts.AreaHa!.Value, UnitMatching.StateOf(unit).Value, unit.Facts.District, unit.Facts.Association));

    /// <summary>A file that lacks a good part of a Land was cut off; what it lacks has not ended.</summary>
    static IEnumerable<PlanFault> Incomplete(IReadOnlyList<UnitBefore> ended, Dictionary<UnitId, IReadOnlyList<SuccessorPart>> decided, LandCoverage coverage)
    {
        foreach (var land in ended.GroupBy(UnitMatching.StateOf))
        {
            var gone = land.Where(unit => decided.TryGetValue(unit.Id, out var parts) && parts.Count == 0).Sum(unit => (long)(unit.Facts.AreaHa ?? 0));
            if (coverage.IsSeen(land.Key, gone)) continue;
            var (known, seen) = coverage.Of(land.Key);
            yield return new PlanFault(0, "file-incomplete", string.Create(
                CultureInfo.InvariantCulture, $"The file has {seen:N0} ha of Land {land.Key}, {known:N0} ha are known: {land.Count()} units are missing. Import a whole file."));
        }
    }

    static PlannedDissolution Higher(UnitBefore unit, IReadOnlyList<SuccessorPart> parts) =>
        new(unit, parts, parts.Count == 0 ? SuccessorSource.None : SuccessorSource.Members);

    static OpenQuestion Question(UnitBefore unit, IReadOnlySet<UnitId> ambiguous, IEnumerable<Gain> gains, IReadOnlyList<PlannedUnit> units)
    {
        var why = unit.Facts.AreaHa is null ? "its area is not known"
            : ambiguous.Contains(unit.Id) ? "more than one combination of areas balances"
            : $"no combination of areas balances within {AreaBalance.ToleranceHa} ha";
        var names = units.ToLookup(planned => planned.Id, planned => planned.Facts.ShortName);
        var key = KeyNumber(unit.Facts.Ags!.Value);
        return new OpenQuestion(unit, why, [.. gains
            .Where(gain => gain.State == UnitMatching.StateOf(unit).Value && gain.OpenHa >= NotableHa)
            .OrderBy(gain => unit.Facts.District is not { } district || !gain.Districts.Contains(district, StringComparer.Ordinal))
            .ThenByDescending(gain => gain.IsNew)
            .ThenBy(gain => Math.Abs(long.Parse(gain.Id.Value, CultureInfo.InvariantCulture) - key))
            .Take(MostCandidates)
            .Select(gain => new SuccessorCandidate(gain.Id, names[gain.Id].First(), gain.OpenHa, gain.IsNew))]);
    }

    static long KeyNumber(Ags ags) => long.Parse(ags.Value, CultureInfo.InvariantCulture);

    /// <summary>A successor that is new, and any new unit of a Land that was known as a whole, begins with the file.</summary>
    static List<PlannedUnit> WithFirstDays(IReadOnlyList<PlannedUnit> units, IEnumerable<PlannedDissolution> dissolved, LandCoverage coverage, DateOnly asOf)
    {
        var successors = dissolved.SelectMany(end => end.Successors).Select(part => part.Successor).ToHashSet();
        return [.. units.Select(unit => unit.Before is null && (successors.Contains(unit.Id) || coverage.IsKnownFromEarlier(unit.Id.State))
            ? unit with { ExistsFrom = asOf }
            : unit)];
    }
}
