using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using OzgTracker.Api.Exports;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>A page as JSON, or all rows as CSV.</summary>
public sealed class DashboardResult : IResult, IEndpointMetadataProvider
{
    readonly DashboardPage? page;
    readonly ExportResult? file;

    internal DashboardResult(DashboardPage page) => this.page = page;

    internal DashboardResult(ExportResult file) => this.file = file;

    internal bool NeedsSnapshot => file is { NeedsSnapshot: true };

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) =>
        file?.ExecuteAsync(httpContext) ?? httpContext.Response.WriteAsJsonAsync(page, ApiJson.Options, ContentFormats.Json, httpContext.RequestAborted);

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(DashboardPage), [ContentFormats.Json, ContentFormats.Csv]));
}
