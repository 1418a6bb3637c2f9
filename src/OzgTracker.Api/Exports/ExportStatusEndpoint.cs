using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>All cells of which something is known, as they are now.</summary>
public sealed class ExportStatusEndpoint(ExportServices services) : ExportEndpoint<ExportStatusEndpoint.Request>(services)
{
    const string ReadColumns = """
        municipality, ozg_id, model, level, status, since, verification, evidence, evidence_url, efa_offer, efa_stage, planned_level, planned_for,
        last_reported_at, changed_at, version, position
        """;

    static readonly byte[][] Statuses = CodeBytes.Of<CellStatus>();
    static readonly byte[][] Verifications = CodeBytes.Of<Verification>();
    static readonly byte[][] EvidenceStates = CodeBytes.Of<EvidenceState>();

    static readonly ExportColumn[] UnitColumns =
    [
        new("municipality", "Kommune"), new("ags", "AGS"), new("ars", "ARS"), new("name", "Name"), new("state", "Land"), new("district", "Kreis"), new("kind", "Art"),
        new("population", "Einwohner"),
    ];

    static readonly ExportColumn[] ServiceColumns = [new("ozgId", "OZG-Nummer"), new("serviceName", "OZG-Leistung"), new("topicArea", "Themenfeld")];

    static readonly ExportColumn[] Columns =
    [
        .. UnitColumns, .. ServiceColumns,
        new("model", "Reifegradmodell"), new("level", "Reifegrad"), new("status", "Status"), new("since", "Seit"), new("conform", "OZG-konform"),
        new("verification", "Prüfung"), new("evidence", "Beleg"), new("evidenceUrl", "Beleg-Adresse"), new("efaOffer", "EfA-Angebot"), new("efaStage", "EfA-Stufe"),
        new("plannedLevel", "Geplanter Reifegrad"), new("plannedFor", "Geplant für"), new("lastReportedAt", "Zuletzt gemeldet"), new("lastChangedAt", "Zuletzt geändert"),
        new("version", "Version"), new("position", "Position"),
    ];

    /// <summary>Which cells.</summary>
    /// <param name="Format">`csv` or `ndjson`.</param>
    /// <param name="State">Land, two digits: units that belong to it now.</param>
    /// <param name="OzgId">One OZG service, or several with commas, at most 100.</param>
    /// <param name="Model">Id of a maturity model; rows of all models when absent.</param>
    /// <param name="ChangedSince">Only cells of which the log learnt something at or after this moment.</param>
    public sealed record Request(
        [FromRoute] string Format, [AsParameters] ExportParameters Export, [FromQuery] string? State = null, [FromQuery] string? OzgId = null, [FromQuery] string? Model = null,
        [FromQuery] DateTimeOffset? ChangedSince = null) : IExportRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            this.OfExport();
            RuleFor(request => request.State).State();
            RuleFor(request => request.OzgId).OzgIds();
        }
    }

    /// <inheritdoc/>
    protected override string DataSet => "status";

    /// <inheritdoc/>
    public override void Configure() => Exports(
        "Export the status of all cells",
        "A row for each cell and maturity model of which something was said, in the order of unit, service and model; what nobody has spoken of has no row. `lastChangedAt` moves "
            + "whenever the row does. Levels are those of the policy `any`.");

    /// <inheritdoc/>
    private protected override async Task<Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult?> Check(Request request, ExportSnapshot snapshot, CancellationToken ct)
    {
        var filters = new ExportFilters(snapshot);
        return await filters.CheckModel(request.Model, ct);
    }

    /// <inheritdoc/>
    private protected override async Task<ExportRows> Rows(Request request, ExportSnapshot snapshot, CancellationToken ct)
    {
        var filters = new ExportFilters(snapshot);
        await filters.OfUnits(request.State, ct);
        await filters.OfServices(request.OzgId, ct);
        if (request.OzgId is not null && request.State is null) filters.UnitByUnit();
        await filters.OfModel(request.Model, ct);
        if (request.ChangedSince is { } since)
            await filters.Add("changed_at >= current_setting('ozg_export.changed_since')::timestamptz", "changed_since", since.ToString("O", CultureInfo.InvariantCulture), ct);
        var query = $"select {ReadColumns} from {StatusProjection.Table} {filters.Where} order by municipality, ozg_id, model";
        return new ExportRows(Columns, (writer, body, stop) => Write(snapshot, query, writer, body, stop));
    }

    static async Task Write(ExportSnapshot snapshot, string query, RowWriter writer, ExportBody body, CancellationToken ct)
    {
        var dimensions = await ExportDimensions.ReadAsync(
            snapshot, unit => writer.Render(0, one => WriteUnit(one, unit)), service => writer.Render(UnitColumns.Length, one => WriteService(one, service)), ct);
        await using var cells = await snapshot.CopyAsync(query, 17, ct);
        while (await cells.ReadAsync(ct))
        {
            while (cells.TryNext())
            {
                WriteCell(writer, cells, dimensions);
                await writer.SendIfLargeAsync(body, ct);
            }
        }
    }

    static void WriteUnit(RowWriter writer, ExportDimensions.Unit unit)
    {
        writer.Key(unit.Id);
        writer.Key(unit.Ags);
        writer.Key(unit.Ars);
        writer.Text(unit.Name);
        writer.Key(unit.State);
        writer.Key(unit.District);
        writer.Key(unit.Kind);
        writer.Number(unit.Population);
    }

    static void WriteService(RowWriter writer, ExportDimensions.Service service)
    {
        writer.Key(service.OzgId);
        writer.Text(service.Name);
        writer.Text(service.TopicArea);
    }

    static void WriteCell(RowWriter writer, EventStore.Copying.CopyTuples cell, ExportDimensions dimensions)
    {
        int? level = cell.IsNull(3) ? null : cell.Int16(3);
        writer.Rendered(dimensions.UnitOf(cell.Span(0)), UnitColumns.Length);
        writer.Rendered(dimensions.ServiceOf(cell.Span(1)), ServiceColumns.Length);
        writer.Text(cell.Span(2));
        writer.Number(level);
        writer.Key(Statuses[cell.Int16(4)]);
        writer.Day(cell.IsNull(5) ? null : cell.Date(5));
        writer.Flag(dimensions.IsConform(cell.Span(2), level));
        writer.Key(Verifications[cell.Int16(6)]);
        writer.Key(EvidenceStates[cell.Int16(7)]);
        for (var column = 8; column <= 10; column++)
        {
            if (cell.IsNull(column)) writer.Null();
            else writer.Text(cell.Span(column));
        }

        writer.Number(cell.IsNull(11) ? null : (long?)cell.Int16(11));
        writer.Day(cell.IsNull(12) ? null : cell.Date(12));
        if (cell.IsNull(13)) writer.Null();
        else writer.Moment(cell.Timestamp(13));
        writer.Moment(cell.Timestamp(14));
        writer.Number(cell.Int64(15));
        writer.Number(cell.Int64(16));
        writer.EndRow();
    }
}
