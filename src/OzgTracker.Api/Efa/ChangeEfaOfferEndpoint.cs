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

/// <summary>Changes an EfA offer.</summary>
public sealed class ChangeEfaOfferEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : SingleStreamEndpoint<ChangeEfaOfferEndpoint.Request, EfaOffer, EfaOfferRow>(store)
{
    /// <summary>Which offer, its terms and the version that was read.</summary>
    /// <param name="Id">Id of the offer.</param>
    public sealed record Request([FromRoute] string Id, [FromBody] Terms Terms, [FromHeader(Name = "If-Match")] string? IfMatch = null) : IConditionalRequest;

    /// <summary>All terms of the offer.</summary>
    /// <param name="Provider">The Land that provides it; an offer keeps it.</param>
    /// <param name="Name">Name of the online service.</param>
    /// <param name="Operator">The organisation that operates it, at most 120 characters; never a person.</param>
    /// <param name="OzgIds">The OZG services that it covers.</param>
    /// <param name="Contract">The legal way on which others join.</param>
    /// <param name="ContactPoint">Whom to ask: an office, never a person.</param>
    /// <param name="Since">Since when others can join.</param>
    /// <param name="LeikaIds">The LeiKa services that it covers; all of the OZG services when absent.</param>
    /// <param name="CostModel">How the costs are shared, at most 500 characters.</param>
    public sealed record Terms(
        string Provider, string Name, string Operator, IReadOnlyList<string> OzgIds, EfaContract Contract, ContactBody ContactPoint, DateOnly Since,
        IReadOnlyList<string>? LeikaIds = null, string? CostModel = null) : IEfaOfferBody;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).OfferId();
            RuleFor(request => request.Terms).SetValidator(new EfaOfferBodyValidator());
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put(EfaOfferCommands.Route);
        Policies(Policy.Coordinate);
        Problems(404, 409, 412, 413, 415);
        Summary("Change an EfA offer", "By a coordinator of the Land that provides it. The terms are complete and replace those before. Idempotent.");
    }

    /// <inheritdoc/>
    private protected override async Task<(StreamCommand<EfaOffer, EfaOfferRow>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct)
    {
        var (leika, unknown) = await EfaOfferCommands.LeikaOf(registry, request.Terms.OzgIds, ct);
        if (leika is null) return (null, unknown);

        var facts = new EfaOfferFacts(leika, RolloutFacts.DayOf(clock.GetUtcNow()));
        return (EfaOfferCommands.To(request.Id, new ChangeEfaOffer(request.Terms.ToTerms()), facts, forbid: offer => EfaOfferCommands.Forbid(offer, caller)), null);
    }
}
