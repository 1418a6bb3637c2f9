using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace OzgTracker.Api.Changes;

/// <summary>The answer that does not end.</summary>
public sealed class ChangeStream : IResult, IEndpointMetadataProvider
{
    /// <summary>Of server-sent events.</summary>
    public const string MediaType = "text/event-stream";

    readonly ChangeStreams? streams;
    readonly ChangeFilter filter;
    readonly long? after;
    readonly IDisposable? place;

    /// <param name="streams">Null for the headers alone.</param>
    internal ChangeStream(ChangeStreams? streams, ChangeFilter filter, long? after, IDisposable? place) =>
        (this.streams, this.filter, this.after, this.place) = (streams, filter, after, place);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (place)
        {
            var response = httpContext.Response;
            response.ContentType = MediaType;
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Accel-Buffering"] = "no";   // proxies of a kind would hold it back
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            if (streams is not null) await streams.Serve(httpContext, filter, after);
        }
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [MediaType]));

    internal static bool IsAcceptable(HttpRequest request) =>
        request.Headers.Accept.Count == 0
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(type => type.Quality is not 0 && type.MediaType.Value is MediaType or "*/*" or "text/*"));
}
