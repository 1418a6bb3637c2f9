using System.Globalization;
using Npgsql;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Auth;

/// <summary>Answers to requests that nobody vouches for: all alike, so that they tell nothing about what was wrong.</summary>
static class Challenges
{
    public static void Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
    }

    /// <summary>Where we could not find out whether the credentials are good, 401 would be a lie.</summary>
    /// <returns>Whether that was so, and was answered.</returns>
    public static async Task<bool> Excuse(HttpContext context, Exception? failure)
    {
        var code = failure switch
        {
            IssuerUnavailableException => "issuer-unavailable",
            NpgsqlException or TimeoutException => "temporarily-unavailable",
            _ => null,
        };
        if (code is null) return false;
        context.Response.Headers.RetryAfter = ((int)IssuerKeys.FailurePause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await Problem.Of(code).ExecuteAsync(context);
        return true;
    }
}
