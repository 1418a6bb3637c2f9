using System.Diagnostics;

namespace OzgTracker.Domain.Catalogue;

/// <summary>An OZG service, folded from its stream.</summary>
/// <param name="Name">Null before it is catalogued.</param>
/// <param name="Classification">Null before it is catalogued.</param>
/// <param name="LeikaServices">In the order of their keys.</param>
public sealed record Service(string? Name, Classification? Classification, IReadOnlyList<LeikaService> LeikaServices)
{
    /// <summary>A service that the catalogue does not have.</summary>
    public static readonly Service Unknown = new(null, null, []);

    /// <summary>Programmes that it belongs or belonged to.</summary>
    public ServiceTags Tags { get; init; } = ServiceTags.None;

    /// <summary>The state after an event.</summary>
    public static Service Evolve(Service state, IServiceEvent happened) => happened switch
    {
        ServiceCatalogued e => state with { Name = e.Name, Classification = e.Classification },
        ServiceRenamed e => state with { Name = e.Name },
        ServiceReclassified e => state with { Classification = e.Classification },
        LeikaServicesAssigned e => state with { LeikaServices = e.LeikaServices },
        ServiceTagged e => state with { Tags = state.Tags.With(new ServiceTag(e.Tag, e.ValidFrom, e.ValidTo, e.Source)) },
        ServiceUntagged e => state with { Tags = state.Tags.Without(e.Tag, e.ValidTo) },
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };

    /// <summary>The stream of a service.</summary>
    public static string StreamKey(OzgId id) => StreamPrefix + id.Value;

    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "service-";
}

/// <summary>What a catalogue file says of a service.</summary>
public sealed record ServiceFacts(string Name, Classification Classification);

/// <summary>Compares a catalogue file with what the log knows.</summary>
public static class ServiceDecider
{
    /// <summary>Records a new service or only what differs.</summary>
    public static Decision Decide(Service state, ServiceFacts seen)
    {
        if (state.Classification is not { } known) return Decision.Record(new ServiceCatalogued(seen.Name, seen.Classification));

        var events = new List<IDomainEvent>(2);
        if (state.Name != seen.Name) events.Add(new ServiceRenamed(seen.Name));
        if (known != seen.Classification) events.Add(new ServiceReclassified(seen.Classification));
        return events.Count == 0 ? Decision.Nothing : Decision.Record(events);
    }

    /// <summary>Records the LeiKa services of a service; their order does not matter.</summary>
    public static Decision Decide(Service state, IReadOnlyList<LeikaService> seen)
    {
        if (state.Classification is null)
            return Decision.Refuse("unknown-service", "The catalogue does not have this service; import the service catalogue first.");

        var ordered = seen.OrderBy(service => service.LeikaId.Value, StringComparer.Ordinal).ToArray();
        return state.LeikaServices.SequenceEqual(ordered) ? Decision.Nothing : Decision.Record(new LeikaServicesAssigned(ordered));
    }
}
