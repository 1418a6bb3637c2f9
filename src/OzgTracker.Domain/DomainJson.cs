using System.Text.Json.Serialization;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.Domain.Targets;

namespace OzgTracker.Domain;

/// <summary>The stored JSON shape: camelCase, enums as camelCase text, absent values left out. Golden files in the architecture tests pin it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(CamelCaseEnum<UnitKind>), typeof(CamelCaseEnum<UnitDesignation>), typeof(CamelCaseEnum<SituationKind>), typeof(CamelCaseEnum<MunicipalExecution>),
        typeof(CamelCaseEnum<AssuranceLevel>), typeof(CamelCaseEnum<EfaStage>),
        typeof(CamelCaseEnum<DigitalStrategyState>), typeof(CamelCaseEnum<EfaContract>),
    ])]
[JsonSerializable(typeof(MunicipalityRegistered))]
[JsonSerializable(typeof(MunicipalityRenamed))]
[JsonSerializable(typeof(KeyChanged))]
[JsonSerializable(typeof(AssociationChanged))]
[JsonSerializable(typeof(PopulationUpdated))]
[JsonSerializable(typeof(ServiceCatalogued))]
[JsonSerializable(typeof(ServiceRenamed))]
[JsonSerializable(typeof(ServiceReclassified))]
[JsonSerializable(typeof(LeikaServicesAssigned))]
[JsonSerializable(typeof(MaturityModelPublished))]
[JsonSerializable(typeof(MaturityReported))]
[JsonSerializable(typeof(MaturityConfirmed))]
[JsonSerializable(typeof(MaturityCorrected))]
[JsonSerializable(typeof(MaturityWithdrawn))]
[JsonSerializable(typeof(NotCompetentDeclared))]
[JsonSerializable(typeof(CompetenceReclaimed))]
[JsonSerializable(typeof(MaturityVerified))]
[JsonSerializable(typeof(MaturityDisputed))]
[JsonSerializable(typeof(EvidenceRecorded))]
[JsonSerializable(typeof(EvidenceRefuted))]
[JsonSerializable(typeof(RolloutPlanned))]
[JsonSerializable(typeof(PilotStarted))]
[JsonSerializable(typeof(ServiceWentLive))]
[JsonSerializable(typeof(ServiceSuspended))]
[JsonSerializable(typeof(EfaServiceAdopted))]
[JsonSerializable(typeof(MunicipalityMerged))]
[JsonSerializable(typeof(MunicipalitySplit))]
[JsonSerializable(typeof(MunicipalityDissolved))]
[JsonSerializable(typeof(CompetenceDeclared))]
[JsonSerializable(typeof(TargetSet))]
[JsonSerializable(typeof(TargetRevised))]
[JsonSerializable(typeof(TargetDropped))]
[JsonSerializable(typeof(ModelMappingPublished))]
[JsonSerializable(typeof(ServiceTagged))]
[JsonSerializable(typeof(ServiceUntagged))]
[JsonSerializable(typeof(DigitalStrategyReported))]
[JsonSerializable(typeof(ItProviderAssigned))]
[JsonSerializable(typeof(ContactPointPublished))]
[JsonSerializable(typeof(EfaOfferPublished))]
[JsonSerializable(typeof(EfaOfferChanged))]
[JsonSerializable(typeof(EfaOfferWithdrawn))]
public sealed partial class DomainJson : JsonSerializerContext;

/// <summary>Writes an enum as camelCase text and refuses numbers.</summary>
sealed class CamelCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
