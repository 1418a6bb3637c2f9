using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using OzgTracker.Api.Auth;

namespace OzgTracker.Api.Web;

/// <summary>Headers of every answer, also of refusals: what a browser may do with it, and who may keep it.</summary>
static class AnswerHeaders
{
    const string PolicyOfApi = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Swagger UI brings all its files along; its icons are data addresses in its style sheet.</summary>
    const string PolicyOfPages = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    const string Transport = "max-age=31536000";

    /// <summary>First of all, so that what is set last of all stands, also where an answer is begun anew after a failure.</summary>
    public static void UseAnswerHeaders(this WebApplication app) => app.Use(next => context =>
    {
        context.Response.OnStarting(static state => Complete((HttpContext)state), context);
        return next(context);
    });

    static Task Complete(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        var isContract = request.Path.StartsWithSegments(OpenApiSetup.ContractPath, StringComparison.Ordinal);
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = request.Path.StartsWithSegments(OpenApiSetup.PagesPath, StringComparison.Ordinal) ? PolicyOfPages : PolicyOfApi;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = isContract ? "cross-origin" : "same-origin";
        if (isContract) headers.AccessControlAllowOrigin = "*";
        if (request.IsHttps) headers.StrictTransportSecurity = Transport;
        if (Keeping(context) is { } keeping) headers.CacheControl = keeping;
        if (IsRead(request) && !Names(headers.Vary, HeaderNames.Authorization)) headers.Vary = StringValues.Concat(headers.Vary, HeaderNames.Authorization);
        return Task.CompletedTask;
    }

    /// <summary>
    /// An answer with an ETag may be kept by its reader, who asks again each time; so 304 goes on working. Everything else that somebody's credentials got is not kept at all.
    /// </summary>
    static string? Keeping(HttpContext context)
    {
        var (response, headers) = (context.Response, context.Response.Headers);
        if (response.StatusCode >= StatusCodes.Status400BadRequest) return "no-store";
        if (!IsRead(context.Request)) return "no-store";
        if (headers.CacheControl.Count > 0) return null;
        if (headers.ETag.Count > 0) return "private, no-cache";
        return Credentials.AreIn(context.Request) ? "no-store" : "no-cache";
    }

    static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    static bool Names(StringValues vary, string header)
    {
        foreach (var value in vary)
            if (value is not null && value.Contains(header, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
