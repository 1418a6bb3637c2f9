using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Municipalities;

/// <summary>How far a unit is with a digital strategy.</summary>
/// <param name="State">How far.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Url">Public http(s) address of the strategy.</param>
public sealed record DigitalStrategy(DigitalStrategyState State, DateOnly? Since, string? Url);

/// <summary>What a unit says of itself, beside the official files.</summary>
/// <param name="DigitalStrategy">Null when nothing is said.</param>
/// <param name="ItProvider">Name of the organisation that runs its IT.</param>
/// <param name="ContactPoint">Where it can be asked.</param>
public sealed record MunicipalityProfile(DigitalStrategy? DigitalStrategy, string? ItProvider, ContactPoint? ContactPoint)
{
    /// <summary>Nothing is said.</summary>
    public static readonly MunicipalityProfile Empty = new(null, null, null);

    /// <summary>The profile after an event; events of other kinds change nothing.</summary>
    public static MunicipalityProfile Evolve(MunicipalityProfile state, IMunicipalityEvent happened) => happened switch
    {
        DigitalStrategyReported e => state with { DigitalStrategy = e.State is { } stage ? new(stage, e.Since, e.Url) : null },
        ItProviderAssigned e => state with { ItProvider = e.Provider },
        ContactPointPublished e => state with { ContactPoint = e is { Mailbox: null, Url: null } ? null : new(e.Mailbox, e.Url) },
        _ => state,
    };
}

/// <summary>A part of a profile that is to be set.</summary>
/// <param name="Value">Null clears it.</param>
public sealed record Given<T>(T? Value)
    where T : class;

/// <summary>Sets parts of a profile; a part that is null here stays as it is.</summary>
/// <param name="DigitalStrategy">The strategy.</param>
/// <param name="ItProvider">The IT provider.</param>
/// <param name="ContactPoint">The contact point.</param>
/// <param name="Today">The day of the command.</param>
public sealed record SetProfile(Given<DigitalStrategy>? DigitalStrategy, Given<string>? ItProvider, Given<ContactPoint>? ContactPoint, DateOnly Today);

/// <summary>Says what a unit may say of itself: nothing that speaks of persons gets into the log.</summary>
public static class ProfileDecider
{
    /// <summary>Records the parts that differ, all or none of them.</summary>
    public static Decision Decide(Municipality state, SetProfile command)
    {
        if (state.Facts?.Kind is UnitKind.Gemeindefrei)
            return Decision.Refuse("not-a-municipality", "A gemeindefreies Gebiet has no administration of its own, so it has no profile.");
        if ((CheckStrategy(command) ?? CheckProvider(command) ?? ContactRules.Check(command.ContactPoint?.Value)) is { } refusal) return refusal;

        var events = Differences(state.Profile, command).ToArray();
        return events.Length == 0 ? Decision.Nothing : Decision.Record(events);
    }

    static Decision? CheckStrategy(SetProfile command)
    {
        if (command.DigitalStrategy?.Value is not { } strategy) return null;
        if (strategy.Since > command.Today)
            return Decision.Refuse(
                "date-in-future", $"digitalStrategy.since is {strategy.Since:yyyy-MM-dd}, today is {command.Today:yyyy-MM-dd}; a strategy that is to come is inProgress.");
        if (strategy.Since < RolloutDecider.EarliestDay)
            return Decision.Refuse(
                "date-too-early", $"digitalStrategy.since is {strategy.Since:yyyy-MM-dd}; nothing was online before {RolloutDecider.EarliestDay:yyyy-MM-dd}.");
        return ContactRules.CheckUrl(strategy.Url, "digitalStrategy.url");
    }

    static Decision? CheckProvider(SetProfile command) =>
        command.ItProvider?.Value is { } provider && OrganisationName.WhyNot(provider) is { } why ? Decision.Refuse(OrganisationName.Code, why) : null;

    static IEnumerable<IMunicipalityEvent> Differences(MunicipalityProfile known, SetProfile command)
    {
        if (command.DigitalStrategy is { Value: var strategy } && strategy != known.DigitalStrategy)
            yield return new DigitalStrategyReported(strategy?.State, strategy?.Since, strategy?.Url);
        if (command.ItProvider is { Value: var provider } && provider != known.ItProvider)
            yield return new ItProviderAssigned(provider);
        if (command.ContactPoint is { Value: var contact } && contact != known.ContactPoint)
            yield return new ContactPointPublished(contact?.Mailbox, contact?.Url);
    }
}
