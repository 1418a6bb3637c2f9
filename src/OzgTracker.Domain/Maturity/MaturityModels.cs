using System.Diagnostics;
using System.Text.Json;

namespace OzgTracker.Domain.Maturity;

/// <summary>The stream of a maturity model: the last publication is the model.</summary>
public static class MaturityModels
{
    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "model-";

    /// <summary>The stream of a model.</summary>
    public static string StreamKey(string modelId) => StreamPrefix + modelId;

    /// <summary>The model after an event.</summary>
    public static MaturityModel Evolve(MaturityModel? state, IMaturityModelEvent happened) => happened switch
    {
        MaturityModelPublished e => e.Model,
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };

    /// <summary>Publishes a model unless it is already there word for word.</summary>
    /// <remarks>What was published once stays: reports may name any of its levels and criteria, and the log keeps them for ever.</remarks>
    public static Decision Decide(MaturityModel? state, MaturityModel published)
    {
        if (state is not null && Wording(state) == Wording(published)) return Decision.Nothing;
        return MaturityModelRules.Check(published) ?? (state is null ? null : MaturityModelRules.CheckSuccessor(state, published))
            ?? Decision.Record(new MaturityModelPublished(published));
    }

    static string Wording(MaturityModel model) => JsonSerializer.Serialize(model, DomainJson.Default.MaturityModel);
}
