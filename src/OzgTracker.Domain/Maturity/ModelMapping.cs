using System.Diagnostics;

namespace OzgTracker.Domain.Maturity;

/// <summary>Something that happened to the mapping of one maturity model to another; stream <c>mapping-{from}-{to}</c>.</summary>
public interface IModelMappingEvent : IDomainEvent;

/// <summary>A mapping between two models was published, or published anew. It changes no report; whoever shows a mapped level names the version.</summary>
/// <param name="From">Id of the model that reports are made in.</param>
/// <param name="To">Id of the model that they are shown in.</param>
/// <param name="Version">From 1, raised by one with each publication.</param>
/// <param name="Levels">Every level of <paramref name="From"/> with the one of <paramref name="To"/> that it stands for; null where there is no twin.</param>
/// <param name="Note">Where the mapping comes from.</param>
/// <param name="ValidFrom">First day on which it is to be used.</param>
public sealed record ModelMappingPublished(
    string From, string To, int Version, IReadOnlyDictionary<int, int?> Levels, string? Note, DateOnly ValidFrom) : IModelMappingEvent;

/// <summary>The mapping of one maturity model to another, as last published.</summary>
/// <inheritdoc cref="ModelMappingPublished"/>
public sealed record ModelMapping(string From, string To, int Version, IReadOnlyDictionary<int, int?> Levels, string? Note, DateOnly ValidFrom)
{
    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "mapping-";

    /// <summary>The stream of a mapping; ids of models have one dash each, so no two mappings share a stream.</summary>
    public static string StreamKey(string from, string to) => $"{StreamPrefix}{from}-{to}";

    /// <summary>The level that stands for another; null when it has no twin, or is not a level of the model.</summary>
    public int? Map(int level) => Levels.GetValueOrDefault(level);

    /// <summary>The mapping after an event.</summary>
    public static ModelMapping Evolve(ModelMapping? state, IModelMappingEvent happened) => happened switch
    {
        ModelMappingPublished e => new(e.From, e.To, e.Version, e.Levels, e.Note, e.ValidFrom),
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };
}

/// <summary>Publishes a mapping.</summary>
/// <param name="From">The model that reports are made in.</param>
/// <param name="To">The model that they are shown in.</param>
/// <param name="Levels">Level to level; null for one that has no twin.</param>
/// <param name="Note">Where it comes from.</param>
/// <param name="ValidFrom">First day.</param>
public sealed record PublishModelMapping(MaturityModel From, MaturityModel To, IReadOnlyDictionary<int, int?> Levels, string? Note, DateOnly ValidFrom);

/// <summary>Says which mappings are sound.</summary>
public static class ModelMappingDecider
{
    /// <summary>Records the next version, or nothing when the last one says the same.</summary>
    public static Decision Decide(ModelMapping? state, PublishModelMapping command)
    {
        if (Check(command) is { } refusal) return refusal;
        if (state is not null && SaysTheSame(state, command)) return Decision.Nothing;
        return Decision.Record(new ModelMappingPublished(
            command.From.Id, command.To.Id, (state?.Version ?? 0) + 1, new SortedDictionary<int, int?>(command.Levels.ToDictionary()),
            command.Note, command.ValidFrom));
    }

    static Decision? Check(PublishModelMapping command)
    {
        var (from, to) = (command.From, command.To);
        if (from.Id == to.Id) return Decision.Refuse("mapping-to-itself", $"{from.Id} needs no mapping to itself; name another model.");
        foreach (var (level, twin) in command.Levels.OrderBy(pair => pair.Key))
        {
            if (!from.Has(level)) return Decision.Refuse("level-outside-model", $"{from.Id} has the levels 0 to {from.Highest}, not {level}.");
            if (twin is { } mapped && !to.Has(mapped))
                return Decision.Refuse("level-outside-model", $"Level {level} is mapped to {mapped}; {to.Id} has the levels 0 to {to.Highest}.");
        }

        var missing = from.Levels.Select(level => level.Level).Where(level => !command.Levels.ContainsKey(level)).ToArray();
        return missing.Length == 0
            ? null
            : Decision.Refuse("mapping-incomplete", $"The levels {string.Join(", ", missing)} of {from.Id} are missing; map each, to null where {to.Id} has no twin.");
    }

    static bool SaysTheSame(ModelMapping state, PublishModelMapping command) =>
        (state.Note, state.ValidFrom) == (command.Note, command.ValidFrom)
        && state.Levels.Count == command.Levels.Count
        && state.Levels.All(pair => command.Levels.TryGetValue(pair.Key, out var twin) && twin == pair.Value);
}
