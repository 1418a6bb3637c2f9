using System.Globalization;
using System.IO.Pipelines;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Changes;

/// <summary>A page of the feed as it stands in JSON.</summary>
/// <param name="Items">CloudEvents in the order of positions.</param>
/// <param name="NextCursor">For the next page; null once the end of the log is reached.</param>
/// <param name="NextAfter">Go on from here, now or later; also where no event passed.</param>
/// <param name="Position">The last event of the log that this answer knows of.</param>
public sealed record ChangePage(IReadOnlyList<CloudEvent> Items, string? NextCursor, long NextAfter, long Position);

/// <summary>A page of the feed: the bytes of its events are copied, not made anew.</summary>
public sealed class ChangesResult : IResult, IEndpointMetadataProvider
{
    /// <summary>Headers where the body has no place for them.</summary>
    public const string NextAfterHeader = "OzgTracker-Next-After", PositionHeader = "OzgTracker-Position";

    readonly ChangeSlice slice;
    readonly long head;
    readonly Form form;

    internal ChangesResult(ChangeSlice slice, long head, Form form) => (this.slice, this.head, this.form) = (slice, head, form);

    internal enum Form
    {
        Envelope,
        Batch,
        Lines,
    }

    /// <summary>By <c>?format=</c>, else by <c>Accept</c>; null when the client wants something that does not exist.</summary>
    internal static Form? Choose(HttpRequest request, string? format)
    {
        if (format is not null) return format switch { "json" => Form.Envelope, "cloudevents" => Form.Batch, "ndjson" => Form.Lines, _ => null };
        if (request.Headers.Accept.Count == 0) return Form.Envelope;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return null;
        foreach (var type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
            if (Of(type.MediaType.Value ?? "") is { } form) return form;
        return null;
    }

    internal static ProblemHttpResult NotAcceptable() =>
        Problem.Of("not-acceptable", $"The feed exists as {ContentFormats.Json}, {CloudEvents.BatchMediaType} and {ContentFormats.Ndjson} (?format=json, cloudevents or ndjson).");

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var next = slice.NextAfter.ToString(CultureInfo.InvariantCulture);
        response.ContentType = form switch { Form.Batch => CloudEvents.BatchMediaType, Form.Lines => ContentFormats.Ndjson, _ => ContentFormats.Json } + (form == Form.Envelope ? "; charset=utf-8" : "");
        if (form != Form.Envelope)
        {
            response.Headers[NextAfterHeader] = next;
            response.Headers[PositionHeader] = head.ToString(CultureInfo.InvariantCulture);
            if (!slice.IsAtHead) response.Headers[ListResult<Page<object>, object>.NextCursorHeader] = next;
        }

        var body = response.BodyWriter;
        if (form == Form.Envelope) Write(body, "{\"items\":");
        if (form != Form.Lines) Write(body, "[");
        var isFirst = true;
        foreach (var change in slice.Items)
        {
            if (!isFirst && form != Form.Lines) Write(body, ",");
            isFirst = false;
            await body.WriteAsync(change.Json, httpContext.RequestAborted);
            if (form == Form.Lines) Write(body, "\n");
        }

        if (form != Form.Lines) Write(body, "]");
        if (form == Form.Envelope)
            Write(body, string.Create(CultureInfo.InvariantCulture, $",\"nextCursor\":{(slice.IsAtHead ? "null" : $"\"{next}\"")},\"nextAfter\":{next},\"position\":{head}}}"));
        await body.FlushAsync(httpContext.RequestAborted);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ChangePage), [ContentFormats.Json, CloudEvents.BatchMediaType, ContentFormats.Ndjson]));
    }

    static void Write(PipeWriter body, string text) => Encoding.UTF8.GetBytes(text, body);

    static Form? Of(string mediaType) => mediaType.ToLowerInvariant() switch
    {
        "*/*" or "application/*" or ContentFormats.Json => Form.Envelope,
        CloudEvents.BatchMediaType => Form.Batch,
        ContentFormats.Ndjson or "application/ndjson" => Form.Lines,
        _ => null,
    };
}
