using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Exports;

/// <summary>A whole data set as one file, streamed from one state of the read models.</summary>
/// <remarks>Headers come from one small query; 304 and HEAD cost no more than that, whatever the size.</remarks>
public abstract class ExportEndpoint<TRequest>(ExportServices services) : Endpoint<TRequest, Results<ExportResult, StatusCodeHttpResult, ProblemHttpResult>>
    where TRequest : IExportRequest
{
    /// <summary>Position of the log that an answer stands for.</summary>
    public const string PositionHeader = "OzgTracker-Position";

    internal ExportServices Services => services;

    /// <summary>Name of the data set, as in the address.</summary>
    protected abstract string DataSet { get; }

    /// <summary>A refusal that takes a look at the state; null to go on.</summary>
    private protected virtual Task<ProblemHttpResult?> Check(TRequest request, ExportSnapshot snapshot, CancellationToken ct) => Task.FromResult<ProblemHttpResult?>(null);

    /// <summary>The columns, and how their rows are written; nothing is read yet.</summary>
    private protected abstract Task<ExportRows> Rows(TRequest request, ExportSnapshot snapshot, CancellationToken ct);

    /// <summary>What the rows depend on: where the read models stand, unless they come from elsewhere.</summary>
    private protected virtual (long Position, string Stand) StandOf(ExportSnapshot snapshot) => (snapshot.Position, snapshot.Stand);

    /// <inheritdoc/>
    public sealed override async Task<Results<ExportResult, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(TRequest request, CancellationToken ct)
    {
        HttpContext.Response.Headers.Vary = "Accept-Encoding, Authorization";
        if (request.Format is not ("csv" or "ndjson")) return Problem.Of("not-acceptable", $"This export exists as {DataSet}.csv and {DataSet}.ndjson.");
        if (await PositionWait.For(services.Store, request.Export.MinPosition, ct) is { } late) return late;

        var snapshot = await ExportSnapshot.OpenAsync(services.Store, TimeSpan.FromMinutes(services.Options.LongestMinutes), ct);
        try
        {
            var answer = await Answer(request, snapshot, ct);
            if (answer.Result is not ExportResult { NeedsSnapshot: true }) await snapshot.DisposeAsync();
            return answer;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    async Task<Results<ExportResult, StatusCodeHttpResult, ProblemHttpResult>> Answer(TRequest request, ExportSnapshot snapshot, CancellationToken ct)
    {
        if (await Check(request, snapshot, ct) is { } problem) return problem;
        var (http, layout, digestOnly) = (HttpContext, request.Export.ToLayout(request.Format), request.Export.Digest == "only");
        var coding = digestOnly || !services.Codings.CheckRequestAcceptsCompression(http) ? null : services.Codings.GetCompressionProvider(http);
        var (position, stand) = StandOf(snapshot);
        var plain = ExportEtag.Of(position, stand, http.Request.Path, http.Request.Query);
        var etag = coding is null ? plain : $"W/{plain[..^1]}-{coding.EncodingName}\"";

        var headers = http.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = "private, no-cache";
        headers[PositionHeader] = position.ToString(CultureInfo.InvariantCulture);
        if (snapshot.LastModified is { } moment) headers.LastModified = moment.ToString("R", CultureInfo.InvariantCulture);
        if (!digestOnly && Etag.IsKnown(http.Request, etag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var known = services.Digests.Find(plain);
        var file = new ExportFile(DataSet, layout, position, plain, coding, known, digestOnly);
        if (HttpMethods.IsHead(http.Request.Method) || (digestOnly && known is not null)) return new ExportResult(services, file, null, null, null);

        if (services.Places.Take(http) is not { } place) return ExportServices.NoPlace(headers);
        try
        {
            return new ExportResult(services, file, await Rows(request, snapshot, ct), snapshot, place);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Says what all exports have in common.</summary>
    private protected void Exports(string summary, string description)
    {
        Get($"/v1/exports/{DataSet}.{{format}}");
        Policies(Auth.Policy.Read);
        HandsOutMuch();
        Problems(404, 406, 409, 503);
        Summary(
            summary,
            description + " `format` is `csv` or `ndjson`; both have the same columns. One state of the read models at the position of the header `OzgTracker-Position`, streamed, "
                + "without a limit of rows. The connection breaks off where something fails, so a file that ended is whole; `digest=only` tells its length and SHA-256.");
    }
}

/// <summary>The same address of the same state is the same file, in whatever order its parameters stand.</summary>
static class ExportEtag
{
    /// <summary>Raised when the bytes of a file change although neither its address nor the state does.</summary>
    const int Version = 1;

    public static string Of(long position, string stand, string path, IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var question = query.Where(parameter => parameter.Key is not ("digest" or "minPosition"))
            .OrderBy(parameter => parameter.Key, StringComparer.Ordinal).Select(parameter => $"{parameter.Key}={parameter.Value}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}|{path}?{string.Join('&', question)}|{stand}"));
        return Etag.Of(position, Convert.ToHexStringLower(hash.AsSpan(0, 8)));
    }
}
