namespace OzgTracker.Domain.Catalogue;

/// <summary>Something that happened to an OZG service in the catalogue; stream <c>service-{ozgId}</c>.</summary>
public interface IServiceEvent : IDomainEvent;

/// <summary>Who a situation concerns.</summary>
public enum SituationKind
{
    /// <summary>A situation in life (<i>Lebenslage</i>), of citizens.</summary>
    Lebenslage,

    /// <summary>A situation in business (<i>Unternehmenslage</i>).</summary>
    Unternehmenslage,
}

/// <summary>Whether municipalities take part in executing a service, as far as its types tell (DOMAIN 2.3).</summary>
public enum MunicipalExecution
{
    /// <summary>Only type 1: the Bund executes, nobody local.</summary>
    No,

    /// <summary>Type 2/3 or 4: Land or Kommunen, the Land decides.</summary>
    Possible,

    /// <summary>Type 5: the Kommune regulates and executes.</summary>
    Yes,

    /// <summary>The catalogue does not tell.</summary>
    Unclear,
}

/// <summary>Where the catalogue puts a service.</summary>
/// <param name="TopicArea">One of the fourteen Themenfelder.</param>
/// <param name="Situation">Lebens- or Unternehmenslage.</param>
/// <param name="SituationKind">Which of the two.</param>
/// <param name="Types">Typisierung, e. g. <c>1</c>, <c>2/3</c>, <c>4</c>, <c>5</c>, in the order of the catalogue.</param>
/// <param name="MunicipalExecution">Derived by the catalogue from the types of its LeiKa services.</param>
public sealed record Classification(
    string TopicArea, string Situation, SituationKind SituationKind, IReadOnlyList<string> Types, MunicipalExecution MunicipalExecution)
{
    /// <summary>Equal by content, types in order.</summary>
    public bool Equals(Classification? other) =>
        other is not null
        && (TopicArea, Situation, SituationKind, MunicipalExecution) == (other.TopicArea, other.Situation, other.SituationKind, other.MunicipalExecution)
        && Types.SequenceEqual(other.Types);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TopicArea, Situation, SituationKind, MunicipalExecution, Types.Count);
}

/// <summary>A LeiKa service inside an OZG service.</summary>
/// <param name="LeikaId">Fourteen digits.</param>
/// <param name="Name">Official name.</param>
/// <param name="Type">Typisierung of this single service; empty where the catalogue has none.</param>
public sealed record LeikaService(LeikaId LeikaId, string Name, string Type);

/// <summary>A service was taken into the catalogue.</summary>
public sealed record ServiceCatalogued(string Name, Classification Classification) : IServiceEvent;

/// <summary>A service has another name.</summary>
public sealed record ServiceRenamed(string Name) : IServiceEvent;

/// <summary>A service has another place in the catalogue.</summary>
public sealed record ServiceReclassified(Classification Classification) : IServiceEvent;

/// <summary>The LeiKa services of an OZG service; the list is complete and replaces the one before.</summary>
public sealed record LeikaServicesAssigned(IReadOnlyList<LeikaService> LeikaServices) : IServiceEvent;

/// <summary>A service belongs to a programme (<i>Programm</i>), e. g. <c>fokus</c> or <c>sdg-annex-2</c>; replaces what was said of the same tag before.</summary>
/// <param name="Tag">Name of the programme, see <see cref="ServiceTag.IsName"/>.</param>
/// <param name="ValidFrom">First day; null when it is not known or was always so.</param>
/// <param name="ValidTo">Last day; null while it goes on.</param>
/// <param name="Source">Where that is said, and how sure it is.</param>
public sealed record ServiceTagged(string Tag, DateOnly? ValidFrom, DateOnly? ValidTo, string Source) : IServiceEvent;

/// <summary>A service belongs to a programme no longer, or never did.</summary>
/// <param name="Tag">Name of the programme.</param>
/// <param name="ValidTo">Last day; null when it should never have been tagged.</param>
public sealed record ServiceUntagged(string Tag, DateOnly? ValidTo) : IServiceEvent;
