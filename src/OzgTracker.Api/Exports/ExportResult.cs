using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Exports;

/// <summary>The rows of an export: its columns, and what writes them.</summary>
/// <param name="Columns">In their order.</param>
/// <param name="WriteAsync">Writes all rows and sends them piece by piece.</param>
sealed record ExportRows(IReadOnlyList<ExportColumn> Columns, Func<RowWriter, ExportBody, CancellationToken, Task> WriteAsync);

/// <summary>What is known of a file before its rows.</summary>
/// <param name="DataSet">Name of the export.</param>
/// <param name="Layout">How it is written.</param>
/// <param name="Position">Of the log.</param>
/// <param name="Etag">The strong one of its bytes without a coding.</param>
/// <param name="Coding">How it is coded on the way; null for not at all.</param>
/// <param name="Known">Its digest, when this node has made the same file before.</param>
/// <param name="DigestOnly">Whether only that is asked for.</param>
sealed record ExportFile(string DataSet, ExportLayout Layout, long Position, string Etag, ICompressionProvider? Coding, ExportDigest? Known, bool DigestOnly);

/// <summary>Streams a file, or tells its digest. Holds a snapshot and a place until it is done.</summary>
public sealed class ExportResult : IResult, IEndpointMetadataProvider
{
    const string DigestHeader = "Repr-Digest";

    readonly ExportServices services;
    readonly ExportFile file;
    readonly ExportRows? rows;
    readonly ExportSnapshot? snapshot;
    readonly IDisposable? place;

    internal ExportResult(ExportServices services, ExportFile file, ExportRows? rows, ExportSnapshot? snapshot, IDisposable? place) =>
        (this.services, this.file, this.rows, this.snapshot, this.place) = (services, file, rows, snapshot, place);

    internal bool NeedsSnapshot => snapshot is not null;

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [ContentFormats.Csv, ContentFormats.Ndjson]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            if (file.DigestOnly)
            {
                await Tell(httpContext);
                return;
            }

            Describe(httpContext.Response);
            if (rows is not null) await Stream(httpContext);
        }
        finally
        {
            if (snapshot is not null) await snapshot.DisposeAsync();
            place?.Dispose();
        }
    }

    void Describe(HttpResponse response)
    {
        response.ContentType = file.Layout.IsJson ? ContentFormats.Ndjson : ContentFormats.Csv + "; charset=utf-8; header=present";
        response.Headers.ContentDisposition =
            string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"ozgtracker-{file.DataSet}-{file.Position}.{file.Layout.Extension}\"");
        if (file.Coding is not null) response.Headers.ContentEncoding = file.Coding.EncodingName;
        else if (file.Known is not null) response.Headers[DigestHeader] = file.Known.Digest;
    }

    async Task Stream(HttpContext context)
    {
        var response = context.Response;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(services.Options.MinBytesPerSecond, rate.MinDataRate?.GracePeriod ?? TimeSpan.FromSeconds(5));
        if (response.SupportsTrailers()) response.DeclareTrailer(DigestHeader);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(services.Options.LongestMinutes), services.Clock);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token);
        await using var body = new ExportBody(response.Body, file.Coding);
        try
        {
            var digest = await Write(body, timeout.Token);
            if (response.SupportsTrailers()) response.AppendTrailer(DigestHeader, digest);
        }
        catch (Exception error)
        {
            // The status is sent already; only a connection that breaks off tells the client that this is not the whole file.
            context.Abort();
            if (!timeout.IsCancellationRequested) services.Logger.LogWarning(error, "The export {DataSet} broke off.", file.DataSet);
        }
    }

    /// <summary>The first line goes out at once.</summary>
    async Task<string> Write(ExportBody body, CancellationToken ct)
    {
        var writer = new RowWriter(file.Layout, rows!.Columns);
        writer.Header();
        await writer.SendAsync(body, ct);
        await body.FlushAsync(ct);
        await rows.WriteAsync(writer, body, ct);
        await writer.SendAsync(body, ct);
        var digest = await body.CompleteAsync();
        ct.ThrowIfCancellationRequested();
        if (file.Coding is null)
            services.Digests.Keep(new ExportDigest(file.DataSet, file.Layout.Extension, file.Position, file.Etag, writer.Rows, body.Bytes, digest));
        return digest;
    }

    /// <summary>Makes the file for nobody where this node has not made it yet.</summary>
    async Task Tell(HttpContext context)
    {
        if (rows is not null)
        {
            await using var body = new ExportBody(System.IO.Stream.Null, null);
            await Write(body, context.RequestAborted);
        }

        context.Response.Headers.ETag = default;   // that is of the file
        await context.Response.WriteAsJsonAsync(services.Digests.Find(file.Etag) ?? file.Known, ApiJson.Options, ContentFormats.Json, context.RequestAborted);
    }
}
