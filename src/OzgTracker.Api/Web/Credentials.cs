namespace OzgTracker.Api.Web;

/// <summary>Whether a request says who sends it; if it is true, authentication finds out.</summary>
static class Credentials
{
    /// <summary>Where a key stands that is no token.</summary>
    public const string ApiKeyHeader = "X-Api-Key";

    public static bool AreIn(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey(ApiKeyHeader);
}
