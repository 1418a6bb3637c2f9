using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Municipalities;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>All units, also dissolved ones.</summary>
public sealed class ExportMunicipalitiesEndpoint(ExportServices services) : ExportEndpoint<ExportMunicipalitiesEndpoint.Request>(services)
{
    const string UnitsSql = $"""
        select unit.id, unit.ags, unit.ars, unit.name, unit.short_name, unit.kind, unit.designation, unit.state, unit.district, unit.association, association.short_name,
               unit.population, unit.area_ha, unit.as_of, unit.valid_from, unit.valid_to, unit.dissolved_on,
               profile.strategy_state, profile.strategy_since, profile.strategy_url, profile.it_provider, profile.mailbox, profile.contact_url, unit.position
          from {MunicipalityProjection.Table} as unit
          left join {MunicipalityProjection.Table} as association on association.id = unit.association
          left join {MunicipalityProfileProjection.Table} as profile on profile.id = unit.id
        """;

    static readonly ExportColumn[] Columns =
    [
        new("municipality", "Kommune"), new("ags", "AGS"), new("ars", "ARS"), new("name", "Name"), new("shortName", "Kurzname"), new("kind", "Art"), new("designation", "Bezeichnung"),
        new("state", "Land"), new("district", "Kreis"), new("association", "Gemeindeverband"), new("associationName", "Name des Gemeindeverbands"), new("population", "Einwohner"),
        new("sizeClass", "Größenklasse"), new("areaKm2", "Fläche in km²"), new("asOf", "Gebietsstand"), new("validFrom", "Gültig ab"), new("validTo", "Gültig bis"),
        new("dissolvedOn", "Aufgelöst am"), new("digitalStrategy", "Digitalstrategie"), new("digitalStrategySince", "Digitalstrategie seit"),
        new("digitalStrategyUrl", "Adresse der Digitalstrategie"), new("itProvider", "IT-Dienstleister"), new("contactMailbox", "Funktionspostfach"),
        new("contactUrl", "Kontaktadresse"), new("position", "Position"),
    ];

    /// <summary>Which units.</summary>
    /// <param name="Format">`csv` or `ndjson`.</param>
    /// <param name="State">Land, two digits.</param>
    public sealed record Request([FromRoute] string Format, [AsParameters] ExportParameters Export, [FromQuery] string? State = null) : IExportRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            this.OfExport();
            RuleFor(request => request.State).State();
        }
    }

    /// <inheritdoc/>
    protected override string DataSet => "municipalities";

    /// <inheritdoc/>
    public override void Configure() => Exports(
        "Export all units", "Gemeinden, Verbände, Kreise and gemeindefreie Gebiete in the order of their ids, also dissolved ones (`validTo`), with their profiles.");

    /// <inheritdoc/>
    private protected override async Task<ExportRows> Rows(Request request, ExportSnapshot snapshot, CancellationToken ct)
    {
        var filters = new ExportFilters(snapshot);
        if (request.State is { } state) await filters.Add("unit.state = current_setting('ozg_export.state')", "state", state, ct);
        var query = $"{UnitsSql} {filters.Where} order by unit.id";
        return new ExportRows(Columns, async (writer, body, stop) =>
        {
            await using var units = await snapshot.CopyAsync(query, 24, stop);
            while (await units.ReadAsync(stop))
            {
                while (units.TryNext())
                {
                    WriteUnit(writer, units);
                    await writer.SendIfLargeAsync(body, stop);
                }
            }
        });
    }

    static void WriteUnit(RowWriter writer, EventStore.Copying.CopyTuples unit)
    {
        for (var column = 0; column <= 10; column++) WriteText(column);
        var population = unit.Int32(11);
        writer.Number(population);
        writer.Text(SizeClass.Of(population).Code);
        writer.Decimal(unit.IsNull(12) ? null : unit.Int32(12) / 100m);
        for (var column = 13; column <= 16; column++) WriteDay(column);
        WriteText(17);
        WriteDay(18);
        for (var column = 19; column <= 22; column++) WriteText(column);
        writer.Number(unit.Int64(23));
        writer.EndRow();

        void WriteText(int column)
        {
            if (unit.IsNull(column)) writer.Null();
            else writer.Text(unit.Span(column));
        }

        void WriteDay(int column) => writer.Day(unit.IsNull(column) ? null : unit.Date(column));
    }
}
