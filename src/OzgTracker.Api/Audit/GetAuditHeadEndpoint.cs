using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Audit;

namespace OzgTracker.Api.Audit;

/// <summary>The end of the audit chain, for whoever keeps it elsewhere.</summary>
public sealed class GetAuditHeadEndpoint(DocumentStore store) : Endpoint<GetAuditHeadEndpoint.Request, Results<Ok<AuditHead>, StatusCodeHttpResult>>
{
    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/audit/head");
        Policies(Policy.Read);
        Summary(
            "Get the head of the audit chain",
            "Keep `position` and `hash` where nobody of this installation can write: `ozg verify --head position:hash` then proves that nothing recorded up to there was changed.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<AuditHead>, StatusCodeHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var head = await store.Audit.HeadAsync(ct);
        var etag = Etag.Of(head.Position, head.Hash);
        HttpContext.Response.Headers.ETag = etag;
        HttpContext.Response.Headers.CacheControl = "private, no-cache";
        return Etag.IsKnown(HttpContext.Request, etag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(head);
    }
}
