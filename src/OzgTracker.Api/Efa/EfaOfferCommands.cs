using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Efa;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Efa;

/// <summary>What the commands to EfA offers share.</summary>
static class EfaOfferCommands
{
    /// <summary>The address of an offer.</summary>
    public const string Route = "/v1/efa-offers/{id}";

    /// <summary>The id of an offer.</summary>
    public static IRuleBuilderOptions<T, string> OfferId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(EfaOffer.IsId).WithErrorCode("invalid-offer-id")
        .WithMessage($"The id of an offer is made of {EfaOffer.ExpectedId}.");

    /// <summary>The LeiKa services of OZG services, or the problem that names one that the catalogue lacks.</summary>
    public static async Task<(IReadOnlySet<LeikaId>? LeikaIds, ProblemHttpResult? Problem)> LeikaOf(
        Registry registry, IEnumerable<string> ozgIds, CancellationToken ct)
    {
        var leika = new HashSet<LeikaId>();
        foreach (var id in ozgIds.Distinct(StringComparer.Ordinal))
        {
            if (await registry.FindService(id, ct) is not { } service) return (null, Problem.UnknownService(id));
            leika.UnionWith(service.LeikaIds);
        }

        return (leika, null);
    }

    /// <summary>The way of a command that is allowed.</summary>
    public static StreamCommand<EfaOffer, EfaOfferRow> To(
        string id, IEfaOfferCommand command, EfaOfferFacts facts, string? location = null, Func<EfaOffer, ProblemHttpResult?>? forbid = null) => new(
        EfaOffer.StreamKey(id),
        state => EfaOfferDecider.Decide(state, command, facts),
        (state, happened) => EfaOffer.Evolve(state, (IEfaOfferEvent)happened),
        after => Row(id, after),
        location,
        forbid);

    /// <summary>Only the Land that provides an offer may touch it; one that is unknown is no secret.</summary>
    public static ProblemHttpResult? Forbid(EfaOffer offer, Caller caller) =>
        offer.Terms is { } terms && !caller.Coordinates(terms.Provider.Value) ? Problem.Of("outside-your-states") : null;

    /// <summary>As it is answered.</summary>
    public static EfaOfferRow Row(string id, StreamState<EfaOffer> offer)
    {
        var terms = offer.State.Terms!;
        return new EfaOfferRow(
            id, terms.Provider.Value, terms.Name, terms.Operator,
            [.. terms.OzgIds.Select(service => service.Value)], [.. (terms.LeikaIds ?? []).Select(leika => leika.Value)],
            Codes.Text(terms.Contract), terms.CostModel, terms.Contact, terms.Since, offer.State.WithdrawnOn, offer.Version, offer.Position);
    }
}
