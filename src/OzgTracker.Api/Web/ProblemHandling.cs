using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using OzgTracker.Api.Auth;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Web;

/// <summary>Turns what happens outside the endpoints into problems of the catalogue.</summary>
static class ProblemHandling
{
    const int RetryAfterSeconds = 2;

    public static void AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();   // first, so that it goes before the framework's
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problem.Complete);
        services.AddExceptionHandler<InfrastructureExceptionHandler>();
    }

    /// <summary>Statuses without a body, from routing, authentication or the server, get one.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Problem.Of(CodeOf(context.HttpContext)).ExecuteAsync(context.HttpContext));
        app.Use((context, next) =>
        {
            // Routing would take /v1/states/ for /v1/states; one resource has one address.
            if (context.Request.Path.Value is not { Length: > 1 } path || !path.EndsWith('/') || path.StartsWith("/docs", StringComparison.Ordinal)) return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    static string CodeOf(HttpContext context) => context.Response.StatusCode switch
    {
        401 => "unauthenticated",
        403 => "role-not-allowed",
        404 => "not-found",
        405 => "method-not-allowed",
        406 => "not-acceptable",
        408 => "too-slow",
        413 => "body-too-large",
        415 => "unsupported-media-type",
        429 => "rate-limited",
        >= 500 and not 503 => "internal-error",
        503 => "temporarily-unavailable",
        _ => "malformed-http",
    };

    /// <summary>The framework's own writer leaves out what <see cref="Problem.Complete"/> adds when the client accepts no JSON.</summary>
    sealed class ProblemWriter : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Problem.Complete(context);
            var http = context.HttpContext;
            return new ValueTask(http.Response.WriteAsJsonAsync(context.ProblemDetails, ApiJson.Options, "application/problem+json", http.RequestAborted));
        }
    }

    /// <summary>Only what no endpoint can decide on comes here; business answers are values.</summary>
    sealed class InfrastructureExceptionHandler(ILogger<InfrastructureExceptionHandler> logger) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is OperationCanceledException or IOException && httpContext.RequestAborted.IsCancellationRequested) return true;

            var code = CodeOf(exception);
            if (code == "internal-error") logger.LogError(exception, "An operation failed.");
            if (code is "temporarily-unavailable" or "unknown-outcome")
            {
                logger.LogWarning(exception, "The database is not available: {Code}.", code);
                httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            await Problem.Of(code).ExecuteAsync(httpContext);
            return true;
        }
    }

    /// <summary>The problem of what no endpoint can decide on.</summary>
    public static string CodeOf(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: 408 } => "too-slow",
        BadHttpRequestException { StatusCode: 413 } => "body-too-large",
        BadHttpRequestException { StatusCode: 415 } => "unsupported-media-type",
        BadHttpRequestException => "malformed-http",
        IOException { InnerException: OverflowException } => "malformed-http",   // the size of a chunk
        ConcurrencyException => "conflicting-write",
        PostgresException error when WriteGuard.HasLostItsKey(error) => "unauthenticated",
        UnknownOutcomeException => "unknown-outcome",
        TooManySavesException => "temporarily-unavailable",
        PostgresException error when WriteGuard.HasMoved(error) => "conflicting-write",
        PostgresException { SqlState: ['5', '3', ..] or ['5', '7', ..] or ['0', '8', ..] or ['4', '0', ..] or "55P03" or "58030" or "25006" } => "temporarily-unavailable",
        PostgresException { InvariantSeverity: not "ERROR" } => "temporarily-unavailable",   // the server ended the session, or did not begin it, whatever its reason is called
        PostgresException => "internal-error",
        NpgsqlException or TimeoutException => "temporarily-unavailable",
        _ => "internal-error",
    };
}
