using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Exports;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>What every request for rows in the official shape carries.</summary>
public interface IDashboardRequest
{
    /// <summary>Page and format.</summary>
    DashboardParameters Dashboard { get; }
}

/// <summary>Which page, in which format.</summary>
/// <param name="Page">Number of the page, from 0.</param>
/// <param name="Size">Rows of a page, 1 to 1000; 100 when absent.</param>
/// <param name="Filetype">`csv`: all rows at once, without pages.</param>
public sealed record DashboardParameters([FromQuery] int? Page = null, [FromQuery] int? Size = null, [FromQuery] string? Filetype = null)
{
    internal const int MostRows = 1_000;

    internal int Number => Page ?? 0;

    internal int Rows => Size ?? 100;

    /// <summary>Ranges.</summary>
    public sealed class Validator : AbstractValidator<DashboardParameters>
    {
        /// <summary>Says them.</summary>
        public Validator()
        {
            RuleFor(dashboard => dashboard.Page).GreaterThanOrEqualTo(0).WithErrorCode("page-out-of-range").WithMessage("'page' must be a whole number from 0.");
            RuleFor(dashboard => dashboard.Size).InclusiveBetween(1, MostRows).WithErrorCode("size-out-of-range").WithMessage($"'size' must be from 1 to {MostRows}.");
        }
    }
}

/// <summary>Rows of some units: a page with totals, or everything as CSV.</summary>
public abstract class DashboardDataEndpoint<TRequest>(DashboardServices services)
    : Endpoint<TRequest, Results<DashboardResult, StatusCodeHttpResult, ProblemHttpResult>>
    where TRequest : IDashboardRequest
{
    /// <summary>The units that are asked for, in the order of their ids; null when there is no such area.</summary>
    private protected abstract IReadOnlyList<DashboardUnit>? UnitsOf(TRequest request, DashboardIndex index);

    /// <summary>The refusal when there is no such area.</summary>
    private protected virtual ProblemHttpResult Unknown(TRequest request) => Problem.Of("not-found");

    private protected void Describe(string summary, string description)
    {
        Policies(Auth.Policy.Read);
        Problems(404, 406, 503);
        Summary(
            summary,
            description + " A row is a LeiKa service of an OZG service that a unit has reported with a public address; it is `aktiv` from level 2 on. "
                + "Totals are at most a minute behind; a page at any depth costs what the first one does.");
    }

    /// <inheritdoc/>
    public sealed override async Task<Results<DashboardResult, StatusCodeHttpResult, ProblemHttpResult>> ExecuteAsync(TRequest request, CancellationToken ct)
    {
        HttpContext.Response.Headers.Vary = "Accept-Encoding, Authorization";
        if (request.Dashboard.Filetype is not (null or "json" or "csv"))
            return Problem.Of("not-acceptable", "This list exists as JSON and, with filetype=csv, as CSV; spreadsheets open the latter.");

        var snapshot = await ExportSnapshot.OpenAsync(services.Exports.Store, TimeSpan.FromMinutes(services.Exports.Options.LongestMinutes), ct);
        try
        {
            var answer = await Answer(request, snapshot, ct);
            if (answer.Result is not DashboardResult { NeedsSnapshot: true }) await snapshot.DisposeAsync();
            return answer;
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    async Task<Results<DashboardResult, StatusCodeHttpResult, ProblemHttpResult>> Answer(TRequest request, ExportSnapshot snapshot, CancellationToken ct)
    {
        var headers = HttpContext.Response.Headers;
        if (await services.IndexOf(snapshot, ct) is not { } index)
        {
            headers.RetryAfter = "5";
            return Problem.Of("cube-loading");
        }

        if (UnitsOf(request, index) is not { } units) return Unknown(request);
        var etag = EtagOf(snapshot, index, HttpContext.Request);
        headers.ETag = etag;
        headers.CacheControl = "private, no-cache";
        if (Etag.IsKnown(HttpContext.Request, etag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var rows = new DashboardRows(snapshot, index);
        if (request.Dashboard.Filetype != "csv") return new DashboardResult(await rows.PageAsync(units, request.Dashboard.Number, request.Dashboard.Rows, ct));

        var coding = services.Exports.Codings.CheckRequestAcceptsCompression(HttpContext) ? services.Exports.Codings.GetCompressionProvider(HttpContext) : null;
        var file = new ExportFile("dashboard", new ExportLayout(IsJson: false), snapshot.Position, etag, coding, null, DigestOnly: false);
        if (HttpMethods.IsHead(HttpContext.Request.Method)) return new DashboardResult(new ExportResult(services.Exports, file, null, null, null));
        if (services.Exports.Places.Take(HttpContext) is not { } place) return ExportServices.NoPlace(headers);
        try
        {
            return new DashboardResult(new ExportResult(services.Exports, file, await rows.FileAsync(units, ct), snapshot, place));
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Weak: the totals may be a minute older than the rows.</summary>
    static string EtagOf(ExportSnapshot snapshot, DashboardIndex index, HttpRequest request)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}|{snapshot.Stand}|{index.Stand}|{index.MadeAt:yyyy-MM-dd}"));
        return "W/" + Etag.Of(snapshot.Position, Convert.ToHexStringLower(hash.AsSpan(0, 8)));
    }
}
