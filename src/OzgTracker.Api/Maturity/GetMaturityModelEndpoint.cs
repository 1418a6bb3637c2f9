using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Maturity;

/// <summary>One maturity model with its levels and criteria.</summary>
public sealed class GetMaturityModelEndpoint(Registry registry) : Endpoint<GetMaturityModelEndpoint.Request, Results<Ok<MaturityModel>, ProblemHttpResult>>
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
        Summary("Get a maturity model", "Levels, criteria, threshold of conformity and source.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<MaturityModel>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        await registry.FindModel(request.Id, ct) is { } model ? TypedResults.Ok(model) : Problem.UnknownModel(request.Id);
}
