using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;

namespace OzgTracker.Domain;

/// <summary>The stored name of every event. Append only: a name that has been written is never changed and never used again.</summary>
/// <remarks>Marten's default alias (snake_case of the class name) is the name of version 1, so that a Marten application finds the types.</remarks>
public static class DomainEvents
{
    /// <summary>Type to stored name.</summary>
    public static IReadOnlyDictionary<Type, string> Names { get; } = new Dictionary<Type, string>
    {
        [typeof(MunicipalityRegistered)] = "municipality_registered",
        [typeof(MunicipalityRenamed)] = "municipality_renamed",
        [typeof(KeyChanged)] = "key_changed",
        [typeof(AssociationChanged)] = "association_changed",
        [typeof(PopulationUpdated)] = "population_updated",
        [typeof(ServiceCatalogued)] = "service_catalogued",
        [typeof(ServiceRenamed)] = "service_renamed",
        [typeof(ServiceReclassified)] = "service_reclassified",
        [typeof(LeikaServicesAssigned)] = "leika_services_assigned",
        [typeof(MaturityModelPublished)] = "maturity_model_published",
        [typeof(MaturityReported)] = "maturity_reported",
        [typeof(MaturityConfirmed)] = "maturity_confirmed",
        [typeof(MaturityCorrected)] = "maturity_corrected",
        [typeof(MaturityWithdrawn)] = "maturity_withdrawn",
        [typeof(NotCompetentDeclared)] = "not_competent_declared",
        [typeof(CompetenceReclaimed)] = "competence_reclaimed",
        [typeof(MaturityVerified)] = "maturity_verified",
        [typeof(MaturityDisputed)] = "maturity_disputed",
        [typeof(EvidenceRecorded)] = "evidence_recorded",
        [typeof(EvidenceRefuted)] = "evidence_refuted",
        [typeof(RolloutPlanned)] = "rollout_planned",
        [typeof(PilotStarted)] = "pilot_started",
        [typeof(ServiceWentLive)] = "service_went_live",
        [typeof(ServiceSuspended)] = "service_suspended",
        [typeof(EfaServiceAdopted)] = "efa_service_adopted",
        [typeof(MunicipalityMerged)] = "municipality_merged",
        [typeof(MunicipalitySplit)] = "municipality_split",
        [typeof(MunicipalityDissolved)] = "municipality_dissolved",
        [typeof(CompetenceDeclared)] = "competence_declared",
        [typeof(TargetSet)] = "target_set",
        [typeof(TargetRevised)] = "target_revised",
        [typeof(TargetDropped)] = "target_dropped",
        [typeof(ModelMappingPublished)] = "model_mapping_published",
        [typeof(ServiceTagged)] = "service_tagged",
        [typeof(ServiceUntagged)] = "service_untagged",
        [typeof(DigitalStrategyReported)] = "digital_strategy_reported",
        [typeof(ItProviderAssigned)] = "it_provider_assigned",
        [typeof(ContactPointPublished)] = "contact_point_published",
        [typeof(EfaOfferPublished)] = "efa_offer_published",
        [typeof(EfaOfferChanged)] = "efa_offer_changed",
        [typeof(EfaOfferWithdrawn)] = "efa_offer_withdrawn",
    };
}
