namespace OzgTracker.Domain.Municipalities;

/// <summary>Something that happened to a reporting unit; stream <c>municipality-{id}</c>.</summary>
public interface IMunicipalityEvent : IDomainEvent;

/// <summary>A unit became known.</summary>
/// <param name="Kind">What kind of body it is.</param>
/// <param name="Name">The official name with its suffixes, e. g. <c>Görlitz, Stadt</c>.</param>
/// <param name="ShortName">The name as people say it.</param>
/// <param name="Designation">The official designation; it decides between kreisfrei and kreisangehörig.</param>
/// <param name="Ags">Only for a Gemeinde and a gemeindefreies Gebiet.</param>
/// <param name="Ars">Twelve digits, padded with zeros for a Kreis and a Verband.</param>
/// <param name="District">Five digits; for a kreisfreie Stadt its own.</param>
/// <param name="Association">Id of the real Gemeindeverband that it belongs to.</param>
/// <param name="Population">Inhabitants; of a Kreis or Verband the sum of its Gemeinden.</param>
/// <param name="AreaHa">Hectares, where known.</param>
/// <param name="AsOf">Gebietsstand of the source.</param>
/// <param name="ValidFrom">First day of its existence; null when it existed before our sources begin.</param>
public sealed record MunicipalityRegistered(
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
    DateOnly AsOf,
    DateOnly? ValidFrom) : IMunicipalityEvent;

/// <summary>A unit has another name or designation.</summary>
public sealed record MunicipalityRenamed(string Name, string ShortName, UnitDesignation Designation, DateOnly ValidFrom) : IMunicipalityEvent;

/// <summary>A unit has other official keys; its id stays (DESIGN D5).</summary>
public sealed record KeyChanged(Ags? Ags, Ars Ars, string? District, DateOnly ValidFrom) : IMunicipalityEvent;

/// <summary>A Gemeinde joined, changed or left its Gemeindeverband.</summary>
/// <param name="Association">Null when it stands alone now.</param>
/// <param name="ValidFrom">First day.</param>
public sealed record AssociationChanged(UnitId? Association, DateOnly ValidFrom) : IMunicipalityEvent;

/// <summary>A newer count of inhabitants, and the area that goes with it.</summary>
/// <param name="Population">Inhabitants.</param>
/// <param name="AreaHa">Hectares; it moves by a few from survey to survey.</param>
/// <param name="AsOf">Gebietsstand of the source.</param>
public sealed record PopulationUpdated(int Population, int? AreaHa, DateOnly AsOf) : IMunicipalityEvent;

/// <summary>All of a unit became part of one other (<i>Eingliederung</i>, <i>Zusammenschluss</i>).</summary>
/// <param name="Into">Its only successor.</param>
/// <param name="ValidFrom">First day without it.</param>
public sealed record MunicipalityMerged(UnitId Into, DateOnly ValidFrom) : IMunicipalityEvent;

/// <summary>A unit was divided among several others.</summary>
/// <param name="Parts">What went where; the shares sum to 1.</param>
/// <param name="ValidFrom">First day without it.</param>
public sealed record MunicipalitySplit(IReadOnlyList<SuccessorPart> Parts, DateOnly ValidFrom) : IMunicipalityEvent;

/// <summary>A unit ceased to exist without a successor, as a Gemeindeverband does whose members stand alone now.</summary>
/// <param name="ValidFrom">First day without it.</param>
public sealed record MunicipalityDissolved(DateOnly ValidFrom) : IMunicipalityEvent;

/// <summary>What a successor got of a dissolved unit.</summary>
/// <param name="Successor">Who got it.</param>
/// <param name="Share">Part of the area, above 0 and at most 1.</param>
/// <param name="AreaHa">Hectares of the part, where known.</param>
public sealed record SuccessorPart(UnitId Successor, decimal Share, int? AreaHa);
