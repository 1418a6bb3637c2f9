using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Efa;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Efa;

/// <summary>One EfA offer.</summary>
public sealed class GetEfaOfferEndpoint(IDocumentStore store) : Endpoint<GetEfaOfferEndpoint.Request, Results<Ok<EfaOfferRow>, StatusCodeHttpResult, ProblemHttpResult>>
{
    /// <summary>Which offer.</summary>
    /// <param name="Id">Id of the offer.</param>
    public sealed record Request([FromRoute] string Id);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Id).OfferId();
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(EfaOfferCommands.Route);
        Policies(Policy.Read);
        Problems(404);
        Summary("Get an EfA offer", "Also one that was withdrawn. With If-None-Match the answer is 304 while nothing was recorded.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<EfaOfferRow>, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchForWriting<EfaOffer>(EfaOffer.StreamKey(request.Id), ct);
        if (stream.CurrentVersion == 0) return Problem.Of("unknown-offer", $"There is no EfA offer '{request.Id}'.");

        var etag = Etag.Of(stream.CurrentVersion);
        HttpContext.Response.Headers.ETag = etag;
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return Etag.IsKnown(HttpContext.Request, etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(EfaOfferCommands.Row(request.Id, new(stream.Aggregate, stream.CurrentVersion, stream.Events[^1].Sequence)));
    }
}
