using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Operation;

/// <summary>Every refusal that this API can answer.</summary>
public sealed class ListProblemsEndpoint : Endpoint<ListProblemsEndpoint.Request, Ok<Page<ProblemKind>>>
{
    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/problems");
        Policies(Policy.Open);
        Summary("List the problems", "The last part of a problem's `type` is its `code` here.");
    }

    /// <inheritdoc/>
    public override Task<Ok<Page<ProblemKind>>> ExecuteAsync(Request request, CancellationToken ct) =>
        Task.FromResult(TypedResults.Ok(new Page<ProblemKind>(ProblemCatalogue.All, null)));
}
