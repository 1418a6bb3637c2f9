using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations.Reports;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>Reports many levels at once; with <c>onBehalfOf</c> a Verband or Kreis speaks for the Gemeinden that it serves.</summary>
/// <remarks>See the README of the room: what is one transaction, what is recorded page by page, and what an Idempotency-Key promises for each.</remarks>
public sealed class ReportManyEndpoint(CellServices services) : Endpoint<ReportManyEndpoint.Request, Results<ReportStream, ProblemHttpResult>>
{
    /// <summary>Items that are one transaction.</summary>
    public const int TogetherItems = 1_000;

    /// <summary>Cells of one transaction, members included.</summary>
    public const int MostCells = 10_000;

    /// <summary>In <c>results</c>: those that were refused only.</summary>
    public const string Refused = "refused";

    /// <summary>In <c>atomicity</c>: everything or nothing.</summary>
    public const string All = "all";

    /// <summary>For whom, and how.</summary>
    /// <param name="OnBehalfOf">Key of a Gemeindeverband or Kreis that reports for its members; an item without `municipality` then speaks for all of them.</param>
    /// <param name="DryRun">Decide everything, record nothing.</param>
    /// <param name="Results">`all` (default), or `refused` to leave out the results of items that went well.</param>
    /// <param name="Atomicity">`item` (default): what is refused is left out; `all`: everything in one transaction, and nothing when one is refused.</param>
    public sealed record Request([FromQuery] string? OnBehalfOf = null, [FromQuery] bool? DryRun = null, [FromQuery] string? Results = null, [FromQuery] string? Atomicity = null);

    /// <summary>Shape of the parameters; each item is checked on its own.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.OnBehalfOf!).UnitKey().When(request => request.OnBehalfOf is not null);
            RuleFor(request => request.Results).Must(results => results is null or All or Refused).WithErrorCode("invalid-value").WithMessage("'results' must be all or refused.");
            RuleFor(request => request.Atomicity).Must(atomicity => atomicity is null or "item" or All).WithErrorCode("invalid-value").WithMessage("'atomicity' must be item or all.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post("/v1/reports");
        TakesMany();
        TakesFiles(typeof(IReadOnlyList<ReportItem>), ContentFormats.Json, ContentFormats.Ndjson, ContentFormats.Csv);
        Policies(Auth.Policy.Report);
        Problems(404, 406, 409, 413, 415);
        Summary(
            "Report many levels",
            "A JSON array, NDJSON or CSV of any length. One result per cell, in the order of the items, as JSON or NDJSON (`Accept`). Idempotent: the same reports again are `unchanged`. An item that is refused does not stop the others. "
            + "A JSON array of at most 1,000 items, and any body with `atomicity=all`, is one transaction. Larger ones are recorded page by page while they arrive; an answer that broke off ends with `error` instead of `summary`, "
            + "and sending everything again says `unchanged` of what was recorded.");
    }

    /// <inheritdoc/>
    public override async Task<Results<ReportStream, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (ReportBodies.FormatOf(HttpContext.Request) is not { } format)
            throw new BadHttpRequestException("The body must be JSON, NDJSON or CSV.", StatusCodes.Status415UnsupportedMediaType);
        if (ReportBodies.AnswerOf(HttpContext.Request, format) is not { } answer)
            return Problem.Of("not-acceptable", $"The results exist as {ContentFormats.Json} and {ContentFormats.Ndjson}.");

        var caller = Auth.Caller.Of(HttpContext.User);
        await services.Registry.BeFresh(ct);
        KnownUnit? speaker = null;
        if (request.OnBehalfOf is { } key)
        {
            speaker = await services.Registry.FindUnit(key, ct);
            if (speaker is null) return caller.MayReportFor(key) ? Problem.UnknownUnit(key) : Problem.Of("outside-your-keys");
            if (!caller.MayReportFor(speaker)) return Problem.Of("outside-your-keys");
            if (speaker.Kind is not (UnitKind.Verband or UnitKind.Kreis)) return Problem.Of("serves-nobody");
        }

        var run = new ReportRun(services, HttpContext, caller, speaker, request, format, answer);
        return await run.ExecuteAsync(ct);
    }
}

/// <summary>One report of many; members as in a single report.</summary>
/// <param name="Municipality">Id, AGS or ARS of the unit; with `onBehalfOf` all members when absent.</param>
/// <param name="OzgId">The OZG service; may be left out where `leikaId` belongs to one only.</param>
/// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
/// <param name="Level">Level in the model; exactly one of level and criteria.</param>
/// <param name="Criteria">Level of each criterion; the lowest decides.</param>
/// <param name="ValidOn">Since when it is so; today when absent.</param>
/// <param name="EvidenceUrl">Public http(s) address where anyone can check it.</param>
/// <param name="LeikaId">The one LeiKa service it speaks of.</param>
/// <param name="LeikaIds">The LeiKa services it speaks of; the whole OZG service when absent.</param>
/// <param name="ReportedAt">When the unit said so, for reports that come late; now when absent.</param>
/// <param name="Note">A remark on the service, at most 500 characters; nothing about persons.</param>
public sealed record ReportItem(
    string? Municipality = null,
    string? OzgId = null,
    string? Model = null,
    int? Level = null,
    IReadOnlyDictionary<string, int>? Criteria = null,
    DateOnly? ValidOn = null,
    string? EvidenceUrl = null,
    string? LeikaId = null,
    IReadOnlyList<string>? LeikaIds = null,
    DateTimeOffset? ReportedAt = null,
    string? Note = null);

/// <summary>What became of one report for one unit.</summary>
/// <param name="Index">Number of the item, from 0.</param>
/// <param name="Municipality">Id of the unit; the key as sent where nobody has it.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Code">Code of the refusal, as in `/v1/problems`, or why the item could not be read.</param>
/// <param name="Detail">Why it was refused and what to do.</param>
/// <param name="Version">Version of the cell's stream.</param>
/// <param name="Position">Position of the event in the log; null when none was recorded.</param>
public sealed record ReportResult(
    long Index, string? Municipality, string? OzgId, ReportStatus Status, string? Code = null, string? Detail = null, long? Version = null, long? Position = null);

/// <summary>What became of all of them.</summary>
/// <param name="Items">One per cell, in the order of the items.</param>
/// <param name="Summary">How many of each; absent when the answer broke off.</param>
public sealed record ReportResults(IReadOnlyList<ReportResult> Items, ReportSummary Summary);

/// <summary>How many reports ended how.</summary>
public sealed record ReportSummary(long Accepted, long Unchanged, long Refused);
