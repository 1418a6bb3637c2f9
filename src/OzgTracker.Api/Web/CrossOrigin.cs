using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OzgTracker.Api.Idempotency;
using OzgTracker.Api.Limits;

namespace OzgTracker.Api.Web;

/// <summary>Whose pages may ask from a browser, section <c>Cors</c>.</summary>
sealed class CorsSettings
{
    public const string Section = "Cors";

    /// <summary>Origins such as <c>https://dashboard.example</c>; none unless they are named. The contract may be read by any page.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>An origin is scheme, host and port: no path, no pattern.</summary>
    public sealed class Rules : IValidateOptions<CorsSettings>
    {
        public ValidateOptionsResult Validate(string? name, CorsSettings options)
        {
            var wrong = options.Origins.Where(origin => !IsOrigin(origin)).ToArray();
            return wrong.Length == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{Section}:{nameof(Origins)} has '{string.Join("', '", wrong)}'; name origins such as https://dashboard.example, without a path, without *.");
        }

        static bool IsOrigin(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http"
            && !origin.Contains('*', StringComparison.Ordinal)
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase)
            && uri.UserInfo.Length == 0;
    }
}

/// <summary>Answers browsers on behalf of pages of other origins.</summary>
/// <remarks>Tokens travel in a header, never in a cookie, so credentials of the browser are never asked for.</remarks>
static class CrossOrigin
{
    static readonly string[] Sent =
    [
        HeaderNames.Accept, HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, IdempotencyKey.Header, HeaderNames.TraceParent,
    ];

    static readonly string[] Shown =
    [
        HeaderNames.ETag, HeaderNames.Location, HeaderNames.RetryAfter, StoredAnswer.ReplayedHeader, ListResult<Page<string>, string>.NextCursorHeader, RateLimits.Header,
        RateLimits.PolicyHeader, HeaderNames.ContentDisposition, "OzgTracker-Position", "Repr-Digest",
    ];

    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddOptions<CorsSettings>().BindConfiguration(CorsSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CorsSettings>, CorsSettings.Rules>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>>((cors, settings) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Value.Origins])
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
            .WithHeaders(Sent)
            .WithExposedHeaders(Shown)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
    }

    public static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<CorsSettings>>().Value.Origins.Count > 0) app.UseCors();
    }
}
