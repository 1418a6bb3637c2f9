using System.Diagnostics;

namespace OzgTracker.Domain.Municipalities;

/// <summary>A reporting unit, folded from its stream.</summary>
/// <param name="Facts">What an official file says of it; null before it is registered.</param>
public sealed record Municipality(UnitFacts? Facts)
{
    /// <summary>A unit that nobody has heard of.</summary>
    public static readonly Municipality Unknown = new((UnitFacts?)null);

    /// <summary>What the unit says of itself.</summary>
    public MunicipalityProfile Profile { get; init; } = MunicipalityProfile.Empty;

    /// <summary>The state after an event.</summary>
    public static Municipality Evolve(Municipality state, IMunicipalityEvent happened) => happened switch
    {
        MunicipalityRegistered e => new(new UnitFacts(
            e.Kind, e.Name, e.ShortName, e.Designation, e.Ags, e.Ars, e.District, e.Association, e.Population, e.AreaHa, e.AsOf)),
        MunicipalityRenamed e => state with { Facts = state.Facts! with { Name = e.Name, ShortName = e.ShortName, Designation = e.Designation, AsOf = e.ValidFrom } },
        KeyChanged e => state with { Facts = state.Facts! with { Ags = e.Ags, Ars = e.Ars, District = e.District, AsOf = e.ValidFrom } },
        AssociationChanged e => state with { Facts = state.Facts! with { Association = e.Association, AsOf = e.ValidFrom } },
        PopulationUpdated e => state with { Facts = state.Facts! with { Population = e.Population, AreaHa = e.AreaHa, AsOf = e.AsOf } },
        DigitalStrategyReported or ItProviderAssigned or ContactPointPublished => state with { Profile = MunicipalityProfile.Evolve(state.Profile, happened) },
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };

    /// <summary>The stream of a unit.</summary>
    public static string StreamKey(UnitId id) => StreamPrefix + id.Value;

    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "municipality-";
}

/// <summary>What an official file says of a unit on a day.</summary>
/// <remarks>Members as in <see cref="MunicipalityRegistered"/>.</remarks>
public sealed record UnitFacts(
    UnitKind Kind,
    string Name,
    string ShortName,
    UnitDesignation Designation,
    Ags? Ags,
    Ars Ars,
    string? District,
    UnitId? Association,
    int Population,
    int? AreaHa,
    DateOnly AsOf);

/// <summary>Compares what an official file says with what the log knows.</summary>
public static class MunicipalityDecider
{
    /// <summary>Records a new unit or only what differs; the same file again yields nothing.</summary>
    /// <remarks>A file older than the last one that changed the unit is refused: facts only move forward.</remarks>
    public static Decision Decide(Municipality state, UnitFacts seen)
    {
        if (state.Facts is not { } known) return Decision.Record(Registered(seen));
        if (known.Kind != seen.Kind)
            return Decision.Refuse("unit-kind-changed", $"The unit is a {known.Kind}, the file says {seen.Kind}; a unit keeps its kind, register a new one.");
        if (known with { AsOf = seen.AsOf } == seen) return Decision.Nothing;
        if (seen.AsOf < known.AsOf)
            return Decision.Refuse("file-out-of-order", $"The file is of {seen.AsOf:yyyy-MM-dd}, the unit is known as of {known.AsOf:yyyy-MM-dd}; import the newer file only.");

        return Decision.Record([.. Differences(known, seen)]);
    }

    static MunicipalityRegistered Registered(UnitFacts seen) => new(
        seen.Kind, seen.Name, seen.ShortName, seen.Designation, seen.Ags, seen.Ars, seen.District, seen.Association,
        seen.Population, seen.AreaHa, seen.AsOf, ValidFrom: null);

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
