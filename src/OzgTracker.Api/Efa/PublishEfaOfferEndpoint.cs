using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Efa;

/// <summary>Offers an online service of one Land to the others.</summary>
public sealed class PublishEfaOfferEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : SingleStreamEndpoint<PublishEfaOfferEndpoint.Request, EfaOffer, EfaOfferRow>(store)
{
    /// <summary>The offer and the version that was read.</summary>
    public sealed record Request([FromBody] Offer Offer, [FromHeader(Name = "If-Match")] string? IfMatch = null) : IConditionalRequest;

    /// <summary>A new offer.</summary>
    /// <param name="Id">Its id for ever: lower-case words and digits with a dash in between, e. g. `wohngeld-sh`.</param>
    /// <param name="Provider">The Land that provides it, two digits.</param>
    /// <param name="Name">Name of the online service.</param>
    /// <param name="Operator">The organisation that operates it, at most 120 characters; never a person.</param>
    /// <param name="OzgIds">The OZG services that it covers.</param>
    /// <param name="Contract">The legal way on which others join.</param>
    /// <param name="ContactPoint">Whom to ask: an office, never a person.</param>
    /// <param name="Since">Since when others can join.</param>
    /// <param name="LeikaIds">The LeiKa services that it covers; all of the OZG services when absent.</param>
    /// <param name="CostModel">How the costs are shared, at most 500 characters.</param>
    public sealed record Offer(
        string Id, string Provider, string Name, string Operator, IReadOnlyList<string> OzgIds, EfaContract Contract, ContactBody ContactPoint, DateOnly Since,
        IReadOnlyList<string>? LeikaIds = null, string? CostModel = null) : IEfaOfferBody;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Offer.Id).OfferId();
            RuleFor(request => request.Offer).SetValidator(new EfaOfferBodyValidator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post("/v1/efa-offers");
        Policies(Policy.Coordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Publish an EfA offer", "By a coordinator of the Land that provides it. Idempotent: the same offer again answers 200 and records nothing.");
    }

    /// <inheritdoc/>
    private protected override async Task<(StreamCommand<EfaOffer, EfaOfferRow>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct)
    {
        var offer = request.Offer;
        if (!caller.Coordinates(offer.Provider)) return (null, Problem.Of("outside-your-states"));
        var (leika, unknown) = await EfaOfferCommands.LeikaOf(registry, offer.OzgIds, ct);
        if (leika is null) return (null, unknown);

        var facts = new EfaOfferFacts(leika, RolloutFacts.DayOf(clock.GetUtcNow()));
        return (EfaOfferCommands.To(offer.Id, new PublishEfaOffer(offer.ToTerms()), facts, $"/v1/efa-offers/{offer.Id}"), null);
    }
}
