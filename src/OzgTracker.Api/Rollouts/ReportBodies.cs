using Microsoft.Net.Http.Headers;
using OzgTracker.Api.Web;
using OzgTracker.Intake.Reports;

namespace OzgTracker.Api.Rollouts;

/// <summary>In which form reports come, or their results go.</summary>
enum ReportFormat
{
    Json,
    Ndjson,
    Csv,
}

/// <summary>Chooses forms by media types.</summary>
static class ReportBodies
{
    public const string AlsoNdjson = "application/ndjson";

    /// <summary>The form of a body; null when it is none that is taken.</summary>
    public static ReportFormat? FormatOf(HttpRequest request) => request.HasJsonContentType() ? ReportFormat.Json
        : !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? null
        : type.MediaType.Value?.ToLowerInvariant() switch
        {
            ContentFormats.Ndjson or AlsoNdjson => ReportFormat.Ndjson,
            ContentFormats.Csv => ReportFormat.Csv,
            _ => null,
        };

    /// <summary>The form of the results: JSON or NDJSON; what was sent decides where the client does not care. Null when it wants another.</summary>
    public static ReportFormat? AnswerOf(HttpRequest request, ReportFormat body)
    {
        var usual = body == ReportFormat.Json ? ReportFormat.Json : ReportFormat.Ndjson;
        if (request.Headers.Accept.Count == 0) return usual;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return null;
        foreach (var type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
        {
            switch (type.MediaType.Value?.ToLowerInvariant())
            {
                case ContentFormats.Json: return ReportFormat.Json;
                case ContentFormats.Ndjson or AlsoNdjson: return ReportFormat.Ndjson;
                case "*/*" or "application/*": return usual;
            }
        }

        return null;
    }

    /// <summary>The reader of a body; null when its charset is none that is taken.</summary>
    /// <param name="needsUnit">Whether a table without a column for the unit is refused.</param>
    public static ReportReader? Reader(HttpRequest request, ReportFormat format, bool needsUnit)
    {
        if (EncodingOf(request) is not { } encoding || (format != ReportFormat.Csv && encoding == FileEncoding.Windows1252)) return null;
        if (request.Body.CanSeek) request.Body.Position = 0;   // its fingerprint has been taken
        return format switch
        {
            ReportFormat.Json => ReportReader.Json(request.Body),
            ReportFormat.Ndjson => ReportReader.Ndjson(request.Body),
            _ => ReportReader.Csv(request.Body, encoding, needsUnit),
        };
    }

    static FileEncoding? EncodingOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue) return FileEncoding.Unknown;
        return type.Charset.Value.Trim('"').ToLowerInvariant() switch
        {
            "utf-8" or "utf8" or "us-ascii" => FileEncoding.Utf8,
            "windows-1252" or "iso-8859-1" or "latin1" => FileEncoding.Windows1252,
            _ => null,
        };
    }
}
