using System.Collections.Immutable;
using System.Diagnostics;

namespace OzgTracker.Domain.Competences;

/// <summary>Who executes a service from a day on.</summary>
/// <param name="ExecutedBy">The kinds of bodies.</param>
/// <param name="ValidFrom">First day.</param>
public readonly record struct Declaration(Executors ExecutedBy, DateOnly ValidFrom);

/// <summary>Where an answer on competence comes from.</summary>
public enum CompetenceSource
{
    /// <summary>The Land has said nothing for that day; the types of the service in the catalogue decide.</summary>
    Default,

    /// <summary>The Land has declared it.</summary>
    Declared,
}

/// <summary>Who executes a service in a Land on a day.</summary>
/// <param name="ExecutedBy">The kinds of bodies.</param>
/// <param name="Source">Who says so.</param>
/// <param name="ValidFrom">First day of the declaration; null for the default.</param>
public readonly record struct CompetenceInForce(Executors ExecutedBy, CompetenceSource Source, DateOnly? ValidFrom)
{
    /// <summary>The declaration with the latest first day not after <paramref name="day"/> counts; before the first one the default does.</summary>
    public static CompetenceInForce On(DateOnly day, IEnumerable<Declaration> declarations, Executors byDefault)
    {
        var latest = LatestOn(day, declarations);
        return latest is { } declared ? new(declared.ExecutedBy, CompetenceSource.Declared, declared.ValidFrom) : new(byDefault, CompetenceSource.Default, null);
    }

    internal static Declaration? LatestOn(DateOnly day, IEnumerable<Declaration> declarations)
    {
        Declaration? latest = null;
        foreach (var declaration in declarations)
            if (declaration.ValidFrom <= day && (latest is null || declaration.ValidFrom > latest.Value.ValidFrom))
                latest = declaration;
        return latest;
    }
}

/// <summary>What a Land has declared for a service, folded from its stream.</summary>
/// <param name="Version">Number of events folded; equals the stream's version.</param>
/// <param name="Declarations">All of them, oldest first day first; no two have the same first day.</param>
public sealed record DeclaredCompetence(long Version, ImmutableArray<Declaration> Declarations)
{
    /// <summary>Nothing was declared.</summary>
    public static readonly DeclaredCompetence Initial = new(0, []);

    /// <summary>The state after an event.</summary>
    public static DeclaredCompetence Evolve(DeclaredCompetence state, ICompetenceEvent happened) => happened switch
    {
        CompetenceDeclared e => new(state.Version + 1, state.Declarations.Add(new(Executors.Of(e.ExecutedBy), e.ValidFrom)).Sort((a, b) => a.ValidFrom.CompareTo(b.ValidFrom))),
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };

    /// <summary>Who executes the service on a day.</summary>
    /// <param name="day">The day.</param>
    /// <param name="byDefault">What the catalogue lets expect.</param>
    public CompetenceInForce On(DateOnly day, Executors byDefault) => CompetenceInForce.On(day, Declarations, byDefault);
}
