using System.Diagnostics;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Efa;

namespace OzgTracker.Operations.Demo;

/// <summary>The invented EfA offers that invented histories name.</summary>
static class SyntheticOffers
{
    public static IEnumerable<(string StreamKey, EfaOfferPublished Published)> Of(SyntheticHistory history, IEnumerable<SyntheticService> services) =>
        from service in services
        let offer = history.OfferOf(service)
        where offer is not null
        select (EfaOffer.StreamKey(offer.Value.OfferId), Publish(offer.Value, service.Id));

    static EfaOfferPublished Publish(EfaWave offer, OzgId service)
    {
        var terms = new EfaOfferTerms(
            offer.Provider, $"Erfundener Onlinedienst zur OZG-Leistung {service.Value}", $"Erfundener IT-Dienstleister ({offer.Provider.Facts.Name})",
            [service], null, EfaContract.FitStore, null, new ContactPoint(null, $"https://demo.invalid/efa/{service.Value}"), offer.Begin);
        var facts = new EfaOfferFacts(new HashSet<LeikaId>(), SyntheticHistory.LastDay);
        var decision = EfaOfferDecider.Decide(EfaOffer.Unknown, new PublishEfaOffer(terms), facts);
        return decision.Events is [EfaOfferPublished published]
            ? published
            : throw new UnreachableException($"The invented offer {offer.OfferId} breaks a rule: {decision.Refusal?.Why}");
    }
}
