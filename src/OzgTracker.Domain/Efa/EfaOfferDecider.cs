using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Domain.Efa;

/// <summary>A command to an EfA offer.</summary>
public interface IEfaOfferCommand;

/// <summary>Offers an online service to the other Länder.</summary>
public sealed record PublishEfaOffer(EfaOfferTerms Terms) : IEfaOfferCommand;

/// <summary>Replaces the terms of an offer.</summary>
public sealed record ChangeEfaOffer(EfaOfferTerms Terms) : IEfaOfferCommand;

/// <summary>Ends an offer.</summary>
public sealed record WithdrawEfaOffer : IEfaOfferCommand;

/// <summary>What lies outside the stream of an offer.</summary>
/// <param name="LeikaIds">The LeiKa services of the OZG services that the terms name.</param>
/// <param name="Today">The day of the command.</param>
public sealed record EfaOfferFacts(IReadOnlySet<LeikaId> LeikaIds, DateOnly Today);

/// <summary>Says what may be offered, changed and withdrawn.</summary>
public static class EfaOfferDecider
{
    /// <summary>Longest cost model: a few words, no contract.</summary>
    public const int LongestCostModel = 500;

    const string Withdrawn = "offer-withdrawn";

    /// <summary>The same command again yields nothing.</summary>
    public static Decision Decide(EfaOffer state, IEfaOfferCommand command, EfaOfferFacts facts) => (command, state) switch
    {
        (PublishEfaOffer publish, { Terms: null }) => Terms(publish.Terms, facts, terms => new EfaOfferPublished(terms)),
        (PublishEfaOffer, { WithdrawnOn: not null }) => Decision.Refuse(Withdrawn, "An offer with this id was withdrawn; publish the new one under another id."),
        (PublishEfaOffer publish, _) when Ordered(publish.Terms) == state.Terms => Decision.Nothing,
        (PublishEfaOffer, _) => Decision.Refuse("offer-exists", "There is another offer with this id; change it with PUT, or choose another id."),
        (_, { Terms: null }) => Decision.Refuse("unknown-offer", "There is no offer with this id; publish it first."),
        (WithdrawEfaOffer, { WithdrawnOn: not null }) => Decision.Nothing,
        (WithdrawEfaOffer, _) => Decision.Record(new EfaOfferWithdrawn(facts.Today)),
        (ChangeEfaOffer, { WithdrawnOn: not null }) => Decision.Refuse(Withdrawn, "The offer was withdrawn; publish a new one under another id."),
        (ChangeEfaOffer change, _) when Ordered(change.Terms) == state.Terms => Decision.Nothing,
        (ChangeEfaOffer change, _) when change.Terms.Provider != state.Terms.Provider => Decision.Refuse(
            "offer-keeps-its-provider", $"The offer is one of {state.Terms.Provider.Facts.Name}; withdraw it, and let the other Land publish one of its own."),
        (ChangeEfaOffer change, _) => Terms(change.Terms, facts, terms => new EfaOfferChanged(terms)),
        _ => throw new System.Diagnostics.UnreachableException($"{command.GetType().Name} has no rule"),
    };

    static Decision Terms(EfaOfferTerms terms, EfaOfferFacts facts, Func<EfaOfferTerms, IEfaOfferEvent> happened) =>
        Check(terms, facts) ?? Decision.Record(happened(Ordered(terms)));

    static Decision? Check(EfaOfferTerms terms, EfaOfferFacts facts)
    {
        if (OrganisationName.WhyNot(terms.Operator) is { } why) return Decision.Refuse(OrganisationName.Code, "operator: " + why);
        if (terms.LeikaIds?.FirstOrDefault(id => !facts.LeikaIds.Contains(id)) is { Value: not null } foreign)
            return Decision.Refuse("leika-not-in-service", $"{foreign} is not one of the LeiKa services of {string.Join(", ", terms.OzgIds)}.");
        if (terms.Since < RolloutDecider.EarliestDay)
            return Decision.Refuse("date-too-early", $"since is {terms.Since:yyyy-MM-dd}; nothing was online before {RolloutDecider.EarliestDay:yyyy-MM-dd}.");
        return ContactRules.Check(terms.Contact);
    }

    /// <summary>Ids are a set: their order and repetitions say nothing.</summary>
    static EfaOfferTerms Ordered(EfaOfferTerms terms) => terms with
    {
        OzgIds = [.. terms.OzgIds.Distinct().OrderBy(id => id.Value, StringComparer.Ordinal)],
        LeikaIds = terms.LeikaIds is { Count: > 0 } ids ? [.. ids.Distinct().OrderBy(id => id.Value, StringComparer.Ordinal)] : null,
    };
}
