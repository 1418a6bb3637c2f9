using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Exports;

/// <summary>The catalogue.</summary>
public sealed class ExportServicesEndpoint(ExportServices services) : ExportEndpoint<ExportServicesEndpoint.Request>(services)
{
    const string ServicesSql = $"""
        select ozg_id, name, topic_area, situation, situation_kind, array_to_string(types, '|'), array_to_string(tags, '|'), leika_count, array_to_string(executed_by, '|'), position
          from {ServiceProjection.Table}
         order by ozg_id
        """;

    static readonly ExportColumn[] Columns =
    [
        new("ozgId", "OZG-Nummer"), new("name", "OZG-Leistung"), new("topicArea", "Themenfeld"), new("situation", "Lage"), new("situationKind", "Art der Lage"),
        new("types", "Typisierung"), new("tags", "Programme"), new("leikaCount", "LeiKa-Leistungen"), new("executedBy", "Vollzug"), new("position", "Position"),
    ];

    /// <summary>All services.</summary>
    /// <param name="Format">`csv` or `ndjson`.</param>
    public sealed record Request([FromRoute] string Format, [AsParameters] ExportParameters Export) : IExportRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => this.OfExport();
    }

    /// <inheritdoc/>
    protected override string DataSet => "services";

    /// <inheritdoc/>
    public override void Configure() => Exports(
        "Export the catalogue", "All OZG services in the order of their ids. `types`, `tags` and `executedBy` are joined with `|`; the latter holds where a Land has declared nothing.");

    /// <inheritdoc/>
    private protected override Task<ExportRows> Rows(Request request, ExportSnapshot snapshot, CancellationToken ct) => Task.FromResult(new ExportRows(
        Columns,
        async (writer, body, stop) =>
        {
            await using var services = await snapshot.CopyAsync(ServicesSql, 10, stop);
            while (await services.ReadAsync(stop))
            {
                while (services.TryNext())
                {
                    for (var column = 0; column <= 6; column++) writer.Text(services.Span(column));
                    writer.Number(services.Int32(7));
                    writer.Text(services.Span(8));
                    writer.Number(services.Int64(9));
                    writer.EndRow();
                    await writer.SendIfLargeAsync(body, stop);
                }
            }
        }));
}
