using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OzgTracker.Domain.Efa;

/// <summary>An EfA offer, folded from its stream.</summary>
/// <param name="Terms">What is offered; null before it is published.</param>
/// <param name="WithdrawnOn">Null while others can join.</param>
public sealed partial record EfaOffer(EfaOfferTerms? Terms, DateOnly? WithdrawnOn)
{
    /// <summary>What all these streams start with.</summary>
    public const string StreamPrefix = "efa-";

    /// <summary>What an id looks like, for messages.</summary>
    public const string ExpectedId = "words of lower-case letters and digits with a dash in between, at most 60 characters, such as wohngeld-sh";

    /// <summary>An offer that nobody has published.</summary>
    public static readonly EfaOffer Unknown = new(null, null);

    /// <summary>The stream of an offer.</summary>
    public static string StreamKey(string offerId) => StreamPrefix + offerId;

    /// <summary>Whether a text is the id of an offer: <see cref="ExpectedId"/>.</summary>
    public static bool IsId(string text) => text.Length <= 60 && Id().IsMatch(text);

    /// <summary>The state after an event.</summary>
    public static EfaOffer Evolve(EfaOffer state, IEfaOfferEvent happened) => happened switch
    {
        EfaOfferPublished e => new(e.Terms, null),
        EfaOfferChanged e => state with { Terms = e.Terms },
        EfaOfferWithdrawn e => state with { WithdrawnOn = e.WithdrawnOn },
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Id();
}
