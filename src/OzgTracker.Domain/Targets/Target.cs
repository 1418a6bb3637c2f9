using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Targets;

/// <summary>The identity of a target: a Land and a name in it, together e. g. <c>05-roll-in-2026</c>.</summary>
/// <param name="State">The Land whose target it is.</param>
/// <param name="Name">Lower-case letters, digits and dashes.</param>
public readonly partial record struct TargetKey(StateCode State, string Name)
{
    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "target-";

    /// <summary>What people and programs call it.</summary>
    public string Id => $"{State.Value}-{Name}";

    /// <summary>The stream, e. g. <c>target-05-roll-in-2026</c>.</summary>
    public string StreamKey => StreamPrefix + Id;

    /// <summary>Reads an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? id, out TargetKey key)
    {
        key = default;
        if (id is not [_, _, '-', .. var name] || !StateCode.TryParse(id[..2], out var state) || !IsName(name)) return false;
        key = new TargetKey(state, name);
        return true;
    }

    /// <summary>At most 40 lower-case letters, digits and dashes, no dash at either end.</summary>
    public static bool IsName([NotNullWhen(true)] string? name) => name is not null && NamePattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex NamePattern();
}

/// <summary>What is to be reached, by when, in which services.</summary>
/// <remarks>Members as in <see cref="TargetSet"/>.</remarks>
public sealed record TargetGoal(string Title, string Model, int Level, DateOnly By, IReadOnlyList<OzgId>? OzgIds, string? Tag)
{
    /// <summary>Equal by content; the order of the services does not matter.</summary>
    public bool Equals(TargetGoal? other) =>
        other is not null
        && (Title, Model, Level, By, Tag) == (other.Title, other.Model, other.Level, other.By, other.Tag)
        && (OzgIds ?? []).ToHashSet().SetEquals(other.OzgIds ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Title, Model, Level, By, Tag);
}

/// <summary>A target, folded from its stream.</summary>
/// <param name="Version">Number of events folded; equals the stream's version.</param>
/// <param name="First">What was set at first; null before.</param>
/// <param name="Goal">What is to be reached now; null before it was set.</param>
/// <param name="IsDropped">Given up.</param>
public sealed record Target(long Version, TargetGoal? First, TargetGoal? Goal, bool IsDropped)
{
    /// <summary>A target that nobody has set.</summary>
    public static readonly Target Initial = new(0, null, null, false);

    /// <summary>The state after an event.</summary>
    public static Target Evolve(Target state, ITargetEvent happened) => happened switch
    {
        TargetSet e => new(state.Version + 1, GoalOf(e), GoalOf(e), false),
        TargetRevised e => state with { Version = state.Version + 1, Goal = new(e.Title, e.Model, e.Level, e.By, e.OzgIds, e.Tag) },
        TargetDropped => state with { Version = state.Version + 1, IsDropped = true },
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };

    static TargetGoal GoalOf(TargetSet e) => new(e.Title, e.Model, e.Level, e.By, e.OzgIds, e.Tag);
}
