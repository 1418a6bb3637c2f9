using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Maturity;

/// <summary>One maturity model with its levels and criteria.</summary>
public sealed class GetMaturityModelEndpoint(IDocumentStore store) : Endpoint<GetMaturityModelEndpoint.Request, Results<Ok<MaturityModel>, ProblemHttpResult>>
{
    /// <summary>Which model.</summary>
    /// <param name="Id">E. g. `ozg-1.1`.</param>
    public sealed record Request([FromRoute] string Id);

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/maturity-models/{id}");
        Policies(Policy.Read);
        Problems(404);
        Summary("Get a maturity model", "Levels, criteria, threshold of conformity and source. The ETag is the number of its publications.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<MaturityModel>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchForWriting<MaturityModel?>(MaturityModels.StreamKey(request.Id), ct);
        if (stream.Aggregate is not { } model) return Problem.UnknownModel(request.Id);

        HttpContext.Response.Headers.ETag = Etag.Of(stream.CurrentVersion);
        return TypedResults.Ok(model);
    }
}
