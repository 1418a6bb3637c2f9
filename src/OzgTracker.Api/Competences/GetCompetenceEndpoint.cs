using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Competences;

/// <summary>Who executes a service in a Land, now or on any day.</summary>
/// <remarks>Folds the stream itself, so the answer is never behind a write that was acknowledged.</remarks>
public sealed class GetCompetenceEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : Endpoint<GetCompetenceEndpoint.Request, Results<Ok<CompetenceAnswer>, ProblemHttpResult>>
{
    /// <summary>Service, Land and day.</summary>
    /// <param name="AsOf">The day that is asked for; today when absent.</param>
    public sealed record Request([AsParameters] CompetenceAddress Address, [FromQuery] DateOnly? AsOf = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Address).SetValidator(new CompetenceAddress.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(CompetenceAddress.Route);
        Policies(Policy.Read);
        Problems(404);
        Summary("Get who executes a service in a Land", "What is in force on a day, declared or by default, and everything that was declared. ETag is the version.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<CompetenceAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await request.Address.DefaultOf(registry, ct) is not { } byDefault) return Problem.UnknownService(request.Address.OzgId);

        await using var session = store.LightweightSession();
        var events = await session.Events.FetchStreamAsync(request.Address.Key.StreamKey, ct);
        var day = request.AsOf ?? RolloutFacts.DayOf(clock.GetUtcNow());
        var answer = CompetenceAnswer.Of(
            request.Address.Key, byDefault, day, [.. events.Select(happened => ((CompetenceDeclared)happened.Data, happened.Sequence, happened.Timestamp))]);
        HttpContext.Response.Headers.ETag = Etag.Of(answer.Version);
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(answer);
    }
}
