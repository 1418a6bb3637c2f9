using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Discovery;

/// <summary>Where a client gets tokens for this API (RFC 9728).</summary>
public sealed class GetProtectedResourceEndpoint(DiscoveryServices services) : Endpoint<GetProtectedResourceEndpoint.Request, Ok<GetProtectedResourceEndpoint.Response>>
{
    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <summary>This API as a protected resource.</summary>
    /// <param name="Resource">Its identifier.</param>
    /// <param name="AuthorizationServers">Issuers whose access tokens it takes; none where there are API keys only.</param>
    /// <param name="BearerMethodsSupported">How a token is sent.</param>
    /// <param name="ResourceName">What people call it.</param>
    /// <param name="ResourceDocumentation">Where it is explained.</param>
    public sealed record Response(
        [property: JsonPropertyName("resource")] string Resource,
        [property: JsonPropertyName("authorization_servers")] IReadOnlyList<string> AuthorizationServers,
        [property: JsonPropertyName("bearer_methods_supported")] IReadOnlyList<string> BearerMethodsSupported,
        [property: JsonPropertyName("resource_name")] string ResourceName,
        [property: JsonPropertyName("resource_documentation")] string ResourceDocumentation);

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/.well-known/oauth-protected-resource");
        Policies(Auth.Policy.Open);
        Summary("Find out where to get a token", "RFC 9728, from the settings `Access:Issuers`.");
    }

    /// <inheritdoc/>
    public override Task<Ok<Response>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var address = services.Options.BaseOf(HttpContext.Request);
        return Task.FromResult(TypedResults.Ok(new Response(address, services.Issuers.Authorities, ["header"], "OzgTracker", address + "/docs")));
    }
}
