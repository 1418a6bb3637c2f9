using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>Every change of a cell, as the log learnt it.</summary>
public sealed class ExportTransitionsEndpoint(ExportServices services) : ExportEndpoint<ExportTransitionsEndpoint.Request>(services)
{
    const string ReadColumns = "position, recorded_at, valid_on, municipality, ozg_id, model, status, level, evidence, verification";

    static readonly byte[][] Statuses = CodeBytes.Of<CellStatus>();
    static readonly byte[][] Verifications = CodeBytes.Of<Verification>();
    static readonly byte[][] EvidenceStates = CodeBytes.Of<EvidenceState>();

    static readonly ExportColumn[] EventColumns = [new("position", "Position"), new("recordedAt", "Erfasst am"), new("validOn", "Gültig ab")];

    static readonly ExportColumn[] UnitColumns = [new("municipality", "Kommune"), new("ags", "AGS"), new("state", "Land")];

    static readonly ExportColumn[] Columns =
    [
        .. EventColumns, .. UnitColumns,
        new("ozgId", "OZG-Nummer"), new("model", "Reifegradmodell"), new("status", "Status"), new("level", "Reifegrad"), new("conform", "OZG-konform"), new("evidence", "Beleg"),
        new("verification", "Prüfung"),
    ];

    /// <summary>Which changes.</summary>
    /// <param name="Format">`csv` or `ndjson`.</param>
    /// <param name="State">Land, two digits: units that belong to it now.</param>
    /// <param name="OzgId">One OZG service, or several with commas, at most 100.</param>
    /// <param name="Model">Id of a maturity model; changes in all models when absent.</param>
    /// <param name="RecordedFrom">Recorded at or after this moment, …</param>
    /// <param name="RecordedTo">… and before this one.</param>
    /// <param name="After">Behind this position: what came since an export that ended there.</param>
    /// <param name="UpTo">Up to this position: the same rows whenever it is asked for.</param>
    public sealed record Request(
        [FromRoute] string Format, [AsParameters] ExportParameters Export, [FromQuery] string? State = null, [FromQuery] string? OzgId = null, [FromQuery] string? Model = null,
        [FromQuery] DateTimeOffset? RecordedFrom = null, [FromQuery] DateTimeOffset? RecordedTo = null, [FromQuery] long? After = null, [FromQuery] long? UpTo = null) : IExportRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            this.OfExport();
            RuleFor(request => request.State).State();
            RuleFor(request => request.OzgId).OzgIds();
            RuleFor(request => request.After).Position();
            RuleFor(request => request.UpTo).Position();
        }
    }

    /// <inheritdoc/>
    protected override string DataSet => "transitions";

    /// <inheritdoc/>
    public override void Configure() => Exports(
        "Export every change of every cell",
        "In the order of positions. Rows are only added and never change: `after` gives what is new since an earlier export, `upTo` gives the same rows at any time. "
            + "`recordedFrom` and `recordedTo` are a half-open range for incremental refreshes. Names are in the exports of municipalities and services.");

    /// <inheritdoc/>
    private protected override async Task<ProblemHttpResult?> Check(Request request, ExportSnapshot snapshot, CancellationToken ct)
    {
        if (request.UpTo > snapshot.Position) return Problem.Of("position-not-reached", $"The read models have reached position {snapshot.Position}; with minPosition you can wait.");
        return await new ExportFilters(snapshot).CheckModel(request.Model, ct);
    }

    /// <inheritdoc/>
    private protected override async Task<ExportRows> Rows(Request request, ExportSnapshot snapshot, CancellationToken ct)
    {
        var filters = new ExportFilters(snapshot);
        await filters.OfUnits(request.State, ct);
        await filters.OfServices(request.OzgId, ct);
        await filters.OfModel(request.Model, ct);
        if (request.OzgId is not null) await snapshot.MaySortAsync(ct);   // there is an index of services
        var (after, upTo) = (request.After ?? -1, request.UpTo ?? snapshot.Position);   // whoever goes on behind the position of the answer misses nothing
        if (request.RecordedFrom is not null || request.RecordedTo is not null)
        {
            var (first, last) = await Services.Zones.FindAsync(snapshot, request.RecordedFrom, request.RecordedTo, ct) ?? (0, -1);
            (after, upTo) = (Math.Max(after, first - 1), Math.Min(upTo, last));
            await Recorded(filters, ">=", "recorded_from", request.RecordedFrom, ct);
            await Recorded(filters, "<", "recorded_to", request.RecordedTo, ct);
        }

        if (after >= 0) await filters.Add("position > current_setting('ozg_export.after')::bigint", "after", after.ToString(CultureInfo.InvariantCulture), ct);
        await filters.Add("position <= current_setting('ozg_export.up_to')::bigint", "up_to", upTo.ToString(CultureInfo.InvariantCulture), ct);
        var query = $"select {ReadColumns} from {StatusProjection.TransitionTable} {filters.Where} order by position, model, valid_on";
        return new ExportRows(Columns, (writer, body, stop) => Write(snapshot, query, writer, body, stop));
    }

    static async Task Recorded(ExportFilters filters, string compares, string name, DateTimeOffset? moment, CancellationToken ct)
    {
        if (moment is { } known)
            await filters.Add($"recorded_at {compares} current_setting('ozg_export.{name}')::timestamptz", name, known.ToString("O", CultureInfo.InvariantCulture), ct);
    }

    static async Task Write(ExportSnapshot snapshot, string query, RowWriter writer, ExportBody body, CancellationToken ct)
    {
        var dimensions = await ExportDimensions.ReadAsync(
            snapshot, unit => writer.Render(EventColumns.Length, one => WriteUnit(one, unit)),
            service => writer.Render(EventColumns.Length + UnitColumns.Length, one => one.Key(service.OzgId)), ct);
        await using var changes = await snapshot.CopyAsync(query, 10, ct);
        while (await changes.ReadAsync(ct))
        {
            while (changes.TryNext())
            {
                WriteChange(writer, changes, dimensions);
                await writer.SendIfLargeAsync(body, ct);
            }
        }
    }

    static void WriteUnit(RowWriter writer, ExportDimensions.Unit unit)
    {
        writer.Key(unit.Id);
        writer.Key(unit.Ags);
        writer.Key(unit.State);
    }

    static void WriteChange(RowWriter writer, EventStore.Copying.CopyTuples change, ExportDimensions dimensions)
    {
        int? level = change.IsNull(7) ? null : change.Int16(7);
        writer.Number(change.Int64(0));
        writer.Moment(change.Timestamp(1));
        writer.Day(change.Date(2));
        writer.Rendered(dimensions.UnitOf(change.Span(3)), UnitColumns.Length);
        writer.Rendered(dimensions.ServiceOf(change.Span(4)), 1);
        writer.Text(change.Span(5));
        writer.Key(Statuses[change.Int16(6)]);
        writer.Number(level);
        writer.Flag(dimensions.IsConform(change.Span(5), level));
        writer.Key(EvidenceStates[change.Int16(8)]);
        writer.Key(Verifications[change.Int16(9)]);
        writer.EndRow();
    }
}
