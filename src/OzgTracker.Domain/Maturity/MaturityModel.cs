using System.Text.Json.Serialization;

namespace OzgTracker.Domain.Maturity;

/// <summary>A maturity model (<i>Reifegradmodell</i>) as data: two official ones exist, and reports name theirs.</summary>
/// <param name="Id">E. g. <c>ozg-1.1</c>.</param>
/// <param name="Name">German name with its date.</param>
/// <param name="Levels">From 0 without a hole.</param>
/// <param name="Criteria">What a level is made of; the lowest criterion decides (minimum, never an average).</param>
/// <param name="ConformityThreshold">First level that counts as OZG-konform.</param>
/// <param name="ValidFrom">When it was published.</param>
/// <param name="Source">Where its wording comes from, and what of it is not verified.</param>
public sealed record MaturityModel(
    string Id,
    string Name,
    IReadOnlyList<MaturityLevel> Levels,
    IReadOnlyList<MaturityCriterion> Criteria,
    int ConformityThreshold,
    DateOnly ValidFrom,
    string Source)
{
    /// <summary>The model that a report means when it names none.</summary>
    public const string Default = "ozg-1.1";

    /// <summary>The highest level; derived, so it is not stored.</summary>
    [JsonIgnore]
    public int Highest => Levels.Count - 1;

    /// <summary>Whether the model has the level.</summary>
    public bool Has(int level) => level >= 0 && level <= Highest;

    /// <summary>Whether a level counts as OZG-konform.</summary>
    public bool IsConform(int level) => level >= ConformityThreshold;
}

/// <summary>One level of a model.</summary>
/// <param name="Level">Its number.</param>
/// <param name="Name">Official German name.</param>
/// <param name="NameEn">English name.</param>
/// <param name="Definition">What must be there, in one German sentence.</param>
public sealed record MaturityLevel(int Level, string Name, string NameEn, string Definition);

/// <summary>One criterion of a model.</summary>
/// <param name="Id">Key in reports, lower camel case German.</param>
/// <param name="Name">German name.</param>
/// <param name="NameEn">English name.</param>
public sealed record MaturityCriterion(string Id, string Name, string NameEn);

/// <summary>Something that happened to a maturity model; stream <c>model-{modelId}</c>.</summary>
public interface IMaturityModelEvent : IDomainEvent;

/// <summary>A model was published, or published anew with other wording. Levels and threshold count from the next report on.</summary>
public sealed record MaturityModelPublished(MaturityModel Model) : IMaturityModelEvent;
