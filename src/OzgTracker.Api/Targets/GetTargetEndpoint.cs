using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Targets;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Targets;

/// <summary>One target.</summary>
/// <remarks>Folds the stream itself, so the answer is never behind a write that was acknowledged.</remarks>
public sealed class GetTargetEndpoint(IDocumentStore store) : Endpoint<GetTargetEndpoint.Request, Results<Ok<TargetAnswer>, ProblemHttpResult>>
{
    /// <summary>Which target.</summary>
    public sealed record Request([AsParameters] TargetAddress Address);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Address).SetValidator(new TargetAddress.Validator());
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(TargetAddress.Route);
        Policies(Policy.Read);
        Problems(404);
        Summary("Get a target", "Also one that was dropped. ETag is the version.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<TargetAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await Find(store, request.Address.Key, ct) is not { } answer) return TargetCommandEndpoint<Request>.UnknownTarget(request.Address.Key);
        HttpContext.Response.Headers.ETag = Etag.Of(answer.Version);
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(answer);
    }

    /// <summary>The target as its stream says it; null when nobody has set it.</summary>
    internal static async Task<TargetAnswer?> Find(IDocumentStore store, TargetKey key, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var events = await session.Events.FetchStreamAsync(key.StreamKey, ct);
        if (events.Count == 0) return null;
        var target = events.Aggregate(Target.Initial, (state, happened) => Target.Evolve(state, (ITargetEvent)happened.Data));
        return TargetAnswer.Of(key, target, events[0].Timestamp, events[^1].Timestamp, events[^1].Sequence);
    }
}
