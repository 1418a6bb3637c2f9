using System.Globalization;

namespace OzgTracker.Api.Idempotency;

/// <summary>An answer as it goes over the wire, before compression. Other headers than these are not the answer's but the connection's or the moment's.</summary>
sealed record StoredAnswer(int Status, string? ContentType, string? Location, string? Etag, byte[] Body)
{
    public const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>What a result would send as the answer of <paramref name="context"/>; an ETag that is set there moves into it.</summary>
    public static StoredAnswer Of(IResult result, HttpContext context)
    {
        var body = new MemoryStream();
        var aside = new DefaultHttpContext { RequestServices = context.RequestServices, User = context.User, TraceIdentifier = context.TraceIdentifier };
        (aside.Request.Method, aside.Request.PathBase, aside.Request.Path) = (context.Request.Method, context.Request.PathBase, context.Request.Path);
        aside.Response.Body = body;
        result.ExecuteAsync(aside).GetAwaiter().GetResult();   // into memory: nothing there to wait for
        var headers = aside.Response.Headers;
        var etag = Text(context.Response.Headers.ETag);
        context.Response.Headers.ETag = default;   // the save may fail yet, and a refusal has none
        return new StoredAnswer(aside.Response.StatusCode, Text(headers.ContentType), Text(headers.Location), etag, body.ToArray());
    }

    public async Task Send(HttpContext context, bool replayed)
    {
        var response = context.Response;
        response.StatusCode = Status;
        var headers = response.Headers;
        (headers.ContentType, headers.Location, headers.ETag) = (ContentType, Location, Etag);
        if (replayed) headers[ReplayedHeader] = "true";
        if (Body.Length == 0) return;
        headers.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, context.RequestAborted);
    }

    static string? Text(Microsoft.Extensions.Primitives.StringValues header) => header.Count == 0 ? null : header.ToString();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status}, {Body.Length} bytes");
}
