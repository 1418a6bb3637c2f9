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
        {
            switch (type.MediaType.Value)
            {
                case "*/*" or "application/*" or Json: return ContentFormat.Json;
                case Ndjson or "application/ndjson": return ContentFormat.Ndjson;
                case Csv or "text/*": return ContentFormat.Csv;
            }
        }

        return null;
    }
}
