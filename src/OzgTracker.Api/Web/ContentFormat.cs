using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace OzgTracker.Api.Web;

/// <summary>In which form a list is answered.</summary>
enum ContentFormat
{
    Json,
    Ndjson,
    Csv,
}

/// <summary>Chooses the form by <c>?format=</c>, else by <c>Accept</c>; Excel and Power BI cannot always set the header.</summary>
static class ContentFormats
{
    public const string Ndjson = "application/x-ndjson", Csv = "text/csv", Json = "application/json";

    static readonly Dictionary<string, ContentFormat> ByMediaType = new(StringComparer.OrdinalIgnoreCase)
    {
        ["*/*"] = ContentFormat.Json,
        ["application/*"] = ContentFormat.Json,
        [Json] = ContentFormat.Json,
        [Ndjson] = ContentFormat.Ndjson,
        ["application/ndjson"] = ContentFormat.Ndjson,
        [Csv] = ContentFormat.Csv,
        ["text/*"] = ContentFormat.Csv,
    };

    /// <summary>Null when the client wants something that does not exist.</summary>
    public static ContentFormat? Choose(HttpRequest request, string? format)
    {
        if (format is not null)
        {
            return format switch { "json" => ContentFormat.Json, "ndjson" => ContentFormat.Ndjson, "csv" => ContentFormat.Csv, _ => null };
        }

        if (request.Headers.Accept.Count == 0) return ContentFormat.Json;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return null;
        foreach (var type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
            if (ByMediaType.TryGetValue(type.MediaType.Value ?? "", out var known)) return known;
        return null;
    }

    /// <summary>Whether rows alone are asked for, of which clients load many.</summary>
    public static bool IsTable(HttpRequest request)
    {
        var format = request.QueryString.HasValue ? request.Query["format"] : default;
        if (format.Count == 0 && request.Headers.Accept.Count == 0) return false;
        return Choose(request, format.Count == 0 ? null : format[0]) is ContentFormat.Csv or ContentFormat.Ndjson;
    }

    /// <summary>The refusal that lists what there is.</summary>
    public static ProblemHttpResult NotAcceptable() =>
        Problem.Of("not-acceptable", $"This list exists as {Json}, {Ndjson} and {Csv} (?format=json, ndjson or csv).");
}
