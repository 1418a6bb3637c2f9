using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Rollouts;

/// <summary>Says how far the connection to an EfA service is.</summary>
public sealed class AdoptEfaServiceEndpoint(CellServices services) : CellCommandEndpoint<AdoptEfaServiceEndpoint.Request>(services)
{
    /// <summary>Cell, step and the version that was read.</summary>
    public sealed record Request([AsParameters] CellAddress Address, [FromBody] Adoption Body, [FromHeader(Name = "If-Match")] string? IfMatch = null) : ICellCommand;

    /// <summary>A step with an EfA service.</summary>
    /// <param name="OfferId">Id of the offer, from `/v1/efa-offers`.</param>
    /// <param name="Stage">`interested`, `contracted`, `configured`, `pilot`, `live` or `retired`.</param>
    /// <param name="On">Since when; today when absent.</param>
    public sealed record Adoption(string? OfferId = null, EfaStage? Stage = null, DateOnly? On = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Address).SetValidator(new CellAddress.Validator());
            RuleFor(request => request.Body.OfferId).NotEmpty().WithErrorCode("missing-value").WithMessage("'offerId' is needed; /v1/efa-offers lists the offers.");
            RuleFor(request => request.Body.Stage).NotNull().WithErrorCode("missing-value")
                .WithMessage("'stage' is needed: interested, contracted, configured, pilot, live or retired.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(CellAddress.Route + "/efa-adoptions");
        Policies(Policy.Report);
        Problems(404, 409, 412, 413, 415);
        Summary("Record a step with an EfA service", "Stages go forward; a retired connection may begin anew. Idempotent per stage.");
    }

    /// <inheritdoc/>
    private protected override async ValueTask<ProblemHttpResult?> Check(Request request, KnownCell cell, CancellationToken ct)
    {
        if (await Services.Registry.FindOffer(request.Body.OfferId!, ct) is not { } offer) return Problem.Of("unknown-offer");
        if (!offer.OzgIds.Contains(cell.Service.Id)) return Problem.Of("offer-for-other-services");
        return offer.WithdrawnOn is not null && request.Body.Stage != EfaStage.Retired ? Problem.Of("offer-withdrawn") : null;
    }

    /// <inheritdoc/>
    protected override IRolloutCommand Command(Request request, IEventStream<Rollout> stream) =>
        new AdoptEfaService(request.Body.OfferId!, request.Body.Stage!.Value, request.Body.On ?? Today);
}
