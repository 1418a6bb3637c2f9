using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Analysis;

/// <summary>An analysis in the form that the client asked for, as bytes.</summary>
/// <typeparam name="TAnswer">The answer in JSON.</typeparam>
public sealed class AnalysisResult<TAnswer> : IResult, IEndpointMetadataProvider
    where TAnswer : AnalysisAnswer
{
    readonly AnswerCache.Entry answer;

    internal AnalysisResult(AnswerCache.Entry answer) => this.answer = answer;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => AnalysisResult.Send(httpContext, answer);

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TAnswer), [ContentFormats.Json, ContentFormats.Ndjson, ContentFormats.Csv]));
}

/// <summary>Writes answers.</summary>
static class AnalysisResult
{
    /// <summary>Header with the cursor where the body has no place for it.</summary>
    public const string NextCursorHeader = "OzgTracker-Next-Cursor";

    public static Task Send(HttpContext context, AnswerCache.Entry answer)
    {
        var response = context.Response;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (answer.NextCursor is not null) response.Headers[NextCursorHeader] = answer.NextCursor;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }

    public static async Task<AnswerCache.Entry> Write<TAnswer>(TAnswer answer, ContentFormat format, string? delimiter, CancellationToken ct)
        where TAnswer : AnalysisAnswer
    {
        if (format == ContentFormat.Json) return new(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Options), ContentFormats.Json + "; charset=utf-8", null);

        var table = answer.ToTable()!;
        using var body = new MemoryStream();
        if (format == ContentFormat.Ndjson)
        {
            foreach (var row in table.Rows)
            {
                JsonSerializer.Serialize(body, row, ApiJson.Options);
                body.WriteByte((byte)'\n');
            }

            return new(body.ToArray(), ContentFormats.Ndjson, table.NextCursor);
        }

        await CsvTable.Write(body, table.Rows, table.Columns, delimiter == "semicolon" ? ';' : ',', ct);
        return new(body.ToArray(), ContentFormats.Csv + "; charset=utf-8; header=present", table.NextCursor);
    }
}
