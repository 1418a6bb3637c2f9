using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using OzgTracker.Api.Exports;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Discovery;

/// <summary>The record that open data portals harvest.</summary>
public sealed class GetCatalogueEndpoint(DiscoveryServices services, ExportServices exports)
    : Endpoint<GetCatalogueEndpoint.Request, Results<GetCatalogueEndpoint.Document, StatusCodeHttpResult, ProblemHttpResult>>
{
    const string JsonLd = "application/ld+json", Turtle = "text/turtle";

    /// <summary>Which format.</summary>
    /// <param name="Format">`jsonld` or `turtle`; goes before the Accept header.</param>
    public sealed record Request([FromQuery] string? Format = null);

    /// <summary>The record as JSON-LD or Turtle.</summary>
    public sealed class Document : IResult, IEndpointMetadataProvider
    {
        readonly string mediaType;
        readonly string text;

        internal Document(string mediaType, string text) => (this.mediaType, this.text) = (mediaType, text);

        /// <inheritdoc/>
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = mediaType == Turtle ? Turtle + "; charset=utf-8" : mediaType;
            return httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
        }

        /// <inheritdoc/>
        public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [JsonLd, Turtle]));
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/catalog");
        Policies(Auth.Policy.Open);
        Problems(406, 503);
        Summary(
            "Describe the data sets",
            "DCAT-AP.de as JSON-LD or Turtle: a data set for each export with its files, licence and publisher. Length and checksum stand at files that this node has made of this state.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Document, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        HttpContext.Response.Headers.Vary = "Accept";
        if (Choose(HttpContext.Request, request.Format) is not { } mediaType)
            return Problem.Of("not-acceptable", $"The record exists as {JsonLd} and {Turtle} (?format=jsonld or turtle).");

        await using var snapshot = await ExportSnapshot.OpenAsync(exports.Store, TimeSpan.FromMinutes(1), ct);
        var address = services.Options.BaseOf(HttpContext.Request);
        var record = new CatalogueRecord(services.Options, address, snapshot.LastModified, await snapshot.FirstDayAsync(ct));
        var graph = record.Describe([.. from name in CatalogueRecord.Names from format in (string[])["csv", "ndjson"] select new CataloguedFile(name, format, Known(snapshot, name, format))]);
        var text = mediaType == Turtle ? graph.ToTurtle() : graph.ToJsonLd().ToJsonString(ApiJson.Options);

        var etag = Etag.Of(snapshot.Position, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8)));
        HttpContext.Response.Headers.ETag = etag;
        HttpContext.Response.Headers.CacheControl = "no-cache";
        return Etag.IsKnown(HttpContext.Request, etag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : new Document(mediaType, text);
    }

    ExportDigest? Known(ExportSnapshot snapshot, string name, string format) =>
        exports.Digests.Find(ExportEtag.Of(snapshot.Position, snapshot.Stand, $"/v1/exports/{name}.{format}", []));

    static string? Choose(HttpRequest request, string? format)
    {
        if (format is not null) return format switch { "jsonld" => JsonLd, "turtle" => Turtle, _ => null };
        if (request.Headers.Accept.Count == 0) return JsonLd;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return null;
        foreach (var type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
        {
            switch (type.MediaType.Value)
            {
                case JsonLd or "application/json" or "application/*" or "*/*":
                    return JsonLd;
                case Turtle or "text/*":
                    return Turtle;
            }
        }

        return null;
    }
}
