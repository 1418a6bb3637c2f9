using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.ApiKeys;

/// <summary>Takes an API key back.</summary>
public sealed class RevokeApiKeyEndpoint(DocumentStore store, ApiKeyCache cache, TimeProvider clock)
    : Endpoint<RevokeApiKeyEndpoint.Request, Results<Ok<ApiKeyAnswer>, ProblemHttpResult>>
{
    /// <summary>Which key.</summary>
    /// <param name="Id">The id, never the key itself.</param>
    public sealed record Request([FromRoute] string Id);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Id).ApiKeyId();
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Delete(ApiKeyAnswer.Route + "/{id}");
        Policies(Policy.Administer);
        RecordedAs(AccessEventKind.KeyRevoked);
        Problems(404);
        Summary("Revoke an API key", "By an administrator. With all its secrets it is void at once, on other nodes within a second; it stays in the list with `revoked=true`. Idempotent.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<ApiKeyAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await ApiKeyTable.Find(store.DataSource, request.Id, ct) is not { } key) return Problem.Of("unknown-api-key");
        var revoked = key.RevokedAt is null ? key with { RevokedAt = ApiKeyRules.Now(clock), RevokedBy = Caller.Of(HttpContext.User).Subject } : key;
        await using var session = store.LightweightSession();
        if (key.RevokedAt is null) ApiKeyTable.Revoke(session, key.Id, revoked.RevokedAt!.Value, revoked.RevokedBy!);
        var answer = await Save(session, () => TypedResults.Ok(ApiKeyAnswer.Of(revoked)), ct);
        cache.Forget(key.Id);
        return answer;
    }
}
