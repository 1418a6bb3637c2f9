using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;

namespace OzgTracker.Api.Analysis;

/// <summary>What every number means, on one page for people.</summary>
public sealed class GetMetricsPageEndpoint : Endpoint<GetMetricsPageEndpoint.Request, GetMetricsPageEndpoint.Page>
{
    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <summary>Markdown.</summary>
    public sealed class Page : IResult, IEndpointMetadataProvider
    {
        const string Markdown = "text/markdown";

        /// <inheritdoc/>
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = Markdown + "; charset=utf-8";
            return httpContext.Response.WriteAsync(MetricsPage.Markdown(), httpContext.RequestAborted);
        }

        /// <inheritdoc/>
        public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [Markdown]));
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/docs/metrics");
        Policies(Policy.Open);
        Summary("Read the metrics as a page", "Markdown; the file `openapi/metrics.md` is the same.");
    }

    /// <inheritdoc/>
    public override Task<Page> ExecuteAsync(Request request, CancellationToken ct) => Task.FromResult(new Page());
}
