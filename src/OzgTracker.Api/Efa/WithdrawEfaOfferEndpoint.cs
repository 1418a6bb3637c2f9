using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Efa;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Efa;

/// <summary>Withdraws an EfA offer.</summary>
public sealed class WithdrawEfaOfferEndpoint(IDocumentStore store, TimeProvider clock)
    : SingleStreamEndpoint<WithdrawEfaOfferEndpoint.Request, EfaOffer, EfaOfferRow>(store)
{
    /// <summary>Which offer and the version that was read.</summary>
    /// <param name="Id">Id of the offer.</param>
    public sealed record Request([FromRoute] string Id, [FromHeader(Name = "If-Match")] string? IfMatch = null) : IConditionalRequest;

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Id).OfferId();
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Delete(EfaOfferCommands.Route);
        Policies(Policy.Coordinate);
        Problems(404, 409, 412);
        Summary("Withdraw an EfA offer", "By a coordinator of the Land that provides it. Nobody can join any more, connections that exist go on. Idempotent.");
    }

    /// <inheritdoc/>
    private protected override Task<(StreamCommand<EfaOffer, EfaOfferRow>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct)
    {
        var facts = new EfaOfferFacts(new HashSet<LeikaId>(), RolloutFacts.DayOf(clock.GetUtcNow()));
        return Task.FromResult<(StreamCommand<EfaOffer, EfaOfferRow>?, ProblemHttpResult?)>(
            (EfaOfferCommands.To(request.Id, new WithdrawEfaOffer(), facts, forbid: offer => EfaOfferCommands.Forbid(offer, caller)), null));
    }
}
