namespace OzgTracker.Domain;

/// <summary>Something that happened and was recorded. Stored names are listed in <see cref="DomainEvents"/>.</summary>
public interface IDomainEvent;

/// <summary>Why a command was refused.</summary>
/// <param name="Code">Stable, kebab-case; the last part of the problem's <c>type</c>.</param>
/// <param name="Why">What is wrong and what to do, for people.</param>
public sealed record Refusal(string Code, string Why);

/// <summary>What a decider answers: events to record, nothing because it is already so, or a refusal.</summary>
public sealed record Decision
{
    Decision(IReadOnlyList<IDomainEvent> events, Refusal? refusal) => (Events, Refusal) = (events, refusal);

    /// <summary>The command is already true: nothing to record, and no error. This is what makes retries safe.</summary>
    public static Decision Nothing { get; } = new([], null);

    /// <summary>What happened; empty for <see cref="Nothing"/> and for a refusal.</summary>
    public IReadOnlyList<IDomainEvent> Events { get; }

    /// <summary>The reason when a rule said no.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The command changes something.</summary>
    public static Decision Record(params IReadOnlyList<IDomainEvent> events) => new(events, null);

    /// <summary>A rule says no.</summary>
    /// <param name="code">Stable, kebab-case.</param>
    /// <param name="why">What is wrong and what to do.</param>
    public static Decision Refuse(string code, string why) => new([], new Refusal(code, why));
}
