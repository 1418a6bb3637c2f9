using System.Text.Json.Nodes;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Discovery;

/// <summary>Where this API, its contract and its data are described (RFC 9727).</summary>
public sealed class GetApiCatalogueEndpoint(DiscoveryServices services) : Endpoint<GetApiCatalogueEndpoint.Request, WellKnownText>
{
    const string Path = "/.well-known/api-catalog";

    /// <summary>Nothing to ask for.</summary>
    public sealed record Request;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get(Path);
        Policies(Auth.Policy.Open);
        Summary("Find the APIs of this host", "RFC 9727: a linkset with the contract, its pages, the record of the data sets and the health of each API.");
    }

    /// <inheritdoc/>
    public override Task<WellKnownText> ExecuteAsync(Request request, CancellationToken ct)
    {
        var address = services.Options.BaseOf(HttpContext.Request);
        var linkset = new JsonObject
        {
            ["linkset"] = new JsonArray(
                new JsonObject { ["anchor"] = address + Path, ["item"] = new JsonArray(Link(address + "/v1"), Link(address + "/dashboard-api/v1")) },
                Api(address, "/v1"),
                Api(address, "/dashboard-api/v1")),
        };
        HttpContext.Response.Headers.Link = $"<{address}{Path}>; rel=\"api-catalog\"";
        return Task.FromResult(new WellKnownText("application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"", linkset.ToJsonString(ApiJson.Options)));
    }

    static JsonObject Api(string address, string path) => new()
    {
        ["anchor"] = address + path,
        ["service-desc"] = new JsonArray(Link(address + "/openapi/v1.json", "application/openapi+json")),
        ["service-doc"] = new JsonArray(Link(address + "/docs", "text/html")),
        ["service-meta"] = new JsonArray(Link(address + "/v1/catalog", "application/ld+json")),
        ["status"] = new JsonArray(Link(address + "/health/ready", "application/json")),
    };

    static JsonObject Link(string href, string? type = null)
    {
        var link = new JsonObject { ["href"] = href };
        if (type is not null) link["type"] = type;
        return link;
    }
}
