using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RequestDecompression;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OzgTracker.Api.Rollouts;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Limits;

/// <summary>Unpacks bodies in gzip, br or deflate, never further than the limit of the operation and never a byte into more than so many; any other encoding is 415.</summary>
sealed class CompressedBodies(IRequestDecompressionProvider encodings, IOptions<LimitOptions> options)
{
    public Task Unpack(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (IsFile(context) && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = options.Value.Bodies.ReportFileBytes;
        if (!request.Headers.ContainsKey(HeaderNames.ContentEncoding)) return next(context);

        var packed = new CountedStream(request.Body);
        request.Body = packed;
        var unpacked = encodings.GetDecompressionStream(context)
            ?? throw new BadHttpRequestException("The Content-Encoding is none of gzip, br and deflate, or more than one.", StatusCodes.Status415UnsupportedMediaType);
        var most = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? options.Value.Bodies.SingleBytes;
        request.Headers.ContentLength = null;
        return Serve(context, new UnpackedStream(unpacked, packed, most, options.Value.Bodies.CompressionRatio), next);
    }

    /// <summary>A body that is read as it comes may be larger than one that a parser holds.</summary>
    static bool IsFile(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EndpointDefinition>()?.FileBody is not null && ReportBodies.FormatOf(context.Request) is ReportFormat.Ndjson or ReportFormat.Csv;

    static async Task Serve(HttpContext context, UnpackedStream body, RequestDelegate next)
    {
        await using (body)
        {
            context.Request.Body = body;
            await next(context);
        }
    }
}
