using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Operations;

/// <summary>The event store with everything of this domain: event types, folds, read models.</summary>
public static class OzgStore
{
    /// <summary>Opens the log of a database; connects only when something is asked of it.</summary>
    public static DocumentStore Open(string connectionString, Action<StoreOptions>? configure = null) => DocumentStore.For(options =>
    {
        options.ConnectionString = connectionString;
        foreach (var (type, name) in DomainEvents.Names) options.MapEventType(type, name, DomainJson.Default.GetTypeInfo(type)!);
        options.LiveStreamAggregation<Municipality, IMunicipalityEvent>(Municipality.Unknown, Municipality.Evolve);
        options.LiveStreamAggregation<Service, IServiceEvent>(Service.Unknown, Service.Evolve);
        options.LiveStreamAggregation<MaturityModel?, IMaturityModelEvent>(null, MaturityModels.Evolve);
        options.LiveStreamAggregation<Rollout, IRolloutEvent>(Rollout.Initial, Rollout.Evolve);
        options.LiveStreamAggregation<DeclaredCompetence, ICompetenceEvent>(DeclaredCompetence.Initial, DeclaredCompetence.Evolve);
        options.LiveStreamAggregation<Target, ITargetEvent>(Target.Initial, Target.Evolve);
        options.LiveStreamAggregation<ModelMapping?, IModelMappingEvent>(null, ModelMapping.Evolve);
        options.LiveStreamAggregation<EfaOffer, IEfaOfferEvent>(EfaOffer.Unknown, EfaOffer.Evolve);
        options.Projections.Add(new MunicipalityProjection());
        options.Projections.Add(new ServiceProjection());
        options.Projections.Add(new MaturityModelProjection());
        options.Projections.Add(new StatusProjection());
        options.Projections.Add(new FindingProjection());
        options.Projections.Add(new CompetenceProjection());
        options.Projections.Add(new TargetProjection());
        options.Projections.Add(new ModelMappingProjection());
        options.Projections.Add(new MunicipalityProfileProjection());
        options.Projections.Add(new EfaOfferProjection());
        options.Projections.Add(new EfaAdoptionProjection());
        options.Projections.Add(new EvidenceProjection());
        configure?.Invoke(options);
    });

    /// <summary>Writes who recorded the events of a session.</summary>
    public static void Stamp(this IDocumentSession session, Provenance provenance) => Stamp(provenance, session.SetHeader);

    /// <summary>Writes who recorded the events of a bulk append.</summary>
    public static void Stamp(this IBulkAppend bulk, Provenance provenance) => Stamp(provenance, bulk.SetHeader);

    static void Stamp(Provenance provenance, Action<string, string> setHeader)
    {
        setHeader(Provenance.ActorHeader, provenance.Actor);
        setHeader(Provenance.RoleHeader, provenance.Role);
        setHeader(Provenance.SourceHeader, provenance.Source);
        if (provenance.OnBehalfOf is not null) setHeader(Provenance.OnBehalfOfHeader, provenance.OnBehalfOf);
    }
}
