using System.Text.RegularExpressions;

namespace OzgTracker.Domain.Maturity;

/// <summary>What makes a maturity model sound; the first breach is the refusal.</summary>
public static partial class MaturityModelRules
{
    /// <summary>Most levels of a model.</summary>
    public const int MostLevels = 20;

    /// <summary>Most criteria of a model.</summary>
    public const int MostCriteria = 50;

    /// <summary>Code of a model that is not sound in itself.</summary>
    public const string NotSound = "model-not-sound";

    /// <summary>Code of a wording that lacks what an earlier one had.</summary>
    public const string Shrinks = "model-shrinks";

    /// <summary>Whether a text is the id of a model: a name in lower case, one dash, a version, e. g. <c>ozg-2.0</c>.</summary>
    /// <remarks>The one dash keeps the stream keys of mappings, which name two models, apart from one another.</remarks>
    public static bool IsId(string text) => Id().IsMatch(text);

    internal static Decision? Check(MaturityModel model)
    {
        if (!IsId(model.Id)) return Refuse($"'{model.Id}' is no id of a model; it is a name in lower case, one dash and a version, such as ozg-2.0.");
        if (model.Levels.Count is 0 or > MostLevels) return Refuse($"The model has {model.Levels.Count} levels; it needs 1 to {MostLevels}.");
        if (!model.Levels.Select(level => level.Level).SequenceEqual(Enumerable.Range(0, model.Levels.Count)))
            return Refuse($"The levels must be numbered from 0 without a hole and stand in that order; found {string.Join(", ", model.Levels.Select(level => level.Level))}.");
        if (model.Criteria.Count > MostCriteria) return Refuse($"The model has {model.Criteria.Count} criteria; at most {MostCriteria} are allowed.");
        if (model.Criteria.FirstOrDefault(criterion => !CriterionId().IsMatch(criterion.Id)) is { } misspelt)
            return Refuse($"'{misspelt.Id}' is no id of a criterion; it has up to 50 letters and digits in lower camel case, such as schriftformersatz.");
        if (model.Criteria.GroupBy(criterion => criterion.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return Refuse($"The criterion '{twice.Key}' is there {twice.Count()} times; give each criterion an id of its own.");
        return model.Has(model.ConformityThreshold)
            ? null
            : Refuse($"The threshold of conformity is {model.ConformityThreshold}; it must be one of the levels 0 to {model.Highest}.");
    }

    internal static Decision? CheckSuccessor(MaturityModel before, MaturityModel published)
    {
        if (published.Levels.Count < before.Levels.Count)
            return Decision.Refuse(Shrinks, $"{before.Id} has the levels 0 to {before.Highest}, reports may use them; publish the lower scale as a new model.");
        var lost = before.Criteria.Select(criterion => criterion.Id).Except(published.Criteria.Select(criterion => criterion.Id)).ToArray();
        return lost.Length == 0
            ? null
            : Decision.Refuse(Shrinks, $"The criteria {string.Join(", ", lost)} of {before.Id} are missing, reports may use them; keep their ids, their names may change.");
    }

    static Decision Refuse(string why) => Decision.Refuse(NotSound, why);

    [GeneratedRegex("^[a-z][a-z0-9]{0,19}-[0-9]{1,3}([.][0-9]{1,3}){0,2}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z][a-zA-Z0-9]{0,49}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex CriterionId();
}
