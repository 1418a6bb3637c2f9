using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Api.ApiKeys;

/// <summary>Gives an API key another secret, while the one before works on for some time.</summary>
public sealed class RotateApiKeyEndpoint(DocumentStore store, ApiKeyCache cache, TimeProvider clock)
    : Endpoint<RotateApiKeyEndpoint.Request, Results<Created<IssuedApiKeyAnswer>, ProblemHttpResult>>
{
    const int UsualOverlapHours = 24;

    /// <summary>Which key, and how.</summary>
    /// <param name="Id">The id, never the key itself.</param>
    public sealed record Request([FromRoute] string Id, [FromBody] Rotation? Rotation = null);

    /// <summary>How the secrets follow each other.</summary>
    /// <param name="OverlapHours">How long the present secret works on, 0 to 168; 24 when absent. One that was replaced before ends at once.</param>
    /// <param name="ValidForDays">How long the key is valid from now on, 1 to 365; 365 when absent.</param>
    public sealed record Rotation(int? OverlapHours = null, int? ValidForDays = null);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).ApiKeyId();
            When(request => request.Rotation is not null, () =>
            {
                RuleFor(request => request.Rotation!.OverlapHours).InclusiveBetween(0, ApiKey.MostOverlapHours).WithErrorCode("overlap-out-of-range")
                    .WithMessage($"'overlapHours' must be from 0 to {ApiKey.MostOverlapHours}.");
                RuleFor(request => request.Rotation!.ValidForDays).Lifetime();
            });
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post(ApiKeyAnswer.Route + "/{id}/rotations");
        Policies(Policy.Administer);
        RecordedAs(AccessEventKind.KeyRotated);
        HandsOutASecret();
        Problems(404, 409, 413, 415);
        Summary(
            "Rotate an API key",
            "By an administrator. The key keeps its id, role and scope and gets a new secret, which is in this answer only, and a new expiry; the present secret works on for "
            + "`overlapHours`. Each request makes another secret: if the answer was lost, send it again.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Created<IssuedApiKeyAnswer>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var now = ApiKeyRules.Now(clock);
        if (await ApiKeyTable.Find(store.DataSource, request.Id, ct) is not { } key) return Problem.Of("unknown-api-key");
        if (!key.IsAlive(now)) return Problem.Of("api-key-ended");

        var secret = ApiKeySecret.CreateFor(key.Id);
        var rotated = key with
        {
            RotatedAt = now,
            PreviousUntil = now.AddHours(request.Rotation?.OverlapHours ?? UsualOverlapHours),
            ExpiresAt = now.AddDays(request.Rotation?.ValidForDays ?? ApiKey.MostDays),
        };
        await using var session = store.LightweightSession();
        ApiKeyTable.Rotate(session, key.Id, secret.Hash, rotated.PreviousUntil.Value, now, rotated.ExpiresAt);
        HttpContext.Response.Headers.CacheControl = "no-store";
        var answer = await Save(session, () => TypedResults.Created(ApiKeyAnswer.AddressOf(key.Id), new IssuedApiKeyAnswer(rotated, secret)), ct);
        cache.Forget(key.Id);
        return answer;
    }
}
