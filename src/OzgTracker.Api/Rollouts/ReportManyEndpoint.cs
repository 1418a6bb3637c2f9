using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Web;
using OzgTracker.Domain;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Rollouts;

/// <summary>Reports many levels at once; with <c>onBehalfOf</c> a Verband or Kreis speaks for the Gemeinden that it serves.</summary>
/// <remarks>One transaction, one event per cell. What a rule refuses is left out and told; the rest is recorded.</remarks>
public sealed class ReportManyEndpoint(CellServices services) : Endpoint<ReportManyEndpoint.Request, Results<Ok<ReportResults>, ProblemHttpResult>>
{
    /// <summary>Items of one request.</summary>
    public const int MostItems = 1_000;

    /// <summary>Cells of one request, members included.</summary>
    public const int MostCells = 10_000;

    /// <summary>Reports, and for whom.</summary>
    /// <param name="Items">At most 1,000.</param>
    /// <param name="OnBehalfOf">Key of a Gemeindeverband or Kreis that reports for its members; an item without `municipality` then speaks for all of them.</param>
    /// <param name="DryRun">Decide everything, record nothing.</param>
    public sealed record Request([FromBody] IReadOnlyList<ReportItem> Items, [FromQuery] string? OnBehalfOf = null, [FromQuery] bool? DryRun = null);

    /// <summary>Shape of the whole; each item is checked on its own.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.OnBehalfOf!).UnitKey().When(request => request.OnBehalfOf is not null);
            RuleFor(request => request.Items).NotEmpty().WithErrorCode("missing-value").WithMessage("At least one item is needed.")
                .Must(items => items is not { Count: > MostItems }).WithErrorCode("too-many").WithMessage($"At most {MostItems} items at once.");
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Post("/v1/reports");
        TakesMany();
        Policies(Policy.Report);
        Problems(404, 409, 413, 415);
        Summary(
            "Report many levels",
            "One result per cell, in the order of the items. Idempotent: the same reports again are `unchanged`. An item that is refused does not stop the others.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<ReportResults>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var heavy = HeavyAnswers.Of(HttpContext);
        using var place = await heavy.Enter(ct);
        if (!place.IsAcquired) return heavy.Full(HttpContext);

        var caller = Caller.Of(HttpContext.User);
        await services.Registry.BeFresh(ct);
        KnownUnit? speaker = null;
        if (request.OnBehalfOf is { } key)
        {
            speaker = await services.Registry.FindUnit(key, ct);
            if (speaker is null) return caller.MayReportFor(key) ? Problem.UnknownUnit(key) : Problem.Of("outside-your-keys");
            if (!caller.MayReportFor(speaker)) return Problem.Of("outside-your-keys");
            if (speaker.Kind is not (UnitKind.Verband or UnitKind.Kreis)) return Problem.Of("serves-nobody");
        }

        var batch = new ReportBatch(services, caller, speaker);
        await batch.Take(request.Items, ct);
        if (batch.CellCount > MostCells) return Problem.Of("too-many-cells");

        var provenance = speaker is null ? caller.Provenance : new Provenance(caller.Subject, caller.Role, Provenance.Provider, speaker.Id.Value);
        return await Overtaken.DecideAnew<Results<Ok<ReportResults>, ProblemHttpResult>>(
            expected: null, () => Decide(batch, provenance, isDryRun: request.DryRun is true, ct), stale => stale);
    }

    async Task<Results<Ok<ReportResults>, ProblemHttpResult>> Decide(ReportBatch batch, Provenance provenance, bool isDryRun, CancellationToken ct)
    {
        await using var session = services.Store.LightweightSession();
        session.Stamp(provenance);
        session.CorrelationId = HttpContext.TraceIdentifier;
        await batch.Decide(session, append: !isDryRun, ct);
        return isDryRun ? TypedResults.Ok(batch.Results()) : await Save(session, () => TypedResults.Ok(batch.Results()), ct, batch.Units());
    }
}

/// <summary>One report of many; members as in a single report.</summary>
/// <param name="Municipality">Id, AGS or ARS of the unit; with `onBehalfOf` all members when absent.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
/// <param name="Level">Level in the model; exactly one of level and criteria.</param>
/// <param name="Criteria">Level of each criterion; the lowest decides.</param>
/// <param name="ValidOn">Since when it is so; today when absent.</param>
/// <param name="EvidenceUrl">Public http(s) address where anyone can check it.</param>
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
    IReadOnlyList<string>? LeikaIds = null,
    DateTimeOffset? ReportedAt = null,
    string? Note = null) : IMaturityBody;

/// <summary>What became of a report.</summary>
public enum ReportStatus
{
    /// <summary>Recorded; in a dry run it would be.</summary>
    Accepted,

    /// <summary>It was so already.</summary>
    Unchanged,

    /// <summary>Nothing was recorded; code and detail say why.</summary>
    Refused,
}

/// <summary>What became of one report for one unit.</summary>
/// <param name="Index">Number of the item, from 0.</param>
/// <param name="Municipality">Id of the unit; the key as sent where nobody has it.</param>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Code">Code of the refusal, as in `/v1/problems`.</param>
/// <param name="Detail">Why it was refused and what to do.</param>
/// <param name="Version">Version of the cell's stream.</param>
/// <param name="Position">Position of the event in the log; null when none was recorded.</param>
public sealed record ReportResult(
    int Index, string? Municipality, string? OzgId, ReportStatus Status, string? Code = null, string? Detail = null, long? Version = null, long? Position = null);

/// <summary>What became of all of them.</summary>
/// <param name="Items">One per cell, in the order of the items.</param>
/// <param name="Summary">How many of each.</param>
public sealed record ReportResults(IReadOnlyList<ReportResult> Items, ReportSummary Summary);

/// <summary>How many reports ended how.</summary>
public sealed record ReportSummary(int Accepted, int Unchanged, int Refused);
