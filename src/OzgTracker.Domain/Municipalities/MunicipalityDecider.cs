namespace OzgTracker.Domain.Municipalities;

/// <summary>A unit ceases to exist.</summary>
/// <param name="Unit">Which.</param>
/// <param name="ValidFrom">First day without it.</param>
/// <param name="Successors">Who gets its area; none, one with all of it, or several whose shares sum to 1.</param>
public sealed record DissolveUnit(UnitId Unit, DateOnly ValidFrom, IReadOnlyList<SuccessorPart> Successors);

/// <summary>Compares what an official file says with what the log knows.</summary>
public static class MunicipalityDecider
{
    /// <summary>Records a new unit or only what differs; the same file again yields nothing.</summary>
    /// <remarks>A file older than the last one that changed the unit is refused: facts only move forward. A dissolved unit takes none any more.</remarks>
    public static Decision Decide(Municipality state, UnitFacts seen) => Decide(state, seen, existsFrom: null);

    /// <summary>The same; a new unit exists from this day on, or has always done so when it is null.</summary>
    public static Decision Decide(Municipality state, UnitFacts seen, DateOnly? existsFrom)
    {
        if (state.Facts is not { } known) return Decision.Record(Registered(seen, existsFrom));
        if (known.Kind != seen.Kind)
            return Decision.Refuse("unit-kind-changed", $"The unit is a {known.Kind}, the file says {seen.Kind}; a unit keeps its kind, register a new one.");
        var isNew = known with { AsOf = seen.AsOf } != seen;
        if (state.Dissolution is { } end && (isNew || seen.AsOf >= end.On))
            return Decision.Refuse(UnitDissolved, $"The unit ended on {Day(end.On)}{Into(end)}; an id is never given anew, so correct the key in the file.");
        if (!isNew) return Decision.Nothing;
        if (seen.AsOf < known.AsOf)
            return Decision.Refuse(FileOutOfOrder, $"The file is of {Day(seen.AsOf)}, the unit is known as of {Day(known.AsOf)}; import the newer file only.");

        return Decision.Record([.. Differences(known, seen)]);
    }

    /// <summary>Ends a unit; the same again yields nothing.</summary>
    /// <param name="state">The unit.</param>
    /// <param name="command">What becomes of it.</param>
    /// <param name="territory">Other units as they are once the change is done: its successors, and who succeeded those that have ended.</param>
    public static Decision Decide(Municipality state, DissolveUnit command, IReadOnlyDictionary<UnitId, Municipality> territory)
    {
        if (state.Facts is not { } known) return Decision.Refuse("unit-unknown", $"Nobody has registered {command.Unit}; import a file that has it first.");
        var end = new Dissolution(command.ValidFrom, command.Successors);
        if (state.Dissolution is { } before)
        {
            return before == end ? Decision.Nothing : Decision.Refuse(
                UnitDissolved, $"{command.Unit} ended on {Day(before.On)}{Into(before)} and cannot end a second time in another way.");
        }

        if (command.ValidFrom <= known.AsOf)
            return Decision.Refuse(FileOutOfOrder, $"{command.Unit} is known as of {Day(known.AsOf)}, so it cannot have ended by {Day(command.ValidFrom)}.");
        if (command.Successors.Count > 0 && (command.Successors.Sum(part => part.Share) != 1 || command.Successors.Any(part => part.Share <= 0)))
            return Decision.Refuse("successor-shares", $"The shares of the successors of {command.Unit} must be above 0 and sum to 1.");
        return RefuseSuccessors(command, territory) ?? Decision.Record(Ended(command));
    }

    /// <summary>Codes that more than one rule uses.</summary>
    internal const string FileOutOfOrder = "file-out-of-order", UnitDissolved = "unit-dissolved", SuccessorCycle = "successor-cycle";

    static IMunicipalityEvent Ended(DissolveUnit command) => command.Successors switch
    {
        [] => new MunicipalityDissolved(command.ValidFrom),
        [var only] => new MunicipalityMerged(only.Successor, command.ValidFrom),
        var parts => new MunicipalitySplit(parts, command.ValidFrom),
    };

    static Decision? RefuseSuccessors(DissolveUnit command, IReadOnlyDictionary<UnitId, Municipality> territory)
    {
        foreach (var successor in command.Successors.Select(part => part.Successor))
        {
            if (LeadsBack(successor, command.Unit, territory, []))
                return Decision.Refuse(SuccessorCycle, $"{command.Unit} would be among the successors of its own successor {successor}.");
            if (!territory.TryGetValue(successor, out var unit) || unit.Facts is null)
                return Decision.Refuse("successor-unknown", $"The successor {successor} of {command.Unit} is neither registered nor in the same change.");
            if (unit.Dissolution is { } end)
                return Decision.Refuse("successor-dissolved", $"The successor {successor} of {command.Unit} ended on {Day(end.On)}{Into(end)}; name who exists.");
        }

        return null;
    }

    static bool LeadsBack(UnitId from, UnitId to, IReadOnlyDictionary<UnitId, Municipality> territory, HashSet<UnitId> seen) =>
        from == to
        || (seen.Add(from) && territory.TryGetValue(from, out var unit) && unit.Dissolution is { } end
            && end.Successors.Any(part => LeadsBack(part.Successor, to, territory, seen)));

    static string Into(Dissolution end) => end.Successors.Count == 0 ? "" : $" (now {string.Join(", ", end.Successors.Select(part => part.Successor.Value))})";

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    static MunicipalityRegistered Registered(UnitFacts seen, DateOnly? existsFrom) => new(
        seen.Kind, seen.Name, seen.ShortName, seen.Designation, seen.Ags, seen.Ars, seen.District, seen.Association,
        seen.Population, seen.AreaHa, seen.AsOf, existsFrom);

    static IEnumerable<IMunicipalityEvent> Differences(UnitFacts known, UnitFacts seen)
    {
        if ((known.Name, known.ShortName, known.Designation) != (seen.Name, seen.ShortName, seen.Designation))
            yield return new MunicipalityRenamed(seen.Name, seen.ShortName, seen.Designation, seen.AsOf);
        if ((known.Ags, known.Ars, known.District) != (seen.Ags, seen.Ars, seen.District))
            yield return new KeyChanged(seen.Ags, seen.Ars, seen.District, seen.AsOf);
        if (known.Association != seen.Association)
            yield return new AssociationChanged(seen.Association, seen.AsOf);
        if ((known.Population, known.AreaHa) != (seen.Population, seen.AreaHa))
            yield return new PopulationUpdated(seen.Population, seen.AreaHa, seen.AsOf);
    }
}
