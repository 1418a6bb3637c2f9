using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace OzgTracker.Api.Discovery;

/// <summary>A document of a type of its own.</summary>
public sealed class WellKnownText : IResult, IEndpointMetadataProvider
{
    readonly string mediaType;
    readonly string text;

    internal WellKnownText(string mediaType, string text) => (this.mediaType, this.text) = (mediaType, text);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = mediaType;
        return httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["application/linkset+json", "text/plain"]));
}
