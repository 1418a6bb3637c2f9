using Microsoft.Net.Http.Headers;

namespace OzgTracker.Api.Web;

/// <summary>Refuses a request that says its length in two ways. The server takes the chunks and forgets the length; a proxy in front may see it the other way round and take the rest for another request.</summary>
static class Framing
{
    /// <summary>Where the server puts the length that it does not take.</summary>
    const string LengthNotTaken = "X-Content-Length";

    public static void UseFraming(this WebApplication app) => app.Use(next => context =>
    {
        var headers = context.Request.Headers;
        if (!headers.ContainsKey(HeaderNames.TransferEncoding) || !headers.ContainsKey(LengthNotTaken)) return next(context);
        context.Response.Headers.Connection = "close";
        return Problem.Of("malformed-http", "The request has Content-Length and Transfer-Encoding; send one of them.").ExecuteAsync(context);
    });
}
