using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace OzgTracker.Api.Web;

/// <summary>A page of a list as it stands in JSON.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">For the next page; null on the last.</param>
public record Page<TItem>(IReadOnlyList<TItem> Items, string? NextCursor);

/// <summary>A page in the form that the client asked for: JSON with the envelope, NDJSON and CSV with the rows alone.</summary>
/// <remarks>In NDJSON and CSV the cursor of the next page is the header <c>OzgTracker-Next-Cursor</c>.</remarks>
/// <typeparam name="TPage">The envelope.</typeparam>
/// <typeparam name="TItem">A flat record; its members are the columns of CSV.</typeparam>
public sealed class ListResult<TPage, TItem> : IResult, IEndpointMetadataProvider
    where TPage : Page<TItem>
{
    /// <summary>Header with the cursor where the body has no place for it.</summary>
    public const string NextCursorHeader = "OzgTracker-Next-Cursor";

    readonly TPage page;
    readonly ContentFormat format;
    readonly char delimiter;

    internal ListResult(TPage page, ContentFormat format, string? delimiter) => (this.page, this.format, this.delimiter) = (page, format, delimiter == "semicolon" ? ';' : ',');

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (format == ContentFormat.Json) return response.WriteAsJsonAsync(page, ApiJson.Options, ContentFormats.Json, httpContext.RequestAborted);

        if (page.NextCursor is not null) response.Headers[NextCursorHeader] = page.NextCursor;
        return format == ContentFormat.Ndjson ? WriteNdjson(response, httpContext.RequestAborted) : WriteCsv(response, httpContext.RequestAborted);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TPage), [ContentFormats.Json, ContentFormats.Ndjson, ContentFormats.Csv]));

    async Task WriteNdjson(HttpResponse response, CancellationToken ct)
    {
        response.ContentType = ContentFormats.Ndjson;
        foreach (var item in page.Items)
        {
            await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, ApiJson.Options), ct);
            await response.Body.WriteAsync("\n"u8.ToArray(), ct);
        }
    }

    async Task WriteCsv(HttpResponse response, CancellationToken ct)
    {
        response.ContentType = ContentFormats.Csv + "; charset=utf-8; header=present";
        await CsvTable.Write(response.Body, page.Items, delimiter, ct);
    }
}
