using System.Diagnostics;

namespace OzgTracker.Domain.Municipalities;

/// <summary>A reporting unit, folded from its stream.</summary>
/// <param name="Facts">What an official file says of it; null before it is registered.</param>
public sealed record Municipality(UnitFacts? Facts)
{
    /// <summary>A unit that nobody has heard of.</summary>
    public static readonly Municipality Unknown = new((UnitFacts?)null);

    /// <summary>How it ended; null while it exists.</summary>
    public Dissolution? Dissolution { get; init; }

    /// <summary>What the unit says of itself.</summary>
    public MunicipalityProfile Profile { get; init; } = MunicipalityProfile.Empty;

    /// <summary>The state after an event.</summary>
    public static Municipality Evolve(Municipality state, IMunicipalityEvent happened) => happened switch
    {
        MunicipalityRegistered e => new(new UnitFacts(
            e.Kind, e.Name, e.ShortName, e.Designation, e.Ags, e.Ars, e.District, e.Association, e.Population, e.AreaHa, e.AsOf)),
        MunicipalityRenamed e => state with
        {
            Facts = state.Facts! with { Name = e.Name, ShortName = e.ShortName, Designation = e.Designation, AsOf = e.ValidFrom },
        },
        KeyChanged e => state with { Facts = state.Facts! with { Ags = e.Ags, Ars = e.Ars, District = e.District, AsOf = e.ValidFrom } },
        AssociationChanged e => state with { Facts = state.Facts! with { Association = e.Association, AsOf = e.ValidFrom } },
        PopulationUpdated e => state with { Facts = state.Facts! with { Population = e.Population, AreaHa = e.AreaHa, AsOf = e.AsOf } },
        MunicipalityMerged e => state with { Dissolution = new(e.ValidFrom, [new(e.Into, 1, state.Facts!.AreaHa)]) },
        MunicipalitySplit e => state with { Dissolution = new(e.ValidFrom, e.Parts) },
        MunicipalityDissolved e => state with { Dissolution = new(e.ValidFrom, []) },
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

/// <summary>How a unit ended.</summary>
/// <param name="On">First day without it.</param>
/// <param name="Successors">Who got its area; empty when nobody did.</param>
public sealed record Dissolution(DateOnly On, IReadOnlyList<SuccessorPart> Successors)
{
    /// <summary>The same day, and the same successors with the same shares.</summary>
    public bool Equals(Dissolution? other) => other is not null && On == other.On && Shares.SequenceEqual(other.Shares);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(On, Successors.Count);

    IEnumerable<(string Successor, decimal Share)> Shares =>
        Successors.Select(part => (part.Successor.Value, part.Share)).OrderBy(part => part.Value, StringComparer.Ordinal);
}
