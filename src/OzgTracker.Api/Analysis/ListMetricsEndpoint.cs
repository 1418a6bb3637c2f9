using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;

namespace OzgTracker.Api.Analysis;

/// <summary>What every number means; the same as one page for people is <c>openapi/metrics.md</c> and <c>/docs/metrics</c>.</summary>
public sealed class ListMetricsEndpoint : Endpoint<ListMetricsEndpoint.Request, Ok<ListMetricsEndpoint.Response>>
{
    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <summary>Words and definitions.</summary>
    /// <param name="Terms">The words that the definitions use.</param>
    /// <param name="Items">The metrics; answers name theirs.</param>
    public sealed record Response(IReadOnlyList<MetricTerm> Terms, IReadOnlyList<MetricDefinition> Items);

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/metrics");
        Policies(Policy.Open);
        Summary("List the metrics", "Formula, denominator, and how awkward cases are treated. The name is `metric` in answers; the version is raised when the same facts would give another number.");
    }

    /// <inheritdoc/>
    public override Task<Ok<Response>> ExecuteAsync(Request request, CancellationToken ct) => Task.FromResult(TypedResults.Ok(new Response(Metrics.Terms, Metrics.All)));
}
